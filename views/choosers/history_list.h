// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

class QStandardItemModel;

namespace phi1 {

class CompareHistory;

/// Comparisons of the past, the newest first, more of them where the list ends. Enter or a click
/// shows one as it was seen, F2 renames, Del removes.
class HistoryList final : public QListView
{
    Q_OBJECT
public:
    explicit HistoryList(CompareHistory &history, QWidget *parent = nullptr);

    qint64 currentRecord() const; ///< 0: none
    void setCurrentRecord(qint64 id);

signals:
    void recordChosen(qint64 id);
    void renameRequested(qint64 id, const QString &title, const QRect &globalArea);
    void removeRequested(qint64 id);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void fill();
    void askForMore();
    QRect globalArea(const QModelIndex &index) const;

    CompareHistory &m_history;
    QStandardItemModel *m_items;
    qint64 m_current = 0;
};

} // namespace phi1
