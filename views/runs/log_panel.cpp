// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/log_panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/runs/log_view.h"
#include "views/state/log_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

QString levelText(LogLevel minimum)
{
    if (minimum == LogLevel::Error)
        return LogPanel::tr("Errors");
    return minimum == LogLevel::Warning ? LogPanel::tr("Warnings and errors")
                                        : LogPanel::tr("All levels");
}

} // namespace

LogPanel::LogPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Log"), this))
    , m_view(new LogView)
    , m_newest(new ElidedLabel({}, Theme::Font::CodeSmall, Theme::Token::Text2))
    , m_message(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_dropped(new TextLabel(Theme::Font::Small, Theme::Token::Warning))
    , m_search(new SearchField(tr("Search the log")))
    , m_level(new ActionButton(tr("All levels"), {}, ActionButton::Role::Flat))
    , m_follow(new ActionButton(tr("Follow"), {}, ActionButton::Role::Toggle))
    , m_copy(new IconButton(QStringLiteral("copy"), tr("Copy the log")))
    , m_fold(new IconButton(QStringLiteral("chevron-down"), tr("Fold the log")))
{
    m_panel->setIconName(QStringLiteral("log"));
    m_newest->setElideMode(Qt::ElideRight);
    m_newest->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_search->setSmall(true);
    m_search->setAccessibleName(tr("Search the log"));
    m_level->setSmall(true);
    m_follow->setSmall(true);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_copy->setSmall(true);
    m_fold->setSmall(true);
    m_newest->hide();
    m_dropped->hide();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_newest, m_dropped, m_search, m_level,
                                                            m_copy, m_follow, m_fold})
        m_panel->addHeadWidget(widget);
    auto *content = new QWidget;
    m_stack = new QStackedLayout(content);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_message);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_panel->setContent(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);

    connect(m_search, &SearchField::searchChanged, this, &LogPanel::search);
    connect(m_search, &QLineEdit::returnPressed, this,
            [this] { nextMatch(!(QApplication::keyboardModifiers() & Qt::ShiftModifier)); });
    connect(m_level, &QPushButton::clicked, this, &LogPanel::showLevelMenu);
    connect(m_follow, &QPushButton::toggled, this, &LogPanel::setFollowing);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_view->selectedText());
        emit copied();
    });
    connect(m_fold, &QToolButton::clicked, this, [this] { emit unfoldRequested(m_folded); });
    connect(m_view, &LogView::scrolledByUser, this,
            [this](bool atEnd) { m_follow->setChecked(atEnd); });
    connect(m_view, &LogView::stepActivated, this, &LogPanel::stepActivated);
    Theme::instance().follow(this, [this] { m_search->setFixedWidth(Theme::instance().px(170)); });
    setNothingText(tr("Choose a run to read its log."));
}

void LogPanel::setLog(LogModel *log, const QString &name)
{
    m_panel->setCaption(name);
    m_view->setAccessibleName(name.isEmpty() ? tr("Log") : tr("Log of %1").arg(name));
    if (log == m_log)
        return;
    if (m_log)
        m_log->disconnect(this);
    m_log = log;
    m_view->setModel(log);
    if (log) {
        log->setSearchText(m_search->text());
        connect(log, &LogModel::linesAppended, this, &LogPanel::showState);
        connect(log, &QAbstractItemModel::modelReset, this, &LogPanel::showState);
        connect(log, &LogModel::droppedChanged, this, &LogPanel::showState);
        connect(log, &LogModel::problemChanged, this, &LogPanel::showState);
        const QSignalBlocker blocker(m_follow);
        m_follow->setChecked(log->isFollowing());
        m_level->setText(levelText(log->minimumLevel()));
    }
    showState();
}

void LogPanel::setNothingText(const QString &text)
{
    m_nothing = text;
    showState();
}

void LogPanel::setFolded(bool folded)
{
    m_folded = folded;
    m_panel->content()->setVisible(!folded);
    m_panel->setHeadRule(!folded);
    m_newest->setVisible(folded);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_search, m_level, m_copy, m_follow})
        widget->setVisible(!folded);
    m_fold->setIconName(folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"));
    m_fold->setDescription(folded ? tr("Unfold the log") : tr("Fold the log"));
    setMaximumHeight(folded ? foldedHeight() : QWIDGETSIZE_MAX);
    setMinimumHeight(folded ? foldedHeight() : Theme::instance().px(32 + 40));
    showState();
}

int LogPanel::foldedHeight() const
{
    return Theme::instance().px(34);
}

void LogPanel::focusSearch()
{
    if (m_folded)
        emit unfoldRequested(true);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogPanel::search(const QString &text)
{
    if (!m_log)
        return;
    m_log->setSearchText(text);
    m_search->setCount(text.isEmpty() ? QString() : grouped(m_log->matchCount()));
    if (!text.isEmpty())
        nextMatch(true);
}

void LogPanel::nextMatch(bool forward)
{
    if (!m_log || m_log->searchText().isEmpty())
        return;
    const int row = m_log->nextMatch(m_view->currentRow(), forward);
    if (row < 0)
        return;
    m_follow->setChecked(false); // or the next line would take the hit away
    m_view->showRow(row);
}

void LogPanel::showLevelMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *group = new QActionGroup(menu);
    const auto add = [&](LogLevel level) {
        QAction *action = menu->addAction(levelText(level), this, [this, level] {
            m_level->setText(levelText(level));
            if (m_log)
                m_log->setMinimumLevel(level);
            showState();
        });
        action->setCheckable(true);
        action->setChecked(m_log && m_log->minimumLevel() == level);
        group->addAction(action);
    };
    for (const LogLevel level : {LogLevel::Output, LogLevel::Warning, LogLevel::Error})
        add(level);
    menu->popup(m_level->mapToGlobal(QPoint(0, m_level->height())));
}

void LogPanel::setFollowing(bool following)
{
    if (!m_log)
        return;
    m_log->setFollowing(following);
    if (following)
        m_view->scrollToEnd();
}

void LogPanel::showState()
{
    const int rows = m_log ? m_log->rowCount() : 0;
    m_newest->setText(rows > 0 ? m_log->line(rows - 1).text : QString());
    const QString dropped = m_log ? m_log->droppedText() : QString();
    m_dropped->setText(dropped);
    m_dropped->setVisible(!dropped.isEmpty());
    if (m_log && !m_search->text().isEmpty())
        m_search->setCount(grouped(m_log->matchCount()));
    QString message;
    if (!m_log)
        message = m_nothing;
    else if (!m_log->problem().isEmpty() && rows == 0)
        message = m_log->problem();
    else if (rows == 0)
        message = m_log->minimumLevel() == LogLevel::Output ? tr("Nothing was logged yet.")
                                                            : tr("No line of this level.");
    m_message->setText(message);
    m_stack->setCurrentIndex(message.isEmpty() ? 0 : 1);
    m_copy->setEnabled(rows > 0);
}

} // namespace phi1
