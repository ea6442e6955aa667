// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

/// A fact, tag or filter: a word on a tinted ground with round ends. A removable chip ends in × and
/// takes focus; Delete, Backspace and Enter on it remove it.
class Chip final : public QWidget
{
    Q_OBJECT
public:
    enum class Tone { Neutral, Accent, Success, Warning, Error, Info };

    explicit Chip(const QString &text = {}, bool removable = false, QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    void setStrong(const QString &strong); ///< a second, bold part: a share, a count
    void setTone(Tone tone);
    void setIconName(const QString &name);
    void setRemovable(bool removable);
    void
    setTall(bool tall); ///< 24 px with the corners of a control, for chips that are part of a form

    QRect removeRect() const; ///< where a click removes; empty if it does not
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void removeRequested();
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void describe();

    QString m_text;
    QString m_strong;
    QString m_iconName;
    Tone m_tone = Tone::Neutral;
    bool m_removable = false;
    bool m_tall = false;
    bool m_hoversRemove = false;
    bool m_pressed = false;
};

} // namespace phi1
