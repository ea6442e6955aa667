// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

#include <functional>

namespace phi1::test {

/// A group of widgets in the states that matter, as the gallery shows it and the image tests hold
/// it to its reference.
struct Sample {
    QString name;
    std::function<QWidget *()> make; ///< the caller owns it; its background is the page's
};

QVector<Sample> sampleWidgets();

/// Gives a widget the size it asks for, whatever the size of the screen.
void fit(QWidget &widget);

} // namespace phi1::test
