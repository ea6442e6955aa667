// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QIconEngine>

namespace phi1 {

/// Paints an icon of resources/icons in the present colour of its token: disabled in the colour for
/// that, selected and active as the token says. Nothing is kept here, so an icon that was handed
/// out follows a change of theme.
class ThemedIconEngine final : public QIconEngine
{
public:
    ThemedIconEngine(QString name, Theme::Token tone);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override;
    QSize actualSize(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override;
    QString key() const override;
    QString iconName() override;
    bool isNull() override;

private:
    QColor color(QIcon::Mode mode, QIcon::State state) const;

    QString m_name;
    Theme::Token m_tone;
};

} // namespace phi1
