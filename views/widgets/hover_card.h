// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QTimer;
class QVBoxLayout;

namespace phi1 {

/// A card that explains what is under the pointer: appears after 120 ms, stays while the pointer is
/// on it, never covers what it explains. Esc and a click elsewhere close it.
class HoverCard final : public QWidget
{
    Q_OBJECT
public:
    explicit HoverCard(QWidget *parent = nullptr);

    void setContent(QWidget *content); ///< owned; replaces the former one
    QWidget *content() const { return m_content; }
    /// Asks for the card beside this area of the screen, now or after the delay.
    void showBeside(const QRect &globalArea, bool atOnce = false);
    /// The pointer has left the area: goes unless it is on the card.
    void release();
    void dismiss();

    static constexpr int delay = 120; ///< milliseconds

signals:
    void dismissed();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void place();

    QWidget *m_content = nullptr;
    QVBoxLayout *m_layout;
    QTimer *m_showTimer;
    QTimer *m_hideTimer;
    QRect m_area;
};

} // namespace phi1
