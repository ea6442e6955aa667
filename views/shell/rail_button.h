// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace phi1 {

/// An entry of the navigation rail: icon above label, a count in the corner.
class RailButton : public QToolButton
{
    Q_OBJECT
public:
    RailButton(const QString &label, const QString &iconName, QWidget *parent = nullptr);

    void setBadge(int count); ///< 0 hides it
    int badge() const { return m_badge; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintBadge(QPainter &painter) const;
    void updateAccessibleName();

    QString m_label;
    QString m_iconName;
    int m_badge = 0;
};

} // namespace phi1
