// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_maps/sample_attention_maps.h"
#include "tests/views/support/sample_images.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace phi1;

class AttentionMapsImagesTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::hasReferenceFonts())
            QSKIP("the references are drawn with Noto Sans and Hack (fonts-noto-core, fonts-hack)");
        Theme::instance().apply(*qApp);
    }

    void eachViewLooksLikeItsReference_data() { test::addSampleRows(test::sampleAttentionMaps()); }

    void eachViewLooksLikeItsReference()
    {
        const QString problem = test::sampleDifference(
            test::sampleAttentionMaps(), QStringLiteral(PHI1_TEST_DATA "/attention_maps"),
            [](QWidget &widget) { widget.ensurePolished(); });
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

QTEST_MAIN(AttentionMapsImagesTest)
#include "tst_attention_maps_images.moc"
