// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "views/state/compare_types.h"

class QStandardItemModel;
class QTreeView;

namespace phi1 {

class CheckpointCatalogue;
class SearchField;
class SegmentedChoice;

/// Asks for a pane's checkpoint and the arithmetic it is run in: those of the workspace's runs,
/// those that were opened from disk, or another folder. Typing filters, Enter chooses, Esc closes.
/// Deletes itself.
class CheckpointChooser final : public QFrame
{
    Q_OBJECT
public:
    /// @param current  path of the chosen one, empty: none
    CheckpointChooser(CheckpointCatalogue &catalogue, const QString &current, PaneDtype dtype,
                      QWidget *parent);

    void openBelow(const QRect &globalArea);

signals:
    void chosen(const QString &path);
    void dtypeChosen(phi1::PaneDtype dtype);
    void openRequested(); ///< a folder from disk

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void choose();

    CheckpointCatalogue &m_catalogue;
    QString m_path;
    SearchField *m_search;
    QTreeView *m_tree;
    QStandardItemModel *m_items;
    SegmentedChoice *m_dtype;
};

} // namespace phi1
