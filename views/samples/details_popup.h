// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QPlainTextEdit;

namespace phi1 {

/// Everything that is known about a sample, to be read, selected and copied. Esc closes; deletes
/// itself.
class DetailsPopup final : public QFrame
{
    Q_OBJECT
public:
    DetailsPopup(const QString &title, const QString &text, QWidget *parent);

    QString text() const;
    void openBelow(const QWidget *control);

private:
    QPlainTextEdit *m_text;
};

} // namespace phi1
