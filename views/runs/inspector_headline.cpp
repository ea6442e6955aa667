// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/inspector_headline.h"

#include <cmath>

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/runs/run_actions.h"
#include "views/runs/run_texts.h"
#include "views/widgets/action_button.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/state_badge.h"
#include "views/widgets/text_label.h"

namespace phi1 {

InspectorHeadline::InspectorHeadline(RunActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_loss(new TextLabel(Theme::Font::BigValue, Theme::Token::Text, this))
    , m_caption(new TextLabel(tr("training loss"), Theme::Font::Small, Theme::Token::Text3, this))
    , m_life(new StateBadge(this))
    , m_bar(new ProgressBarThin(this))
    , m_steps(new TextLabel(Theme::Font::Small, Theme::Token::Text2, this))
    , m_share(new TextLabel(Theme::Font::Small, Theme::Token::Text2, this))
    , m_left(new TextLabel(Theme::Font::Small, Theme::Token::Text2, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *top = new QHBoxLayout;
    top->addWidget(m_loss);
    top->addWidget(m_caption);
    top->addStretch(1);
    top->addWidget(m_life);
    auto *progress = new QHBoxLayout;
    progress->addWidget(m_steps);
    progress->addStretch(1);
    progress->addWidget(m_share);
    auto *buttons = new QHBoxLayout;
    addButtons(buttons);
    column->addLayout(top);
    column->addWidget(m_bar);
    column->addLayout(progress);
    column->addWidget(m_left);
    column->addLayout(buttons);
    m_left->setWordWrap(true);
    m_life->setFontRole(Theme::Font::Small);
    Theme::instance().follow(this, [this, column, top, buttons] {
        const Theme &theme = Theme::instance();
        column->setSpacing(theme.px(6));
        top->setSpacing(theme.px(8));
        buttons->setSpacing(theme.px(6));
        buttons->setContentsMargins(0, theme.px(4), 0, 0);
    });
}

void InspectorHeadline::addButtons(QHBoxLayout *row)
{
    const auto add = [&](QAction *action, const QString &icon) {
        auto *button = new ActionButton(action->text(), icon, ActionButton::Role::Normal, this);
        button->setSmall(true);
        // Not ActionButton::follow(): keys would crowd out the words; the menus show them.
        const auto take = [button, action] {
            button->setText(action->text());
            button->setEnabled(action->isEnabled());
            button->setToolTip(action->toolTip() == action->text() ? QString() : action->toolTip());
        };
        take();
        connect(action, &QAction::changed, button, take);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        row->addWidget(button, 1);
        return button;
    };
    m_stop = add(m_actions.stop, QStringLiteral("stop"));
    m_stop->setIconTone(Theme::Token::Error);
    m_resume = add(m_actions.resume, QStringLiteral("resume"));
    m_unqueue = add(m_actions.removeFromQueue, QStringLiteral("close"));
    m_check = add(m_actions.checkAgain, {});
    m_mark = add(m_actions.markStopped, {});
    m_checkpoint = add(m_actions.checkpointNow, QStringLiteral("save"));
    m_folder = new IconButton(QStringLiteral("folder"), tr("Open the run's folder"), this);
    m_more = new IconButton(QStringLiteral("more"), tr("More actions"), this);
    for (IconButton *button : {m_folder, m_more}) {
        button->setSmall(true);
        button->setOutlined(true);
        row->addWidget(button);
    }
    connect(m_folder, &QToolButton::clicked, m_actions.openFolder, &QAction::trigger);
    connect(m_more, &QToolButton::clicked, this, [this] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_actions.fillMoreMenu(menu);
        menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
    });
}

QSize InspectorHeadline::minimumSizeHint() const
{
    return {Theme::instance().px(180), QWidget::minimumSizeHint().height()};
}

void InspectorHeadline::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitButtons();
}

void InspectorHeadline::fitButtons()
{
    // Both stand in the menu too: they give way to words.
    const Theme &theme = Theme::instance();
    m_folder->setVisible(width() >= theme.px(260));
    m_checkpoint->setVisible(m_hasCheckpoint && width() >= theme.px(225));
}

void InspectorHeadline::show(const RunInfo &run, const QString &leftRunning)
{
    const double value = run.summary.loss;
    const bool known = !isMissing(value);
    const bool wrong = known && !std::isfinite(value);
    m_loss->setText(known ? loss(value) : stateLook(shownState(run.state)).text);
    m_loss->setTone(wrong ? Theme::Token::Error : Theme::Token::Text);
    m_caption->setVisible(known);
    m_caption->setText(wrong && run.summary.firstNonFiniteStep >= 0
                           ? tr("since %1").arg(grouped(run.summary.firstNonFiniteStep))
                           : tr("training loss"));
    StateLook look = stateLook(shownState(run.state), lifeText(run, {}));
    m_life->setLook(look);
    m_life->setVisible(known);
    m_bar->setValue(run.progress);
    m_bar->setTone(progressTone(run.state));
    m_bar->setVisible(run.steps > 0);
    m_steps->setText(run.steps > 0 ? tr("%1 steps").arg(progressText(run)) : QString());
    m_share->setText(percent(run.progress));
    const bool told = hasEnded(run.state) && !leftRunning.isEmpty();
    m_left->setText(told ? lifeText(run, leftRunning) : QString());
    m_left->setVisible(told);
    const bool live = isLive(run.state);
    const bool waits = run.state == RunState::Queued;
    m_stop->setVisible(live);
    m_hasCheckpoint = live;
    fitButtons();
    m_unqueue->setVisible(waits);
    const bool silent = run.state == RunState::LostContact || run.state == RunState::LastSeen;
    m_check->setVisible(silent);
    m_mark->setVisible(silent);
    m_resume->setVisible(!live && !waits && !silent);
    const QString name = tr("Run %1").arg(run.title);
    setAccessibleName(name);
}

} // namespace phi1
