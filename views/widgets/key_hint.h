// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QWidget>

namespace phi1 {

/// A key as it stands on a keyboard: "Ctrl+N" in a small frame.
class KeyHint final : public QWidget
{
    Q_OBJECT
public:
    explicit KeyHint(const QString &keys = {}, QWidget *parent = nullptr);
    explicit KeyHint(const QKeySequence &keys, QWidget *parent = nullptr);

    void setKeys(const QString &keys);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    static int width(const QString &keys);
    static int height();
    /// Paints one, as buttons and menus do. @param onAccent  on the fill of a primary button
    static void paint(QPainter &painter, const QRect &rect, const QString &keys,
                      bool onAccent = false, bool enabled = true);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_keys;
};

} // namespace phi1
