// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

/// The legend of the tint: "sure ▢▢▢▢▢ surprised".
class TintScale final : public QWidget
{
    Q_OBJECT
public:
    explicit TintScale(QWidget *parent = nullptr);

    void setEnds(const QString &least, const QString &most);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_least;
    QString m_most;
};

} // namespace phi1
