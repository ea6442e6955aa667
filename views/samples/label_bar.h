// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QWidget>

#include "views/state/samples_types.h"

namespace phi1 {

class ActionButton;
class TextLabel;

/// What somebody thinks of the sample: discard, weak, usable, good or textbook, a key each; Undo
/// and Random beside. A click on the label it has takes it away. Words give way where there is no
/// room.
class LabelBar final : public QWidget
{
    Q_OBJECT
public:
    explicit LabelBar(QWidget *parent = nullptr);

    void setLabel(int label);
    int label() const { return m_label; }
    void setUndo(bool possible, const QString &what);

    ActionButton *button(int label) const { return m_buttons[static_cast<std::size_t>(label - 1)]; }
    ActionButton *undoButton() const { return m_undo; }
    ActionButton *randomButton() const { return m_random; }

    QSize minimumSizeHint() const override;

signals:
    void labelRequested(int label); ///< noLabel: none any more
    void undoRequested();
    void randomRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    TextLabel *m_title;
    std::array<ActionButton *, lastLabel> m_buttons{};
    ActionButton *m_undo;
    ActionButton *m_random;
    int m_label = noLabel;
};

} // namespace phi1
