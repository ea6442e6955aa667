// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_compare_widgets.h"
#include "tests/views/support/reference_image.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace phi1;

class CompareWidgetsImagesTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::hasReferenceFonts())
            QSKIP("the references are drawn with Noto Sans and Hack (fonts-noto-core, fonts-hack)");
        Theme::instance().apply(*qApp);
    }

    void eachPartLooksLikeItsReference_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("scale");
        for (const test::Sample &sample : test::sampleCompareWidgets()) {
            for (const bool dark : {false, true}) {
                for (const double scale : {1.0, 2.0}) {
                    const QString row =
                        sample.name + (dark ? QStringLiteral("-dark") : QStringLiteral("-light")) +
                        (scale > 1 ? QStringLiteral("-200") : QStringLiteral("-100"));
                    QTest::newRow(qPrintable(row)) << sample.name << dark << scale;
                }
            }
        }
    }

    void eachPartLooksLikeItsReference()
    {
        QFETCH(QString, name);
        QFETCH(bool, dark);
        QFETCH(double, scale);
        Theme &theme = Theme::instance();
        theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        theme.setInterfaceScale(scale);
        const QVector<test::Sample> samples = test::sampleCompareWidgets();
        const auto sample =
            std::find_if(samples.begin(), samples.end(),
                         [&](const test::Sample &candidate) { return candidate.name == name; });
        const std::unique_ptr<QWidget> widget(sample->make());
        widget->ensurePolished();
        const QString problem = test::differenceFromReference(
            widget->grab().toImage(), QStringLiteral(PHI1_TEST_DATA "/compare"),
            QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

QTEST_MAIN(CompareWidgetsImagesTest)
#include "tst_compare_widgets_images.moc"
