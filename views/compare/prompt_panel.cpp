// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/prompt_panel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "views/choosers/popup_holder.h"
#include "views/compare/prompt_editor.h"
#include "views/compare/sampling_panel.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int samplingWidth = 324;

/// The ground of what belongs to a panel but is not its content.
class AltGround final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event);
        QPainter(this).fillRect(rect(), Theme::instance().color(Theme::Token::Alt));
    }
};

} // namespace

PromptPanel::PromptPanel(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout)
    , m_line(new AltGround)
    , m_library(new ActionButton(tr("Prompts"), u"chevron-down"_s))
    , m_settings(new ActionButton(tr("Sampling"), u"chevron-down"_s))
    , m_editor(new PromptEditor)
    , m_sampling(new SamplingPanel)
    , m_side(new AltGround)
    , m_popup(new PopupHolder(this))
{
    m_editor->setAccessibleName(tr("Prompt"));
    m_editor->setFrameShape(QFrame::NoFrame);
    m_sampling->setAccessibleName(tr("Sampling"));
    m_library->setSmall(true);
    m_settings->setSmall(true);
    auto *line = new QHBoxLayout(m_line);
    line->addWidget(m_library);
    line->addStretch(1);
    line->addWidget(m_settings);
    auto *side = new QHBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(0);
    side->addWidget(new RuleLine(Qt::Vertical));
    side->addWidget(m_sampling, 1);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);
    column->addLayout(m_row, 1);
    m_row->setSpacing(0);
    m_row->addWidget(m_editor, 1);
    m_row->addWidget(m_side);
    auto *panel = new Panel;
    panel->setHeadVisible(false);
    panel->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(panel);
    m_line->hide();
    connect(m_library, &QPushButton::clicked, this, &PromptPanel::libraryRequested);
    connect(m_settings, &QPushButton::clicked, this, &PromptPanel::openSampling);
    Theme::instance().follow(this, [this, line] {
        const Theme &theme = Theme::instance();
        line->setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4));
        line->setSpacing(theme.px(8));
        m_side->setFixedWidth(theme.px(samplingWidth));
    });
}

void PromptPanel::setNarrow(bool narrow)
{
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    arrange();
}

void PromptPanel::arrange()
{
    if (m_narrow) {
        m_popup->hold(m_sampling);
    } else {
        m_popup->hide();
        m_side->layout()->addWidget(m_sampling);
    }
    m_side->setVisible(!m_narrow);
    m_line->setVisible(m_narrow);
    refreshSummary();
}

void PromptPanel::setTitle(const QString &title)
{
    m_library->setText(title.isEmpty() ? tr("Prompts") : title);
    m_library->setAccessibleName(title.isEmpty() ? tr("Prompts, history, votes")
                                                 : tr("Prompt %1: choose another").arg(title));
}

void PromptPanel::refreshSummary()
{
    const QString summary = m_sampling->summary();
    m_settings->setText(summary);
    m_settings->setAccessibleName(tr("Sampling: %1").arg(summary));
}

void PromptPanel::openSampling()
{
    if (m_narrow)
        m_popup->openBelow(m_settings, {Theme::instance().px(samplingWidth + 20),
                                        m_sampling->sizeHint().height() + 2});
    else
        m_sampling->setFocus(Qt::ShortcutFocusReason);
}

QWidget *PromptPanel::libraryButton() const
{
    return m_library;
}

int PromptPanel::preferredHeight() const
{
    const Theme &theme = Theme::instance();
    return m_narrow ? theme.px(32 + 8) + 6 * theme.lineHeight(Theme::Font::Code) : theme.px(180);
}

} // namespace phi1
