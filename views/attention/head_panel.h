// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class ColourBar;
class HeadMatrixView;
class IconButton;
class Panel;
class TextLabel;

/// The panel with the open head: its map, beside it what the colours mean and which keys move.
class HeadPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit HeadPanel(QWidget *parent = nullptr);

    HeadMatrixView *matrix() const { return m_matrix; }
    ColourBar *bar() const { return m_bar; }
    ColourBar *differenceBar() const { return m_differenceBar; }
    Panel *panel() const { return m_panel; }
    IconButton *exportButton() const { return m_export; }

    QString title() const;
    void setTitle(const QString &title);
    void setCaption(const QString &caption); ///< "induction 0.91 · sink 0.19"
    void setPinned(bool pinned);
    /// Which of the two colour bars mean something now.
    void setBarsShown(bool weights, bool difference);
    void setReading(const QString &text); ///< how to read the map, at the side

signals:
    void pinToggled(bool pinned);
    void fitRequested();
    void exportRequested(QWidget *button);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitSide();

    Panel *m_panel;
    HeadMatrixView *m_matrix;
    ColourBar *m_bar;
    ColourBar *m_differenceBar;
    TextLabel *m_readingTitle;
    TextLabel *m_reading;
    QWidget *m_moves;
    QWidget *m_side;
    IconButton *m_pin;
    IconButton *m_fit;
    IconButton *m_export;
};

} // namespace phi1
