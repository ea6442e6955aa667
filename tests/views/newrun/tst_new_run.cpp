// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QToolButton>
#include <QUndoStack>

#include <fstream>

#include "core/runs/field_text.h"
#include "tests/views/newrun/newrun_fixture.h"
#include "views/newrun/command_panel.h"
#include "views/newrun/key_field.h"
#include "views/newrun/memory_panel.h"
#include "views/newrun/new_run_form.h"
#include "views/newrun/run_forecast.h"
#include "views/newrun/speed_probe.h"
#include "views/newrun/tag_edit.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/form_field.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

/// What the arguments of `phi1 train` mean, as the worker reads them.
Result<RunConfig> meaning(const QStringList &arguments)
{
    std::vector<std::string> overrides;
    for (qsizetype i = 2; i + 1 < arguments.size(); i += 2)
        overrides.push_back(arguments[i + 1].toStdString());
    return loadRunConfig(arguments[1].toStdString(), overrides);
}

void compareMeaning(const RunComposer &composer)
{
    const Result<RunConfig> meant = meaning(composer.arguments());
    QVERIFY2(meant, meant ? "" : meant.error().message.c_str());
    QVERIFY(*meant == composer.config());
    const Result<RunConfig> toml =
        parseRunConfig(composer.toml().toStdString(), "run.toml", {}, {});
    QVERIFY2(toml, toml ? "" : toml.error().message.c_str());
    QVERIFY(*toml == composer.config());
}

void retype(QLineEdit *edit, const QString &text)
{
    edit->setFocus();
    edit->selectAll();
    QTest::keyClick(edit, Qt::Key_Backspace);
    QTest::keyClicks(edit, text);
}

} // namespace

class tst_NewRun : public QObject
{
    Q_OBJECT
private slots:
    void init() { Theme::instance().setMode(Theme::Mode::Light); }

