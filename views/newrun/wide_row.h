// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;

namespace phi1 {

class TextLabel;

/// A row of the form whose editor takes all the room behind the label: chips, prompts, a path.
class WideRow final : public QWidget
{
    Q_OBJECT
public:
    WideRow(const QString &label, QWidget *editor, QWidget *parent = nullptr);

    void setLabel(const QString &label);
    void setError(const QString &sentence); ///< "" = none
    QString error() const;

private:
    QGridLayout *m_layout;
    TextLabel *m_label;
    TextLabel *m_error;
};

} // namespace phi1
