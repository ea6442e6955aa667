// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_cell_delegate.h"

#include <QAbstractProxyModel>
#include <QPainter>

#include "views/state/run_table_model.h"

namespace phi1 {

const RunInfo *RunCellDelegate::runOf(const QModelIndex &index)
{
    QModelIndex source = index;
    while (const auto *proxy = qobject_cast<const QAbstractProxyModel *>(source.model()))
        source = proxy->mapToSource(source);
    const auto *runs = qobject_cast<const RunTableModel *>(source.model());
    return runs && source.isValid() ? &runs->run(source.row()) : nullptr;
}

void RunCellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const RunInfo *run = runOf(index);
    if (!run)
        return;
    const Theme &theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect margins = option.rect.adjusted(theme.px(8), 0, -theme.px(8), 0);
    paintCell(*painter, margins, option, index, *run);
    painter->restore();
}

QSize RunCellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index);
    return {option.fontMetrics.averageCharWidth() * 8, Theme::instance().px(28)};
}

Theme::Token cellTone(const RunInfo &run, Theme::Token tone)
{
    return run.state == RunState::Gone || run.annotation.archived ? Theme::Token::Text3 : tone;
}

} // namespace phi1
