// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

class QSplitter;

namespace phi1 {

class PaneView;

/// Where the panes stand: all in one row while there is room, else two above two. The order is that
/// of the places, which is not that of the panes in the blind mode.
class PaneArea final : public QWidget
{
    Q_OBJECT
public:
    explicit PaneArea(QWidget *parent = nullptr);

    void setCount(int count);
    int count() const { return static_cast<int>(m_panes.size()); }
    PaneView *pane(int index) const { return m_panes.at(index); }
    /// Pane at each place from the left; empty: as they are.
    void setOrder(const QVector<int> &order);
    PaneView *paneAt(int place) const;
    void setInOneRow(bool oneRow);
    QVector<int> widths() const; ///< of the places of the first row

    /// Shares of the first row, for a saved state; used again for the same number of panes.
    QVariantList saveShares() const;
    void restoreShares(const QVariantList &shares);

signals:
    void paneAdded(int index);
    void sharesChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void share();

    QVector<PaneView *> m_panes;
    QVector<int> m_order;
    QSplitter *m_rows;
    QSplitter *m_upper;
    QSplitter *m_lower;
    QVector<double> m_shares;
    bool m_inOneRow = true;
    bool m_arranging = false;
};

} // namespace phi1
