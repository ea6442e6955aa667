// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention_widgets.h"
#include "tests/views/support/sample_images.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace phi1;

class AttentionTextImagesTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::hasReferenceFonts())
            QSKIP("the references are drawn with Noto Sans and Hack (fonts-noto-core, fonts-hack)");
        Theme::instance().apply(*qApp);
    }

    void eachPartLooksLikeItsReference_data() { test::addSampleRows(test::sampleAttentionText()); }

    void eachPartLooksLikeItsReference()
    {
        const QString problem = test::sampleDifference(
            test::sampleAttentionText(), QStringLiteral(PHI1_TEST_DATA "/attention_text"),
            [](QWidget &widget) { widget.ensurePolished(); });
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

QTEST_MAIN(AttentionTextImagesTest)
#include "tst_attention_text_images.moc"
