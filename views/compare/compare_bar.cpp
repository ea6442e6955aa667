// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/compare_bar.h"

#include <QHBoxLayout>

#include "views/compare/tint_scale.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

CompareBar::CompareBar(QWidget *parent)
    : QWidget(parent)
    , m_run(new ActionButton(tr("Run"), u"play"_s, ActionButton::Role::Primary))
    , m_stop(new ActionButton(tr("Stop"), u"stop"_s))
    , m_viewLabel(new TextLabel(tr("View"), Theme::Font::Small, Theme::Token::Text3))
    , m_view(new SegmentedChoice)
    , m_tintLabel(new TextLabel(tr("Tint"), Theme::Font::Small, Theme::Token::Text3))
    , m_tint(new SegmentedChoice)
    , m_scale(new TintScale)
    , m_mark(new TextLabel(u"◆"_s, Theme::Font::Small, Theme::Token::Accent))
    , m_difference(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2))
    , m_goTo(new ActionButton(tr("Go to it")))
    , m_layout(new QHBoxLayout(this))
{
    m_run->setKeyHint(tr("Ctrl+Enter"));
    m_run->setSmall(true);
    m_stop->setSmall(true);
    m_goTo->setSmall(true);
    m_goTo->setKeyHint(tr("F8"));
    m_view->setAccessibleName(tr("View"));
    m_view->addOption(tr("Tokens"), static_cast<int>(View::Tokens));
    m_view->addOption(tr("Code"), static_cast<int>(View::Code));
    m_view->addOption(tr("Diff"), static_cast<int>(View::Diff));
    m_tint->setAccessibleName(tr("Tint"));
    m_tint->addOption(tr("Probability"), static_cast<int>(Tint::Probability));
    m_tint->addOption(tr("KL"), static_cast<int>(Tint::Divergence));
    m_tint->addOption(tr("Off"), static_cast<int>(Tint::Off));
    m_mark->setAccessibleName(tr("differs"));
    m_difference->setAlignment(Qt::AlignRight);
    m_difference->setElideMode(Qt::ElideRight);
    for (QWidget *part :
         QList<QWidget *>{m_run, m_stop, m_viewLabel, m_view, m_tintLabel, m_tint, m_scale})
        m_layout->addWidget(part);
    m_layout->addStretch(1);
    auto *difference = new QHBoxLayout;
    difference->addWidget(m_mark);
    difference->addWidget(m_difference);
    m_layout->addLayout(difference);
    m_layout->addWidget(m_goTo);
    connect(m_run, &QPushButton::clicked, this, &CompareBar::runRequested);
    connect(m_stop, &QPushButton::clicked, this, &CompareBar::stopRequested);
    connect(m_goTo, &QPushButton::clicked, this, &CompareBar::goToDifferenceRequested);
    connect(m_view, &SegmentedChoice::currentChanged, this, [this] {
        showScale();
        emit viewChanged(view());
    });
    connect(m_tint, &SegmentedChoice::currentChanged, this, [this] {
        showScale();
        emit tintChanged(tint());
    });
    Theme::instance().follow(this, [this, difference] {
        const Theme &theme = Theme::instance();
        difference->setSpacing(theme.px(4));
        m_layout->setContentsMargins(0, 0, 0, 0);
        m_layout->setSpacing(theme.px(10));
        setFixedHeight(theme.px(36));
    });
    showScale();
    setDifference({}, false);
    setRunning(false, false);
}

CompareBar::View CompareBar::view() const
{
    return static_cast<View>(m_view->currentIndex());
}

CompareBar::Tint CompareBar::tint() const
{
    return static_cast<Tint>(m_tint->currentIndex());
}

void CompareBar::setView(View view)
{
    m_view->setCurrentIndex(static_cast<int>(view));
}

void CompareBar::setTint(Tint tint)
{
    m_tint->setCurrentIndex(static_cast<int>(tint));
}

void CompareBar::setDivergencePossible(bool possible, const QString &reason)
{
    m_tint->setOptionEnabled(static_cast<int>(Tint::Divergence), possible, reason);
}

void CompareBar::setRunning(bool running, bool canRun, const QString &reason)
{
    m_run->setEnabled(canRun && !running);
    m_run->setToolTip(canRun ? QString() : reason);
    m_stop->setEnabled(running);
}

void CompareBar::setDifference(const QString &text, bool differs)
{
    m_difference->setText(text);
    m_difference->setVisible(!text.isEmpty());
    m_mark->setVisible(differs);
    m_goTo->setVisible(!text.isEmpty());
    m_goTo->setEnabled(differs);
}

void CompareBar::setNarrow(bool narrow)
{
    m_viewLabel->setVisible(!narrow);
    m_tintLabel->setVisible(!narrow);
}

void CompareBar::showScale()
{
    // In code and differences other colours have a meaning.
    const bool tokens = view() == View::Tokens;
    m_tint->setEnabled(tokens);
    m_tintLabel->setEnabled(tokens);
    m_scale->setVisible(tokens && tint() != Tint::Off);
    if (tint() == Tint::Divergence)
        m_scale->setEnds(tr("alike"), tr("apart"));
    else
        m_scale->setEnds(tr("sure"), tr("surprised"));
}

} // namespace phi1
