// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class ActionButton;
class TextLabel;

/// What stands where nothing is yet: one sentence what would be here, one button that begins it.
class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(const QString &sentence = {}, const QString &buttonText = {},
                        const QString &iconName = {}, QWidget *parent = nullptr);

    void setSentence(const QString &sentence);
    void setButton(const QString &text, const QString &iconName = {}); ///< "" hides it
    ActionButton *button() const { return m_button; }

signals:
    void buttonClicked();

private:
    TextLabel *m_sentence;
    ActionButton *m_button;
};

} // namespace phi1
