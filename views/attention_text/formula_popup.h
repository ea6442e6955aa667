// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace phi1 {

/// How each score of a head is defined, and by whom. Keys scroll, Esc closes; deletes itself.
class FormulaPopup final : public QFrame
{
    Q_OBJECT
public:
    explicit FormulaPopup(QWidget *parent);

    void openBelow(const QWidget *control); ///< kept on the screen
    QString text() const;                   ///< all of it, as it is copied
};

} // namespace phi1
