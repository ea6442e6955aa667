// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include "views/state/run_info.h"
#include "views/theme/theme.h"

namespace phi1 {

/// What all cells of the run table share: the height of a row, its ground (selected, hovered), and
/// the way from an index of any proxy to its run.
class RunCellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const final;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    static const RunInfo *runOf(const QModelIndex &index);

protected:
    /// @param rect  of the cell without its margins
    virtual void paintCell(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                           const QModelIndex &index, const RunInfo &run) const = 0;
};

/// Tone of a cell's text: that of the role, dimmed for what is not there any more.
Theme::Token cellTone(const RunInfo &run, Theme::Token tone);

} // namespace phi1
