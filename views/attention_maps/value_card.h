// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRect>
#include <QString>
#include <QVector>

class QPainter;

namespace phi1 {

/// The card that says what is under the pointer, painted into its widget so that it follows without
/// a delay: a bold number with words behind it, then lines of name, code and note.
struct ValueCard {
    struct Headline {
        QString value; ///< bold
        QString rest;
        QColor swatch; ///< before it, if valid
    };
    struct Line {
        QString name;
        QString code; ///< in the font of code
        QString note;
    };
    QVector<Headline> headlines;
    QVector<Line> lines;

    bool isEmpty() const { return headlines.isEmpty() && lines.isEmpty(); }
    QSize size() const;
    void paint(QPainter &painter, const QPoint &corner) const;
    QString spoken() const;
};

} // namespace phi1
