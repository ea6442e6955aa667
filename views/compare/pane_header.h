// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class IconButton;
class PaneChooser;

/// The head of a pane: its colour, the model's name, the stage, and what can be done with it. The
/// name is a button that opens the choice of the checkpoint.
class PaneHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit PaneHeader(QWidget *parent = nullptr);

    void setSlot(int slot);             ///< colour of the pane
    void setName(const QString &name);  ///< "" = "Choose a checkpoint"
    void setStage(const QString &text); ///< "pretrained, step 24 000"; "" hides the chip
    /// Blind mode: "Completion A" in neutral grey, no stage, no choice; "" ends it.
    void setBlindName(const QString &name);
    bool isBlind() const { return !m_blindName.isEmpty(); }
    void setPinned(bool pinned);
    void setCurrent(bool current);   ///< the pane the keys act on
    QRect chooserRect() const;       ///< global, where to open the choice
    void addWidget(QWidget *widget); ///< before the buttons: a checkpoint slider's label, a vote

signals:
    void chooseRequested(const QRect &globalArea);
    void pinToggled(bool pinned);
    void copyRequested();
    void moreRequested(const QRect &globalArea);
    void pressed(); ///< somewhere beside the buttons

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void describe();

    PaneChooser *m_name;
    IconButton *m_pin;
    IconButton *m_copy;
    IconButton *m_more;
    QWidget *m_extra;
    QString m_modelName;
    QString m_stageText;
    QString m_blindName;
    int m_slot = 0;
    bool m_current = false;
};

} // namespace phi1
