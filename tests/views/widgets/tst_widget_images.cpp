// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/support/sample_images.h"
#include "tests/views/widgets/sample_widgets.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QTest>

using namespace phi1;

class WidgetImagesTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::hasReferenceFonts())
            QSKIP("the references are drawn with Noto Sans and Hack (fonts-noto-core, fonts-hack)");
        Theme::instance().apply(*qApp);
    }

    void eachWidgetLooksLikeItsReference_data() { test::addSampleRows(test::sampleWidgets()); }

    void eachWidgetLooksLikeItsReference()
    {
        const QString problem = test::sampleDifference(
            test::sampleWidgets(), QStringLiteral(PHI1_TEST_DATA "/widgets"), test::fit);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    /// The same objects, switched while they are there, end up as those made after the switch.
    void aWidgetFollowsAChangeOfThemeAndSize()
    {
        Theme &theme = Theme::instance();
        for (const test::Sample &sample : test::sampleWidgets()) {
            // Samples that fix lengths when they are made cannot be compared after a change of
            // size.
            const bool fixed = QStringList{QStringLiteral("banners"), QStringLiteral("panel"),
                                           QStringLiteral("form"),    QStringLiteral("marks"),
                                           QStringLiteral("table"),   QStringLiteral("header"),
                                           QStringLiteral("rail"),    QStringLiteral("emptiness"),
                                           QStringLiteral("colours"), QStringLiteral("menu")}
                                   .contains(sample.name);
            theme.setMode(Theme::Mode::Light);
            theme.setInterfaceScale(fixed ? 1.5 : 1.0);
            const std::unique_ptr<QWidget> early(sample.make());
            test::fit(*early);
            early->grab();
            theme.setMode(Theme::Mode::Dark);
            theme.setInterfaceScale(1.5);
            const std::unique_ptr<QWidget> late(sample.make());
            test::fit(*early);
            test::fit(*late);
            if (sample.name == u"panel")
                continue; // its swatch is a run's colour, which its owner sets again
            const QImage a = early->grab().toImage();
            const QImage b = late->grab().toImage();
            if (a != b) {
                a.save(sample.name + QStringLiteral(".early.png"));
                b.save(sample.name + QStringLiteral(".late.png"));
            }
            QVERIFY2(a == b, qPrintable(sample.name));
        }
    }
};

QTEST_MAIN(WidgetImagesTest)
#include "tst_widget_images.moc"
