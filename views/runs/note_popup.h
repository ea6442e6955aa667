// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLineEdit;

namespace phi1 {

/// One line to write a note for a step of the curve: Enter keeps it, Esc or a click elsewhere drops
/// it. Deletes itself.
class NotePopup final : public QFrame
{
    Q_OBJECT
public:
    NotePopup(const QString &runName, qint64 step, QWidget *parent);
    void openAt(const QPoint &globalPosition);

signals:
    void written(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLineEdit *m_line;
};

} // namespace phi1
