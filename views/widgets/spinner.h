// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QWidget>

class QTimer;

namespace phi1 {

/// Twelve strokes that go round while something is under way; still where the desktop switched
/// animations off.
class Spinner final : public QWidget
{
    Q_OBJECT
public:
    explicit Spinner(QWidget *parent = nullptr);

    void setRunning(bool running);
    bool isRunning() const { return m_running; }
    QSize sizeHint() const override;

    static void paint(QPainter &painter, const QRectF &rect, int step, const QColor &color);
    static constexpr int steps = 12;
    static constexpr int interval = 80; ///< milliseconds

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void restart();

    QTimer *m_timer;
    int m_step = 0;
    bool m_running = false;
};

} // namespace phi1
