// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QWidget>

namespace phi1 {

class ElidedLabel;
class TextLabel;

/// A label at the left, its value at the right.
class ValueRow final : public QWidget
{
    Q_OBJECT
public:
    explicit ValueRow(const QString &label, const QString &value = {}, QWidget *parent = nullptr);

    QString label() const;
    QString value() const;
    void setLabel(const QString &label);
    void setValue(const QString &value);
    void setTone(Theme::Token tone); ///< of the value
    void setCode(bool code); ///< label and value in the code font, for keys of a configuration

private:
    TextLabel *m_label;
    ElidedLabel *m_value;
};

} // namespace phi1
