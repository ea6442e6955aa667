// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

/// A key of the configuration and how its value changed, in the code font: key … before → after.
class KeyChangeRow final : public QWidget
{
    Q_OBJECT
public:
    explicit KeyChangeRow(QWidget *parent = nullptr);
    void set(const QString &key, const QString &before, const QString &after);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_key, m_before, m_after;
};

} // namespace phi1
