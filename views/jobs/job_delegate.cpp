// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/jobs/job_delegate.h"

#include <utility>

#include <QDateTime>
#include <QPainter>

#include "core/jobs/job_queue.h"
#include "views/format/number_text.h"
#include "views/runs/run_delegates.h"
#include "views/runs/run_texts.h"
#include "views/state/queue_table_model.h"
#include "views/theme/theme.h"
#include "views/widgets/state_painter.h"

namespace phi1 {

namespace {

ShownState queueShownState(QueueState state)
{
    switch (state) {
    case QueueState::Waiting:
        return ShownState::Queued;
    case QueueState::Starting:
        return ShownState::Starting;
    case QueueState::Running:
        return ShownState::Running;
    case QueueState::Finished:
        return ShownState::Finished;
    case QueueState::Stopped:
        return ShownState::Stopped;
    case QueueState::Failed:
        return ShownState::Failed;
    }
    return ShownState::Queued;
}

StateLook queueLook(const QModelIndex &index)
{
    const auto state = static_cast<QueueState>(index.data(QueueTableModel::QueueStateRole).toInt());
    if (!index.data(QueueTableModel::BlockedRole).toString().isEmpty())
        return {QStringLiteral("warning"), Theme::Token::Warning, JobDelegate::tr("Blocked"),
                false};
    if (state == QueueState::Waiting)
        return stateLook(ShownState::Queued, JobDelegate::tr("Waiting"));
    return stateLook(queueShownState(state));
}

} // namespace

JobDelegate::JobDelegate(Columns columns, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_columns(std::move(columns))
{}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index);
    return {option.fontMetrics.averageCharWidth() * 8, Theme::instance().px(28)};
}

void JobDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    painter->fillRect(option.rect, theme.color(selected  ? Theme::Token::AccentTint
                                               : hovered ? Theme::Token::Hover
                                                         : Theme::Token::Surface));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      theme.color(Theme::Token::Grid));
    paintContent(*painter, option.rect.adjusted(theme.px(8), 0, -theme.px(8), 0), index);
    painter->restore();
}

void JobDelegate::paintContent(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const int column = index.column();
    if (column == m_columns.state) {
        if (m_columns.stateRole < 0)
            paintState(painter, rect, queueLook(index));
        else
            paintState(painter, rect,
                       stateLook(shownState(
                           static_cast<RunState>(index.data(m_columns.stateRole).toInt()))));
        return;
    }
    QString text = index.data().toString();
    QRect place = rect;
    if (column == m_columns.progress) {
        const QVariant share = index.data(m_columns.progressRole);
        if (!share.isValid())
            return;
        const int bar = theme.px(54);
        paintThinBar(painter, QRect(rect.left(), rect.top(), bar, rect.height()), share.toDouble(),
                     progressTone(static_cast<RunState>(index.data(m_columns.stateRole).toInt())));
        place.setLeft(rect.left() + bar + theme.px(8));
    } else if (column == m_columns.devices) {
        text = devicesText(text);
    } else if (m_columns.times.contains(column)) {
        text = localTime(static_cast<double>(index.data().toDateTime().toSecsSinceEpoch()));
    }
    const bool name = column == 1 || (m_columns.stateRole >= 0 && column == 0);
    painter.setFont(theme.font(name ? Theme::Font::Body : Theme::Font::Small));
    painter.setPen(theme.color(name ? Theme::Token::Text : Theme::Token::Text2));
    const Qt::Alignment side = m_columns.numbers.contains(column) ? Qt::AlignRight : Qt::AlignLeft;
    painter.drawText(place, static_cast<int>(side | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(text, Qt::ElideMiddle, place.width()));
}

} // namespace phi1
