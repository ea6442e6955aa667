// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/text_panel.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "views/attention_text/ablation_panel.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/lens_panel.h"
#include "views/attention_text/rollout_strip.h"
#include "views/attention_text/target_list.h"
#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

TextPanel::TextPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel)
    , m_tabs(new QTabBar)
    , m_caption(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2))
    , m_direction(new SegmentedChoice)
    , m_arcsLabel(new TextLabel(tr("Arcs"), Theme::Font::Small, Theme::Token::Text3))
    , m_arcs(new QSpinBox)
    , m_stack(new QStackedWidget)
    , m_text(new AttentionTextView)
    , m_targets(new TargetList)
    , m_lens(new LensPanel)
    , m_rollout(new RolloutStrip)
    , m_ablation(new AblationPanel)
{
    m_panel->setHeadVisible(false);
    m_panel->setAccessibleName(tr("At the token"));
    m_tabs->addTab(tr("Text"));
    m_tabs->addTab(tr("Lens"));
    m_tabs->addTab(tr("Rollout"));
    m_tabs->addTab(tr("Ablation"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("At the token"));
    m_direction->setAccessibleName(tr("Direction"));
    m_direction->addOption(tr("Looks at"), static_cast<int>(LookDirection::LooksAt));
    m_direction->addOption(tr("Looked at by"), static_cast<int>(LookDirection::LookedAtBy));
    m_direction->setCurrentIndex(0);
    m_arcs->setRange(0, 32);
    m_arcs->setValue(3);
    m_arcs->setAccessibleName(tr("Number of arcs"));
    m_caption->setElideMode(Qt::ElideRight);
    m_text->setAccessibleName(tr("Text"));
    m_lens->setAccessibleName(tr("Logit lens"));
    m_rollout->setAccessibleName(tr("Rollout"));
    m_ablation->setAccessibleName(tr("Heads that are switched off"));
    auto *exports = new IconButton(u"export"_s, tr("Export these numbers"));
    exports->setSmall(true);

    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->addWidget(m_tabs);
    row->addWidget(m_caption, 1);
    row->addWidget(m_direction);
    row->addWidget(m_arcsLabel);
    row->addWidget(m_arcs);
    row->addWidget(exports);
    auto *text = new QWidget;
    auto *beside = new QHBoxLayout(text);
    beside->addWidget(m_text, 1);
    beside->addWidget(m_targets);
    // It is higher than the others, and must not move them.
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_ablation);
    for (QWidget *part : QList<QWidget *>{text, m_lens, m_rollout, scroll})
        m_stack->addWidget(part);
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(head);
    inner->addWidget(new RuleLine);
    inner->addWidget(m_stack, 1);
    m_panel->setContent(content);
    m_panel->setHeadVisible(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        showTab();
        emit tabChanged(tab());
    });
    connect(m_direction, &SegmentedChoice::currentChanged, this,
            [this] { emit directionChanged(direction()); });
    connect(m_arcs, &QSpinBox::valueChanged, this, &TextPanel::arcCountChanged);
    connect(exports, &QToolButton::clicked, this,
            [this, exports] { emit exportRequested(exports); });
    Theme::instance().follow(this, [=, this] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(4), 0, theme.px(8), 0);
        row->setSpacing(theme.px(8));
        head->setFixedHeight(theme.px(32));
        beside->setContentsMargins(0, 0, theme.px(12), 0);
        beside->setSpacing(theme.px(8));
        m_arcs->setFixedSize(theme.px(50), theme.px(24));
        m_targets->setFixedWidth(theme.px(210));
    });
    showTab();
}

TextPanel::Tab TextPanel::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void TextPanel::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

void TextPanel::showTab()
{
    m_stack->setCurrentIndex(m_tabs->currentIndex());
    const bool isText = tab() == Tab::Text;
    m_direction->setVisible(isText);
    m_arcsLabel->setVisible(isText);
    m_arcs->setVisible(isText);
}

void TextPanel::setCaption(const QString &caption)
{
    m_caption->setText(caption);
}

void TextPanel::setSwitchedOff(int heads)
{
    m_tabs->setTabText(static_cast<int>(Tab::Ablation),
                       heads > 0 ? tr("Ablation (%1)").arg(heads) : tr("Ablation"));
}

LookDirection TextPanel::direction() const
{
    return static_cast<LookDirection>(m_direction->currentData().toInt());
}

void TextPanel::setDirection(LookDirection direction)
{
    m_direction->setCurrentData(static_cast<int>(direction));
}

int TextPanel::arcCount() const
{
    return m_arcs->value();
}

void TextPanel::setArcCount(int count)
{
    m_arcs->setValue(count);
}

void TextPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_targets->setVisible(width() >= Theme::instance().px(500));
}

} // namespace phi1
