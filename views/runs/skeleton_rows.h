// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

namespace phi1 {

/// Where rows will be in a moment: nothing for 150 ms, then bars in the colour of troughs. Still.
class SkeletonRows final : public QWidget
{
    Q_OBJECT
public:
    explicit SkeletonRows(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QTimer m_patience;
    bool m_visibleBars = false;
};

} // namespace phi1
