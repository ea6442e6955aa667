// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <memory>

#include <QTest>

#include "tests/views/support/reference_image.h"
#include "tests/views/widgets/sample_widgets.h"
#include "views/theme/theme.h"

namespace phi1::test {

/// The rows of a test of pictures: every sample in both themes at 100 and 200 %.
inline void addSampleRows(const QVector<Sample> &samples)
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<double>("scale");
    for (const Sample &sample : samples) {
        for (const bool dark : {false, true}) {
            for (const double scale : {1.0, 2.0}) {
                const QString row = sample.name +
                                    (dark ? QStringLiteral("-dark") : QStringLiteral("-light")) +
                                    (scale > 1 ? QStringLiteral("-200") : QStringLiteral("-100"));
                QTest::newRow(qPrintable(row)) << sample.name << dark << scale;
            }
        }
    }
}

/// Draws the sample of the current row and compares it with its reference in `folder`. @return as
/// differenceFromReference()
/// @param prepare  gives a sample that was just made its size
template<typename Prepare>
QString sampleDifference(const QVector<Sample> &samples, const QString &folder, Prepare &&prepare)
{
    QFETCH(QString, name);
    QFETCH(bool, dark);
    QFETCH(double, scale);
    Theme &theme = Theme::instance();
    theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
    theme.setInterfaceScale(scale);
    const auto sample = std::find_if(samples.begin(), samples.end(), [&](const Sample &candidate) {
        return candidate.name == name;
    });
    const std::unique_ptr<QWidget> widget(sample->make());
    prepare(*widget);
    return differenceFromReference(widget->grab().toImage(), folder,
                                   QString::fromLatin1(QTest::currentDataTag()));
}

} // namespace phi1::test
