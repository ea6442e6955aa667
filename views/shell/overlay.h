// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

namespace phi1 {

/// A panel over the window that is neither modal nor a window of its own: it goes away with Esc,
/// with a click beside it and when the focus goes elsewhere, and gives the focus back.
class Overlay : public QWidget
{
    Q_OBJECT
public:
    /// @param window  is covered in part and owns the overlay
    explicit Overlay(QWidget *window);

    void open();
    void dismiss();
    bool isOpen() const { return isVisible(); }

signals:
    void dismissed();

protected:
    /// Size for a window of this size.
    virtual QSize sizeIn(const QSize &window) const = 0;
    virtual void aboutToOpen() {}
    virtual QWidget *firstFocus() = 0;

    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void place();

private:
    void close(bool returnFocus);

    QWidget *m_window;
    QPointer<QWidget> m_before;
};

} // namespace phi1
