// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the page that compares at the sizes it is designed for, in each of its states. With
// PHI1_PICTURES=FOLDER the pictures are kept there.
#include <QApplication>
#include <QDir>

#include "tests/views/compare/compare_fixture.h"
#include "views/compare/compare_bar.h"
#include "views/compare/token_card.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_grid.h"
#include "views/state/compare_series.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"

using namespace phi1;
using namespace phi1::test;

class tst_ComparePictures : public QObject
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
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open(size);
        QVERIFY(fixture.isPreset());
        QTest::qWait(200);
        save(fixture, "start", dark);
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTest::qWait(200);
        save(fixture, "finished", dark);
        fixture.action("next-difference")->trigger();
        fixture.action("branch")->trigger();
        QTest::qWait(400);
        save(fixture, "card", dark);
        fixture.page()->findChild<TokenCard *>()->dismiss();
        fixture.action("diff")->trigger();
        QTest::qWait(400);
        save(fixture, "diff", dark);
    }

    void rendersEachState_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void rendersEachState()
    {
        QFETCH(const bool, dark);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        {
            CompareFixture fixture;
            fixture.open();
            QTest::qWait(300);
            save(fixture, "empty", dark);
        }
        {
            CompareFixture fixture;
            fixture.addPaperRuns(40, {{QStringLiteral("load_ms"), 600}});
            fixture.open();
            QVERIFY(fixture.isPreset());
            QVERIFY(fixture.runs());
            QTest::qWait(350);
            save(fixture, "loading", dark);
            QVERIFY(fixture.writes(0, 20));
            save(fixture, "streaming", dark);
            fixture.compare()->stop();
            QVERIFY(fixture.ends());
        }
        {
            CompareFixture fixture;
            fixture.addPaperRuns(0, {{QStringLiteral("error_at"), 12}});
            fixture.open();
            QVERIFY(fixture.isPreset());
            QVERIFY(fixture.runs());
            QVERIFY(fixture.ends());
            QTest::qWait(200);
            save(fixture, "broken", dark);
        }
        {
            CompareFixture fixture;
            fixture.addPaperRuns(60, {{QStringLiteral("die_at"), 15}});
            fixture.open();
            QVERIFY(fixture.isPreset());
            QVERIFY(fixture.runs());
            QVERIFY(fixture.ends());
            QTest::qWait(300);
            save(fixture, "died", dark);
        }
        {
            CompareFixture fixture;
            const QJsonObject same{{QStringLiteral("fingerprint"),
                                    QStringLiteral("9f3ac41e07b24d6688aa01c9d3b2e5f7")}};
            fixture.addPaperRuns(0, same, same);
            fixture.open();
            QVERIFY(fixture.isPreset());
            QVERIFY(fixture.runs());
            QVERIFY(fixture.ends());
            QTRY_VERIFY(!fixture.compare()->weightsWarning().isEmpty());
            QTest::qWait(200);
            save(fixture, "same-weights", dark);
        }
        {
            CompareFixture fixture;
            fixture.addPaperRuns();
            fixture.open();
            QVERIFY(fixture.isPreset());
            fixture.action("blind")->trigger();
            QVERIFY(fixture.runs());
            QVERIFY(fixture.ends());
            QTest::qWait(200);
            save(fixture, "blind", dark);
            QTest::keyClick(fixture.window.get(), Qt::Key_Left, Qt::AltModifier);
            QTRY_COMPARE(fixture.compare()->blind().votes().size(), 1);
            fixture.action("blind")->trigger();
            QTest::qWait(300);
            save(fixture, "votes", dark);
        }
    }

    void rendersSamplesSeriesAndSets_data() { rendersEachState_data(); }
    void rendersSamplesSeriesAndSets()
    {
        QFETCH(const bool, dark);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        CompareFixture fixture;
        fixture.addPaperRuns();
        const QString series =
            fixture.addRun(QStringLiteral("phi-1-long"), QStringLiteral("pretrained"), 4000,
                           {{QStringLiteral("text"), finetunedText()}}, 9);
        fixture.open();
        fixture.page()->opened(
            {{QStringLiteral("checkpoints"), QStringList{fixture.base, fixture.finetuned}}});
        QVERIFY(fixture.isPreset());
        CompareSampling sampling = fixture.compare()->sampling();
        sampling.samples = 6;
        sampling.temperature = 0.8;
        fixture.compare()->setSampling(sampling);
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTest::qWait(200);
        save(fixture, "samples", dark);
        sampling.samples = 1;
        sampling.temperature = 0;
        fixture.compare()->setSampling(sampling);
        fixture.compare()->addPane();
        fixture.compare()->addPane();
        fixture.page()->opened({{QStringLiteral("checkpoint"), series}});
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTest::qWait(200);
        save(fixture, "four", dark);
        fixture.window->navigate(QStringLiteral("compare-set"));
        QTest::qWait(300);
        save(fixture, "set-choice", dark);
        QStringList prompts;
        for (const PromptItem &prompt : fixture.compare()->library().prompts().mid(0, 8))
            prompts << prompt.id;
        fixture.compare()->grid().start(prompts, {fixture.base, fixture.finetuned, series},
                                        PaneDtype::Auto, sampling, {});
        QTRY_VERIFY_WITH_TIMEOUT(fixture.compare()->grid().isComplete() &&
                                     !fixture.compare()->grid().isRunning(),
                                 20000);
        QTest::qWait(200);
        save(fixture, "set", dark);
    }

private:
    void save(CompareFixture &fixture, const char *name, bool dark)
    {
        const QPixmap picture = fixture.window->grab();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("PHI1_PICTURES");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        QVERIFY(picture.save(QStringLiteral("%1/compare-%2-%3-%4.png")
                                 .arg(folder, QLatin1String(name))
                                 .arg(picture.width())
                                 .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"))));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_ComparePictures test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_compare_pictures.moc"
