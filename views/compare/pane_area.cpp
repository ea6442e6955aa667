// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_area.h"

#include <algorithm>

#include <QSplitter>
#include <QVBoxLayout>

#include "views/compare/pane_view.h"
#include "views/theme/theme.h"

namespace phi1 {

PaneArea::PaneArea(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_upper(new QSplitter(Qt::Horizontal))
    , m_lower(new QSplitter(Qt::Horizontal))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_rows);
    m_rows->addWidget(m_upper);
    m_rows->addWidget(m_lower);
    for (QSplitter *splitter : {m_rows, m_upper, m_lower}) {
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, [this] {
            if (m_arranging)
                return;
            const QList<int> sizes = m_upper->sizes();
            double all = 0;
            for (const int size : sizes)
                all += size;
            m_shares.clear();
            for (const int size : sizes)
                m_shares << size / std::max(all, 1.0);
            emit sharesChanged();
        });
    }
    Theme::instance().follow(this, [this] {
        for (QSplitter *splitter : {m_rows, m_upper, m_lower})
            splitter->setHandleWidth(Theme::instance().px(8));
    });
}

void PaneArea::setCount(int count)
{
    if (count == m_panes.size())
        return;
    while (m_panes.size() > count) {
        PaneView *pane = m_panes.takeLast();
        pane->hide();
        pane->deleteLater();
    }
    while (m_panes.size() < count) {
        m_panes.append(new PaneView(this));
        emit paneAdded(static_cast<int>(m_panes.size()) - 1);
    }
    m_order.clear();
    m_shares.clear();
    arrange();
}

void PaneArea::setOrder(const QVector<int> &order)
{
    if (order == m_order)
        return;
    m_order = order;
    arrange();
}

PaneView *PaneArea::paneAt(int place) const
{
    const int index = m_order.size() == m_panes.size() ? m_order.at(place) : place;
    return m_panes.at(index);
}

void PaneArea::setInOneRow(bool oneRow)
{
    if (oneRow == m_inOneRow)
        return;
    m_inOneRow = oneRow;
    m_shares.clear();
    arrange();
}

void PaneArea::arrange()
{
    m_arranging = true;
    const int all = count();
    const int above = m_inOneRow || all <= 2 ? all : 2;
    for (int place = 0; place < all; ++place) {
        PaneView *pane = paneAt(place);
        QSplitter *row = place < above ? m_upper : m_lower;
        const int position = place < above ? place : place - above;
        if (pane->parentWidget() != row || row->indexOf(pane) != position)
            row->insertWidget(position, pane);
        pane->show();
    }
    m_lower->setVisible(above < all);
    m_arranging = false;
    share();
    // Tab goes through the panes as they stand, not as they were made.
    for (int place = 1; place < all; ++place)
        setTabOrder(paneAt(place - 1), paneAt(place));
}

void PaneArea::share()
{
    m_arranging = true;
    const int above = m_upper->count();
    const int room = std::max(1, m_upper->width());
    QList<int> sizes;
    for (int place = 0; place < above; ++place)
        sizes << (m_shares.size() == above ? static_cast<int>(m_shares[place] * room)
                                           : room / std::max(1, above));
    m_upper->setSizes(sizes);
    if (m_lower->count() > 0) {
        m_lower->setSizes(QList<int>(m_lower->count(), room));
        m_rows->setSizes({height(), height()});
    }
    m_arranging = false;
}

QVector<int> PaneArea::widths() const
{
    QVector<int> widths;
    for (int place = 0; place < m_upper->count(); ++place)
        widths << m_upper->widget(place)->width();
    return widths;
}

QVariantList PaneArea::saveShares() const
{
    QVariantList shares;
    for (const double share : m_shares)
        shares << share;
    return shares;
}

void PaneArea::restoreShares(const QVariantList &shares)
{
    QVector<double> wanted;
    for (const QVariant &share : shares) {
        const double value = share.toDouble();
        if (!(value > 0.02 && value < 1))
            return;
        wanted << value;
    }
    m_shares = wanted;
    share();
}

void PaneArea::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    share();
}

} // namespace phi1
