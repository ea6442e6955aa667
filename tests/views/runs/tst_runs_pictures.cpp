// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the pages at the sizes they are designed for. With PHI1_PICTURES=FOLDER the pictures are
// kept there.
#include <QApplication>
#include <QDir>

#include "core/jobs/job_queue.h"
#include "tests/views/runs/runs_fixture.h"
#include "views/runs/log_panel.h"
#include "views/theme/theme.h"

using namespace phi1;
using namespace phi1::test;

namespace {

/// Tags, notes and hidden eyes as in the pictures of the design.
void annotate(RunsFixture &fixture)
{
    const auto set = [&](const QString &name, int slot, bool shown, const std::string &tag,
                         const std::string &notes) {
        const RunInfo *run = fixture.info(name);
        QVERIFY(run);
        RunAnnotation annotation = run->annotation;
        annotation.colourSlot = slot;
        annotation.shown = shown;
        if (!tag.empty())
            annotation.tags = {tag};
        annotation.notes = notes;
        fixture.session->setAnnotation(run->id, annotation);
    };
    set(QStringLiteral("small-lr1e-3"), 0, true, "sweep",
        "Same data order as lr 6e-4 (seed 1). Expect to cross it near 4k steps.");
    set(QStringLiteral("small-lr6e-4"), 1, true, "sweep", {});
    set(QStringLiteral("small-lr2e-3"), 2, true, "sweep", {});
    set(QStringLiteral("phi-1-exercises"), 3, false, "finetune", {});
    set(QStringLiteral("nano-textbook"), 4, false, "demo", {});
    set(QStringLiteral("cluster-pretrain-02"), 5, false, {}, {});
}

} // namespace

class tst_RunsPictures : public QObject
{
    Q_OBJECT
private slots:
    void rendersAtEachSize_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("logFolded");
        const auto add = [](const char *name, int width, int height, bool folded) {
            QTest::addRow("%s light", name) << QSize(width, height) << false << folded;
            QTest::addRow("%s dark", name) << QSize(width, height) << true << folded;
        };
        add("1280x720", 1280, 720, true);
        add("1440x900", 1440, 900, false);
        add("2560x1440", 2560, 1440, false);
    }
    void rendersAtEachSize()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, dark);
        QFETCH(const bool, logFolded);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        RunsFixture fixture;
        const auto locks = writeExampleWorkspace(fixture.workspace());
        fixture.open(size);
        QVERIFY(fixture.reaches(QStringLiteral("small-lr1e-3"), RunState::Running));
        annotate(fixture);
        fixture.page()->opened(
            {{QStringLiteral("run"), fixture.run(QStringLiteral("small-lr1e-3"))}});
        QVERIFY(
            fixture.curvesLoaded({QStringLiteral("small-lr1e-3"), QStringLiteral("small-lr6e-4"),
                                  QStringLiteral("small-lr2e-3")}));
        QTest::qWait(400);
        QCOMPARE(fixture.table()->currentRun(), fixture.run(QStringLiteral("small-lr1e-3")));
        const auto *log = fixture.page()->findChild<LogPanel *>();
        QCOMPARE(log->isFolded(), logFolded);
        save(*fixture.window, QStringLiteral("runs-%1x%2-%3")
                                  .arg(size.width())
                                  .arg(size.height())
                                  .arg(dark ? QStringLiteral("dark") : QStringLiteral("light")));
        if (size.width() == 1440) {
            select(fixture, QStringLiteral("small-lr2e-3"), QStringLiteral("failed"), dark);
            select(fixture, QStringLiteral("cluster-pretrain-02"), QStringLiteral("lost"), dark);
            fixture.window->navigate(QStringLiteral("jobs"));
            QTest::qWait(200);
            save(*fixture.window, QStringLiteral("jobs-%1").arg(dark ? QStringLiteral("dark")
                                                                     : QStringLiteral("light")));
        }
    }

private:
    void select(RunsFixture &fixture, const QString &run, const QString &name, bool dark)
    {
        fixture.page()->opened({{QStringLiteral("run"), fixture.run(run)}});
        QTest::qWait(300);
        save(*fixture.window,
             QStringLiteral("runs-%1-%2")
                 .arg(name, dark ? QStringLiteral("dark") : QStringLiteral("light")));
    }
    void save(QWidget &window, const QString &name)
    {
        const QPixmap picture = window.grab();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("PHI1_PICTURES");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        QVERIFY(picture.save(folder + u'/' + name + QStringLiteral(".png")));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_RunsPictures test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runs_pictures.moc"