    void everyTypedFieldReachesCommandAndToml_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *key, const QString &text, const QString &value = {}) {
            QTest::newRow(key) << text << (value.isEmpty() ? text : value);
        };
        row("data.passages", u"2000"_s);
        row("data.seed", u"7"_s);
        row("data.tokenizer", u"/some where/tokenizer"_s, u"\"/some where/tokenizer\""_s);
        row("training.steps", u"1 200"_s, u"1200"_s);
        row("training.batch_size", u"64"_s);
        row("training.micro_batch_size", u"8"_s);
        row("training.learning_rate", u"1.5e-3"_s, u"0.0015"_s);
        row("training.warmup_steps", u"50"_s);
        row("training.final_learning_rate", u"1e-4"_s);
        row("training.weight_decay", u"0.2"_s);
        row("training.beta1", u"0.8"_s);
        row("training.beta2", u"0.99"_s);
        row("training.epsilon", u"1e-9"_s);
        row("training.gradient_clip", u"2"_s, u"2.0"_s);
        row("training.dropout", u"0.1"_s);
        row("training.seed", u"42"_s);
        row("evaluation.every", u"75"_s);
        row("evaluation.sequences", u"16"_s);
        row("checkpoint.every", u"150"_s);
        row("probes.every", u"25"_s);
        row("probes.heads", u"3.1, 2.0"_s, u"[\"3.1\", \"2.0\"]"_s);
        row("hardware.threads", u"1"_s);
        row("model.layers", u"6"_s);
        row("model.hidden", u"256"_s);
        row("model.heads", u"8"_s);
        row("model.mlp", u"640"_s);
        row("model.context", u"256"_s);
        row("model.rotary", u"8"_s);
        row("model.vocabulary", u"2048"_s);
    }
    void everyTypedFieldReachesCommandAndToml()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, value);
        const QString key = QString::fromLatin1(QTest::currentDataTag());
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
        auto *form = fixture.page()->findChild<NewRunForm *>();
        form->revealKey(key);
        auto *edit = fixture.page()->findChild<QLineEdit *>(key);
        QVERIFY(edit);
        QVERIFY(edit->isVisible());
        retype(edit, text);
        const RunComposer &composer = fixture.page()->composer();
        QCOMPARE(composer.error(key), QString());
        QCOMPARE(composer.value(key), value);
        compareMeaning(composer);
        const auto *panel = fixture.page()->findChild<CommandPanel *>();
        QVERIFY2(panel->text(0).contains(key + u'='), qPrintable(panel->text(0)));
        QVERIFY2(panel->text(1).contains(key.section(u'.', 1) + u" = " + value),
                 qPrintable(panel->text(1)));
        QVERIFY(panel->text(2).startsWith(key) || panel->text(2).contains(u'\n' + key));
    }

    void everyChoiceReachesCommandAndToml_data()
    {
        QTest::addColumn<QString>("value");
        QTest::newRow("training.schedule") << u"\"cosine\""_s;
        QTest::newRow("checkpoint.keep") << u"0"_s;
        QTest::newRow("hardware.devices") << u"[\"cpu\"]"_s;
        QTest::newRow("hardware.dtype") << u"\"float32\""_s;
        QTest::newRow("hardware.recompute") << u"true"_s;
    }
    void everyChoiceReachesCommandAndToml()
    {
        QFETCH(const QString, value);
        const QString key = QString::fromLatin1(QTest::currentDataTag());
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
        auto *box = fixture.page()->findChild<QComboBox *>(key);
        QVERIFY(box);
        const RunComposer &composer = fixture.page()->composer();
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < box->count() && composer.value(key) != value; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(composer.value(key), value);
        compareMeaning(composer);
    }

    void everyKeyOfTheConfigurationHasAnEditor()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s);
        const auto *form = fixture.page()->findChild<NewRunForm *>();
        RunConfig config;
        for (const RunField &field : runFields(config)) {
            const QString key = QString::fromStdString(field.name);
            // Chosen by other means: segments, chips, the prompts' editors.
            if (key == "model.preset"_L1 || key == "data.train"_L1 || key == "data.validation"_L1 ||
                key == "probes.prompts"_L1 || key == "training.init_from"_L1)
                continue;
            QVERIFY2(form->field(key), qPrintable(key));
        }
    }

    void aMistakeIsShownAtItsFieldAndBesideStart()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
        const auto *form = fixture.page()->findChild<NewRunForm *>();
        auto *edit = fixture.page()->findChild<QLineEdit *>(u"training.steps"_s);
        const FormField *row = form->field(u"training.steps"_s)->row();
        retype(edit, u"many"_s);
        const QString sentence =
            u"training.steps is \"many\", expected a whole number of at least 1"_s;
        QCOMPARE(row->error(), QString()); // not while it is being typed
        QTRY_COMPARE(row->error(), sentence);
        QCOMPARE(edit->property("phi1State").toString(), u"error"_s);
        const auto *reason = fixture.window->findChild<ElidedLabel *>(u"reason"_s);
        QCOMPARE(reason->text(), sentence);
        QVERIFY(!fixture.actions ||
                !fixture.window->actions().find(u"new-run.start"_s)->isEnabled());
        QCOMPARE(edit->text(), u"many"_s);

        retype(edit, u"500"_s);
        QTRY_COMPARE(row->error(), QString());
        QCOMPARE(reason->text(), QString());
        QVERIFY(fixture.window->actions().find(u"new-run.start"_s)->isEnabled());

        // What only shows in the whole stands at the field it names.
        retype(fixture.page()->findChild<QLineEdit *>(u"training.micro_batch_size"_s), u"7"_s);
        QTRY_COMPARE(form->field(u"training.batch_size"_s)->row()->error(),
                     u"training.batch_size is 32, expected a multiple of "
                     "training.micro_batch_size, 7"_s);
        auto *name = fixture.page()->findChild<QLineEdit *>(u"name"_s);
        retype(fixture.page()->findChild<QLineEdit *>(u"training.micro_batch_size"_s), u"8"_s);
        QVERIFY(fixture.page()->reason().isEmpty());
        retype(name, u"a/b"_s);
        QCOMPARE(reason->text(), u"a name has no slash"_s);
        retype(name, u"fine"_s);
        QCOMPARE(reason->text(), QString());
    }

    void aTakenNameIsRefusedAndTheSuggestedOneAvoidsIt()
    {
        NewRunFixture fixture;
        std::filesystem::create_directories(fixture.workspace().runs() / "nano" / "checkpoints");
        std::ofstream(fixture.workspace().runs() / "nano" / "run.toml") << "format = 1\n";
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
        QTRY_COMPARE(fixture.page()->composer().name(), u"nano-2"_s);
        retype(fixture.page()->findChild<QLineEdit *>(u"name"_s), u"nano"_s);
        QCOMPARE(fixture.page()->reason(), u"a run nano is there already"_s);
    }

    void theMarkOfADifferenceGivesThePapersValueBack()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-small"_s}});
        RunComposer &composer = fixture.page()->composer();
        const auto *form = fixture.page()->findChild<NewRunForm *>();
        auto *edit = fixture.page()->findChild<QLineEdit *>(u"training.learning_rate"_s);
        FormField *row = form->field(u"training.learning_rate"_s)->row();
        QVERIFY(!row->isChanged());
        retype(edit, u"1.5e-3"_s);
        QVERIFY(row->isChanged());
        QCOMPARE(composer.differingKeys(), QStringList{u"training.learning_rate"_s});
        QToolButton *mark = nullptr;
        for (auto *button : row->findChildren<QToolButton *>()) {
            if (button->isVisible())
                mark = button;
        }
        QVERIFY(mark);
        QVERIFY(mark->text().startsWith(u"◆"));
        QTest::mouseClick(mark, Qt::LeftButton);
        QCOMPARE(composer.value(u"training.learning_rate"_s), u"0.001"_s);
        QVERIFY(!row->isChanged());
        // Undo brings the own value back.
        fixture.window->undoStack().undo();
        QCOMPARE(composer.value(u"training.learning_rate"_s), u"0.0015"_s);
        // The key does the same as the mark.
        edit->setFocus();
        QTest::keyClick(edit, Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(composer.value(u"training.learning_rate"_s), u"0.001"_s);
    }

    void resetToPaperCanBeUndone()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-small"_s}});
        RunComposer &composer = fixture.page()->composer();
        composer.set(u"data.train"_s, u"\"builtin:textbook\""_s);
        composer.set(u"training.dropout"_s, u"0.0"_s);
        composer.set(u"training.beta2"_s, u"0.9"_s);
        composer.set(u"hardware.dtype"_s, u"\"float32\""_s);
        fixture.window->actions().find(u"new-run.reset"_s)->trigger();
        QCOMPARE(composer.value(u"training.dropout"_s), u"0.1"_s);
        QCOMPARE(composer.value(u"training.beta2"_s), u"0.95"_s);
        // Neither the text nor the machine is the paper's.
        QVERIFY(!composer.config().data.train.empty());
        QCOMPARE(composer.value(u"hardware.dtype"_s), u"\"float32\""_s);
        fixture.window->undoStack().undo();
        QCOMPARE(composer.value(u"training.dropout"_s), u"0.0"_s);
        QCOMPARE(composer.value(u"training.beta2"_s), u"0.9"_s);
    }

    void sectionsAreReachedByKeys()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
        QTest::keyClick(fixture.window.get(), Qt::Key_2, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(),
                 fixture.page()->findChild<QLineEdit *>(u"training.steps"_s));
        QTest::keyClick(fixture.window.get(), Qt::Key_3, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(),
                 fixture.page()->findChild<QLineEdit *>(u"training.weight_decay"_s));
        QTest::keyClick(fixture.window.get(), Qt::Key_5, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(),
                 fixture.page()->findChild<QComboBox *>(u"hardware.devices"_s));
        QTest::keyClick(fixture.window.get(), Qt::Key_Escape);
        QCOMPARE(fixture.window->currentPageId(), u"runs"_s);
    }

    void aDraftComesBackWithTheNextSession()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-small"_s}});
        retype(fixture.page()->findChild<QLineEdit *>(u"training.steps"_s), u"1234"_s);
        retype(fixture.page()->findChild<QLineEdit *>(u"training.dropout"_s), u"x"_s);
        retype(fixture.page()->findChild<QLineEdit *>(u"name"_s), u"kept"_s);
        auto *tags = fixture.page()->findChild<TagEdit *>();
        tags->setFocus();
        QTest::keyClicks(QApplication::focusWidget(), u"sweep,"_s);
        QCOMPARE(fixture.page()->composer().tags(), QStringList{u"sweep"_s});
        QTest::keyClick(fixture.window.get(), Qt::Key_Escape);
        fixture.window->close();
        fixture.close();

        fixture.open(u"new-run"_s);
        const RunComposer &composer = fixture.page()->composer();
        QCOMPARE(composer.shape(), u"phi-1-small"_s);
        QCOMPARE(composer.value(u"training.steps"_s), u"1234"_s);
        QCOMPARE(composer.typed(u"training.dropout"_s), u"x"_s);
        QVERIFY(!composer.error(u"training.dropout"_s).isEmpty());
        QCOMPARE(composer.name(), u"kept"_s);
        QCOMPARE(composer.tags(), QStringList{u"sweep"_s});
        QCOMPARE(fixture.page()->findChild<QLineEdit *>(u"training.dropout"_s)->text(), u"x"_s);
    }

    void aHostileDraftIsIgnored()
    {
        RunComposer composer;
        composer.fromMap({{u"preset"_s, u"phi-9"_s}});
        QCOMPARE(composer.shape(), u"phi-1-nano"_s);
        composer.fromMap({{u"preset"_s, u"phi-1"_s},
                          {u"values"_s, QVariantMap{{u"no.such"_s, 3},
                                                    {u"training.steps"_s, QVariantList{1}},
                                                    {u"training.seed"_s, u"5"_s}}},
                          {u"order"_s, 99}});
        QCOMPARE(composer.shape(), u"phi-1"_s);
        QCOMPARE(composer.value(u"training.seed"_s), u"5"_s);
        QVERIFY(composer.order() == StartOrder::Now);
    }

    void startQueuesExactlyWhatTheCommandSays()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
        RunComposer &composer = fixture.page()->composer();
        composer.set(u"probes.prompts"_s, u"[\"def f(x):\\n    \\\"it's\\\"\\n\"]"_s);
        retype(fixture.page()->findChild<QLineEdit *>(u"training.learning_rate"_s), u"3e-3"_s);
        const QStringList arguments = composer.arguments();
        const QString name = composer.name();
        QCOMPARE(name, u"nano-lr3e-3"_s);
        QTRY_COMPARE(fixture.page()->reason(), QString());
        QTest::keyClick(fixture.window.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.window->currentPageId(), u"runs"_s, 20000);
        QCOMPARE(fixture.runsPage()->openedWith.value(u"run"_s).toString(),
                 fixture.root() + u"/runs/" + name);
        const auto queue = JobQueue::open(fixture.workspace());
        QVERIFY(queue);
        const auto listing = queue->list();
        QVERIFY(listing);
        QCOMPARE(listing->entries.size(), std::size_t(1));
        const QueueEntry &entry = listing->entries.front();
        QStringList queued;
        for (const std::string &word : entry.arguments)
            queued.append(QString::fromStdString(word));
        QCOMPARE(queued.first(), u"train"_s);
        const qsizetype run = queued.indexOf(u"--run"_s);
        QVERIFY(run > 0);
        QCOMPARE(queued[run + 1], fixture.root() + u"/runs/" + name);
        queued.remove(run, 2);
        QCOMPARE(queued, arguments);
        compareMeaning(composer);
        // The draft goes on under a name that is free.
        QVERIFY(composer.name() != name);
    }

    void theDemonstrationIsQueuedAsAChainByEnter()
    {
        NewRunFixture fixture;
        fixture.open(u"runs"_s);
        fixture.runsPage()->view->setFocus();
        auto *start = fixture.find<ActionButton>(u"start"_s);
        QCOMPARE(QApplication::focusWidget(), start);
        QSignalSpy started(fixture.runsPage()->view, &FirstStartView::started);
        QTest::keyClick(start, Qt::Key_Return);
        QVERIFY(started.wait(20000));
        const auto queue = JobQueue::open(fixture.workspace());
        QVERIFY(queue);
        const auto listing = queue->list();
        QVERIFY(listing);
        QCOMPARE(listing->entries.size(), std::size_t(2));
        const QueueEntry *first = nullptr, *second = nullptr;
        for (const QueueEntry &entry : listing->entries)
            (entry.after.empty() ? first : second) = &entry;
        QVERIFY(first && second);
        QCOMPARE(second->after, first->id);
        QCOMPARE(first->arguments[1], std::string("phi-1-nano"));
        QCOMPARE(second->arguments[1], std::string("phi-1-nano-finetune"));
        QCOMPARE(first->job.filename().string(), std::string("nano-textbook"));
        QCOMPARE(second->job.filename().string(), std::string("nano-exercises"));
        const std::string from = "training.init_from=" + first->job.string();
        QVERIFY(std::find(second->arguments.begin(), second->arguments.end(), from) !=
                second->arguments.end());
    }

    void aRunIsDuplicatedWithEverythingThatItSet()
    {
        NewRunFixture fixture;
        const auto config = loadRunConfig(
            "phi-1-nano", std::vector<std::string>{"training.steps=77", "training.seed=9",
                                                   "data.passages=500", "hardware.devices=cpu",
                                                   "hardware.dtype=float32", "model.layers=2"});
        QVERIFY(config);
        const std::filesystem::path folder = fixture.workspace().runs() / "older";
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "run.toml") << toToml({.config = *config, .inputs = {}});
        fixture.open(u"new-run"_s, {{u"from"_s, QString::fromStdString(folder.string())}});
        const RunComposer &composer = fixture.page()->composer();
        QVERIFY(composer.config() == *config);
        compareMeaning(composer);
        QVERIFY(fixture.page()->facts().contains(u"run older"_s));
        QVERIFY(composer.name() != u"older"_s);
        // Back to the draft that was there before.
        fixture.window->undoStack().undo();
        QVERIFY(composer.origin().isEmpty());
    }

    void finetuningTakesTheShapeOfTheCheckpoint()
    {
        NewRunFixture fixture;
        const QString checkpoint = QStringLiteral(PHI1_TEST_DATA "/checkpoints/tinyB-hf-fp16");
        fixture.open(u"new-run"_s, {{u"initFrom"_s, checkpoint}});
        const RunComposer &composer = fixture.page()->composer();
        QVERIFY(composer.finetunes());
        QCOMPARE(composer.config().model.hidden, 256);
        QCOMPARE(composer.config().model.layers, 2);
        QCOMPARE(composer.config().model.vocabulary, 1000);
        QCOMPARE(QString::fromStdString(composer.config().training.initFrom), checkpoint);
        compareMeaning(composer);
    }

    void forecastsSayWhatFitsAndWhatWouldFit()
    {
        const auto config =
            loadRunConfig("phi-1", std::vector<std::string>{"data.train=builtin:textbook",
                                                            "training.micro_batch_size=64",
                                                            "hardware.devices=cuda:0"});
        QVERIFY(config);
        MachineLoad load;
        load.gpuKnown = true;
        load.gpus.push_back(
            {.index = 0, .name = "NVIDIA H100", .used = 0, .total = 80'000'000'000});
        MachineCheck::Facts check;
        const RunForecast forecast = forecastRun(*config, check, load);
        QVERIFY(!forecast.fits());
        const QString reason = memoryReason(forecast);
        QVERIFY2(
            reason.startsWith(u"needs "_s) &&
                reason.contains(u"lower the micro-batch to %1"_s.arg(forecast.microBatchThatFits)),
            qPrintable(reason));
        load.gpus.clear();
        QVERIFY(!forecastRun(*config, check, load).device.problem.isEmpty());
        RunConfig cpu = *config;
        cpu.hardware.devices = {"cpu"};
        load.memoryTotal = 1'000'000'000;
        QVERIFY(memoryReason(forecastRun(cpu, check, load)).contains(u"smaller model"_s));
    }

    void speedComesFromARunThatTrainedAlike()
    {
        const auto config = loadRunConfig(
            "phi-1-nano", std::vector<std::string>{"hardware.devices=cpu", "hardware.dtype=float32",
                                                   "hardware.threads=2"});
        QVERIFY(config);
        RunInfo run;
        run.name = u"earlier"_s;
        run.ofThisMachine = true;
        run.started = 100;
        run.summary.tokensPerSecond = 12345;
        run.config = configTexts({.config = *config, .inputs = {}});
        const TargetDevice device = targetDevice(config->hardware, {}, {});
        const QString key = speedKey(*config, device);
        QCOMPARE(speedOfEarlierRuns({run}, key).tokensPerSecond, 12345.0);
        RunConfig other = *config;
        other.training.microBatchSize = 8;
        QVERIFY(speedOfEarlierRuns({run}, speedKey(other, device)).source ==
                Throughput::Source::Unknown);
        run.ofThisMachine = false;
        QVERIFY(speedOfEarlierRuns({run}, key).source == Throughput::Source::Unknown);
    }

    void measuringRunsTheConfigurationAndReadsItsEvents()
    {
        QTemporaryDir folder;
        const QString program = folder.filePath(u"phi1"_s);
        const QString seen = folder.filePath(u"arguments"_s);
        std::ofstream(program.toStdString())
            << "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" << seen.toStdString()
            << "'\nwhile [ $# -gt 0 ]; do [ \"$1\" = --run ] && run=$2; shift; done\n"
               "mkdir -p \"$run\"\nfor i in $(seq 1 30); do printf "
               "'{\"event\":\"step\",\"v\":1,\"seq\":%d,\"segment\":0,\"time\":1.0,\"elapsed\":1.0,"
               "\"step\":%d,\"tokens_per_second\":%d,\"memory_bytes\":%d}\\n' $i $i $((1000 + i)) "
               "$((5000 + i)) >> \"$run/events.jsonl\"; done\nsleep 30\n";
        QVERIFY(
            QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        SpeedProbe probe(program);
        QSignalSpy finished(&probe, &SpeedProbe::finished);
        RunComposer composer;
        composer.set(u"training.init_from"_s, u"\"/nowhere\""_s);
        probe.start(composer.arguments(), composer.config());
        QVERIFY(probe.isRunning());
        QVERIFY(finished.wait(10000));
        const auto result = finished.first().first().value<SpeedProbe::Result>();
        QCOMPARE(result.steps, SpeedProbe::stepsWanted);
        QCOMPARE(result.tokensPerSecond, 1012.0); // the median of steps 4 to 20
        QCOMPARE(result.memoryBytes, 5020.0);
        QFile arguments(seen);
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        const QString words = QString::fromUtf8(arguments.readAll());
        QVERIFY(words.startsWith(u"train\nphi-1-nano"_s));
        QVERIFY(words.contains(u"training.steps=21"_s));
        QVERIFY(!words.contains(u"init_from"_s)); // it would leave a mark at the checkpoint
        const QString run = words.section(u"--run\n"_s, 1).section(u'\n', 0, 0);
        QTRY_VERIFY(!QFileInfo::exists(run));
    }

    void theRealWorkerIsMeasured()
    {
        const QString program =
            qEnvironmentVariable("PHI1_TEST_PROGRAM", QStringLiteral(PHI1_PROGRAM));
        if (!QFileInfo::exists(program))
            QSKIP("phi1 is not built beside this test");
        SpeedProbe probe(program);
        QSignalSpy finished(&probe, &SpeedProbe::finished);
        QSignalSpy failed(&probe, &SpeedProbe::failed);
        RunComposer composer;
        composer.set(u"data.passages"_s, u"2000"_s);
        composer.set(u"hardware.devices"_s, u"[\"cpu\"]"_s);
        probe.start(composer.arguments(), composer.config());
        QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty() || !failed.isEmpty(), 120000);
        QVERIFY2(failed.isEmpty(),
                 failed.isEmpty() ? "" : qPrintable(failed.first().first().toString()));
        const auto result = finished.first().first().value<SpeedProbe::Result>();
        QCOMPARE(result.steps, SpeedProbe::stepsWanted);
        QVERIFY(result.tokensPerSecond > 100);
        // What the estimate says the process holds, and what it held.
        const MemoryEstimate memory = estimateMemory(
            composer.config(), {.gpu = false, .bfloat16 = processorMultipliesBFloat16()});
        const double deviation = static_cast<double>(memory.total()) / result.memoryBytes - 1;
        QVERIFY2(std::abs(deviation) < 0.15, qPrintable(QString::number(deviation)));
    }

    void aMeasurementThatFailsSaysWhy()
    {
        QTemporaryDir folder;
        const QString program = folder.filePath(u"phi1"_s);
        std::ofstream(program.toStdString())
            << "#!/bin/sh\necho 'phi1: there is no room on the device' >&2\nexit 1\n";
        QVERIFY(
            QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        for (const QString &each : {program, folder.filePath(u"missing"_s)}) {
            SpeedProbe probe(each);
            QSignalSpy failed(&probe, &SpeedProbe::failed);
            RunComposer composer;
            probe.start(composer.arguments(), composer.config());
            QTRY_COMPARE(failed.size(), 1);
            const QString sentence = failed.first().first().toString();
            QVERIFY2(sentence == u"there is no room on the device"_s ||
                         sentence.contains(u"could not be started"_s),
                     qPrintable(sentence));
        }
    }

    void everythingThatTakesTheFocusHasAName()
    {
        NewRunFixture fixture;
        fixture.open(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}}, {2560, 1440});
        QTest::qWait(200);
        const auto check = [](QWidget *root) {
            const auto widgets = root->findChildren<QWidget *>();
            for (QWidget *widget : widgets) {
                if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible())
                    continue;
                QString name = widget->accessibleName();
                if (name.isEmpty()) {
                    if (const auto *button = qobject_cast<QAbstractButton *>(widget))
                        name = button->text();
                }
                QVERIFY2(!name.isEmpty(),
                         qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                                    widget->objectName() + u" in " +
                                    QString::fromLatin1(
                                        widget->parentWidget()->metaObject()->className())));
            }
        };
        check(fixture.page());
        fixture.window->navigate(u"runs"_s, {});
        QTest::qWait(100);
        check(fixture.runsPage());
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_NewRun test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_new_run.moc"
