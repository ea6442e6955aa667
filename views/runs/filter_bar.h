// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QMenu;

namespace phi1 {

class ActionButton;
class Chip;
class RunFilterProxy;
class RunTableModel;
class SearchField;
class TextLabel;

/// Above the run table: what is typed to filter it, the tags and groups it is narrowed to as chips,
/// how many of all are drawn ("3 of 6 shown"), Group by… and Columns. The chips and the field
/// together make the filter text.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    FilterBar(RunTableModel *runs, RunFilterProxy *proxy, QWidget *parent = nullptr);

    QString text() const; ///< chips and field
    void setText(const QString &text);
    void addTag(const QString &tag);
    void clear();
    void focusField();
    QString groupKey() const;
    void setGroupKey(const QString &key);

signals:
    void filterEdited();
    void groupKeyChanged(const QString &key);
    void columnMenuRequested(QMenu *menu); ///< about to be shown: to be filled

private:
    void apply();
    void addChip(const QString &term);
    void showCount(); ///< in a moment, once for however many changes
    void countNow();
    void showGroupMenu();
    void showColumnMenu();

    RunTableModel *m_runs;
    RunFilterProxy *m_proxy;
    SearchField *m_field;
    QHBoxLayout *m_chipRow;
    QVector<Chip *> m_chips;
    TextLabel *m_count;
    ActionButton *m_archived;
    ActionButton *m_group;
    ActionButton *m_columns;
    QTimer m_counting;
};

} // namespace phi1
