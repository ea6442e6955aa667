// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_compare_widgets.h"
#include "tests/views/support/sample_images.h"
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

    void eachPartLooksLikeItsReference_data() { test::addSampleRows(test::sampleCompareWidgets()); }

    void eachPartLooksLikeItsReference()
    {
        const QString problem = test::sampleDifference(
            test::sampleCompareWidgets(), QStringLiteral(PHI1_TEST_DATA "/compare"),
            [](QWidget &widget) { widget.ensurePolished(); });
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

QTEST_MAIN(CompareWidgetsImagesTest)
#include "tst_compare_widgets_images.moc"
