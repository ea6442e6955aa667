// SPDX-License-Identifier: GPL-3.0-or-later
// Renders New run and the first start at the sizes they are designed for. With
// PHI1_PICTURES=FOLDER the pictures are kept there.
#include <QApplication>
#include <QToolButton>

#include <fstream>

#include "tests/views/newrun/newrun_fixture.h"
#include "views/newrun/command_panel.h"
#include "views/theme/theme.h"

using namespace phi1;
using namespace phi1::test;

namespace {

void writeManifest(const QString &folder, const char *train, const char *validation)
{
    QDir().mkpath(folder);
    std::ofstream(folder.toStdString() + "/manifest.json")
        << R"({"format": "phi1-tokens", "version": 1, "vocabulary": 50295,
               "validation_fraction": 0.01, "tokenizer": {"kind": "bpe", "fingerprint": "f"},
               "train": )"
        << train << R"(, "validation": )" << validation << "}";
}

void save(QWidget &window, const QString &name)
{
    const QString folder = qEnvironmentVariable("PHI1_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    QVERIFY(window.grab().save(folder + u'/' + name + u".png"));
}

} // namespace

class tst_NewRunPictures : public QObject
{
    Q_OBJECT
private slots:
    void rendersAtEachSize_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        for (const QSize &size : {QSize(1280, 720), QSize(1440, 900), QSize(2560, 1440)}) {
            QTest::addRow("%dx%d light", size.width(), size.height()) << size << false;
            QTest::addRow("%dx%d dark", size.width(), size.height()) << size << true;
        }
    }
    void rendersAtEachSize()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, dark);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        const QString suffix = QStringLiteral("-%1x%2-%3")
                                   .arg(size.width())
                                   .arg(size.height())
                                   .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"));
        NewRunFixture fixture(
            qEnvironmentVariable("PHI1_PICTURES_PROGRAM", QStringLiteral(PHI1_PROGRAM)));
        const QString corpora = fixture.root() + QStringLiteral("/corpora/");
        writeManifest(corpora + QStringLiteral("filtered-code"),
                      R"({"tokens": 5640000000, "documents": 990000})",
                      R"({"tokens": 57000000, "documents": 10000})");
        writeManifest(corpora + QStringLiteral("textbook"),
                      R"({"tokens": 910000000, "documents": 99000})",
                      R"({"tokens": 9000000, "documents": 1000})");
        fixture.open(QStringLiteral("runs"), {}, size);
        QTest::qWait(300);
        // The machine check takes some seconds, once for all sizes.
        const auto *check = fixture.find<QToolButton>(QStringLiteral("show-check"));
        if (qEnvironmentVariableIsSet("PHI1_PICTURES"))
            QVERIFY(QTest::qWaitFor([&] { return check->isVisible(); }, 20000));
        save(*fixture.window, QStringLiteral("firststart") + suffix);

        fixture.window->navigate(QStringLiteral("new-run"),
                                 {{QStringLiteral("preset"), QStringLiteral("phi-1-small")}});
        RunComposer &composer = fixture.page()->composer();
        composer.set(QStringLiteral("data.train"),
                     QStringLiteral("[{ path = \"%1filtered-code\", weight = 0.86 }, "
                                    "{ path = \"%1textbook\", weight = 0.14 }]")
                         .arg(corpora));
        composer.set(QStringLiteral("training.learning_rate"), QStringLiteral("1.5e-3"));
        composer.set(QStringLiteral("training.dropout"), QStringLiteral("0.0"));
        composer.set(QStringLiteral("checkpoint.every"), QStringLiteral("2000"));
        composer.set(QStringLiteral("checkpoint.keep"), QStringLiteral("3"));
        composer.setTags({QStringLiteral("sweep")});
        QTest::qWait(600);
        const auto *command = fixture.page()->findChild<CommandPanel *>();
        QCOMPARE(command->isFolded(), size.width() == 1280);
        save(*fixture.window, QStringLiteral("newrun") + suffix);

        composer.startFrom(QStringLiteral("phi-1-nano"));
        composer.set(QStringLiteral("training.steps"), QStringLiteral("many"));
        QTest::qWait(800);
        save(*fixture.window, QStringLiteral("newrun-nano") + suffix);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_NewRunPictures test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_newrun_pictures.moc"
