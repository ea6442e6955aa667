// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the page at each size in both themes; with PHI1_PICTURES=FOLDER the pictures are kept.
#include "tests/views/samples/samples_fixture.h"
#include "views/samples/sample_search_bar.h"
#include "views/theme/theme.h"
#include "views/widgets/search_field.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QTest>

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

class SamplesPicturesTest : public QObject
{
    Q_OBJECT
private slots:
    void rendersAtEachSize_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        for (const bool dark : {false, true}) {
            const char *theme = dark ? "dark" : "light";
            QTest::addRow("1280x720 %s", theme) << QSize(1280, 720) << dark;
            QTest::addRow("1440x900 %s", theme) << QSize(1440, 900) << dark;
            QTest::addRow("2560x1440 %s", theme) << QSize(2560, 1440) << dark;
        }
    }
    void rendersAtEachSize()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, dark);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        SamplesFixture shown;
        const QString folder = qEnvironmentVariable("PHI1_PICTURES_WORKSPACE");
        if (folder.isEmpty())
            writeExampleCorpus(shown.corpus("demo-textbook"), 2000);
        shown.open(size, folder);
        QTRY_VERIFY_WITH_TIMEOUT(shown.samples()->page() != nullptr, 20000);
        save(shown, "start", dark);
        shown.samples()->setOrder({SampleOrder::By::Column, "score.textbook", true});
        auto *bar = shown.page()->findChild<SampleSearchBar *>();
        bar->focusField();
        QTest::keyClicks(bar->field(), u"recurs*"_s);
        QTest::qWait(600);
        QTest::keyClick(bar->field(), Qt::Key_Down);
        QTest::keyClick(shown.window.get(), Qt::Key_5);
        QTest::qWait(300);
        save(shown, "search", dark);
        QTest::keyClick(shown.window.get(), Qt::Key_D);
        QTest::qWait(500);
        save(shown, "beside", dark);
        QTest::keyClick(shown.window.get(), Qt::Key_D);
        bar->focusField();
        bar->field()->selectAll();
        QTest::keyClicks(bar->field(), u"\"an open phrase"_s);
        QTest::qWait(500);
        save(shown, "wrong", dark);
        bar->field()->selectAll();
        QTest::keyClicks(bar->field(), u"xylophones"_s);
        QTest::qWait(500);
        save(shown, "nothing", dark);
    }

    void rendersWithoutText_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void rendersWithoutText()
    {
        QFETCH(const bool, dark);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        SamplesFixture shown;
        shown.open();
        QTest::qWait(300);
        save(shown, "empty", dark);
    }

private:
    static void save(const SamplesFixture &shown, const char *name, bool dark)
    {
        const QPixmap picture = shown.window->grab();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("PHI1_PICTURES");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        QVERIFY(picture.save(u"%1/samples-%2-%3-%4.png"_s.arg(folder, QLatin1String(name))
                                 .arg(picture.width())
                                 .arg(dark ? u"dark"_s : u"light"_s)));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    SamplesPicturesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_samples_pictures.moc"
