// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/widgets/text_label.h"

namespace phi1 {

/// A piece of code or text as a model reads or writes it: code font, lines kept, on a tinted
/// ground, can be selected and copied.
class CodeLabel final : public TextLabel
{
    Q_OBJECT
public:
    explicit CodeLabel(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace phi1
