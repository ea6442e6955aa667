// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QStackedLayout;

namespace phi1 {

class ActionButton;
class ElidedLabel;
class EmptyState;
class IconButton;
class LogModel;
class LogView;
class Panel;
class SearchField;
class TextLabel;

/// The log of one run or job: search, level, follow, copy, and how many lines were left out. Folds
/// to its newest line.
class LogPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit LogPanel(QWidget *parent = nullptr);

    /// @param name  of the run whose log it is
    void setLog(LogModel *log, const QString &name);
    void setNothingText(const QString &text); ///< shown without a log
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    int foldedHeight() const;
    void focusSearch();
    LogView *view() const { return m_view; }

signals:
    void unfoldRequested(bool unfold);
    void stepActivated(qint64 step);
    void copied();

private:
    void search(const QString &text);
    void nextMatch(bool forward);
    void showLevelMenu();
    void showState();
    void setFollowing(bool following);

    QPointer<LogModel> m_log;
    Panel *m_panel;
    LogView *m_view;
    ElidedLabel *m_newest; ///< of the folded panel
    TextLabel *m_message;  ///< instead of lines: why there are none
    QStackedLayout *m_stack;
    TextLabel *m_dropped;
    SearchField *m_search;
    ActionButton *m_level;
    ActionButton *m_follow;
    IconButton *m_copy;
    IconButton *m_fold;
    QString m_nothing;
    bool m_folded = false;
};

} // namespace phi1
