// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include "views/state/batch_list.h"

class QListView;

namespace phi1 {

class ActionButton;
class Panel;
class ProgressBarThin;
class TextLabel;

/// The documents that one step of a run was trained on, each with its loss once it was measured.
class BatchPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit BatchPanel(QWidget *parent = nullptr);

    void setBatch(BatchList *batch); ///< null: none
    void showBatch(const QString &runTitle);
    QListView *list() const { return m_list; }
    int currentDocument() const; ///< -1: none
    ActionButton *backButton() const { return m_back; }
    ActionButton *measureButton() const { return m_measure; }
    ActionButton *sortButton() const { return m_sort; }
    QString sentence() const; ///< what stands in place of the list, or above it

signals:
    void documentChosen(int index);
    void closeRequested();
    void sortToggled(bool byLoss);
    void measureRequested(QWidget *button);

private:
    QPointer<BatchList> m_batch;
    Panel *m_panel;
    ActionButton *m_back, *m_measure, *m_sort;
    TextLabel *m_sentence;
    ProgressBarThin *m_progress;
    QListView *m_list;
};

} // namespace phi1
