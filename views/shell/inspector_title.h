// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>

namespace phi1 {

class ElidedLabel;
class IconButton;

/// The head of the inspector: swatch, title, where to put it, close. It is what the dock is dragged
/// by, so it takes no mouse events itself.
class InspectorTitle : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorTitle(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setColour(const QColor &colour);     ///< invalid: no swatch
    void setMargins(const QMargins &margins); ///< outside the frame
    QString title() const;
    QSize sizeHint() const override; ///< what a dock takes the height of its title bar from

signals:
    void placeRequested(QWidget *at); ///< opens the choice of places below this button
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void layOut();

    QColor m_colour;
    QMargins m_margins;
    ElidedLabel *m_text;
    IconButton *m_place;
    IconButton *m_close;
};

} // namespace phi1
