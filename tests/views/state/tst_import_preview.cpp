// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/corpora/import/corpus_import.h"
#include "core/jobs/workspace.h"
#include "views/state/import_preview.h"

using namespace phi1;
using namespace Qt::StringLiterals;

class ImportPreviewTest : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QVERIFY(m_folder.isValid());
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"prompt":"def f():\n","completion":"    return 1\n","meta":{"repo":"r"}})"
                   "\n{ broken\n"
                   R"({"prompt":"def g():\n","completion":"    return 2\n","meta":{"repo":"q"}})"
                   "\n");
    }

    void showsRecordsAsTheyWouldBeStored()
    {
        ImportPlan plan;
        plan.inputs = {path()};
        plan.fields = {{u"text"_s, u"prompt+completion"_s}, {u"source"_s, u"meta.repo"_s}};
        plan.constants = {{u"kind"_s, u"exercise"_s}};
        const ImportPreview preview = previewOf(plan);
        QCOMPARE(preview.sentence, QString());
        QCOMPARE(preview.files, 1);
        QCOMPARE(preview.lineFiles, 1);
        QCOMPARE(preview.bytes, QFile(path()).size());
        QCOMPARE(preview.fieldNames, (QStringList{u"prompt"_s, u"completion"_s, u"meta.repo"_s}));
        QCOMPARE(preview.records.size(), 2);
        QCOMPARE(preview.records[0].text, QByteArray("def f():\n    return 1\n"));
        QCOMPARE(preview.records[0].origin.source, std::string("r"));
        QCOMPARE(preview.records[0].origin.kind, std::string("exercise"));
        QCOMPARE(preview.records[1].line, 3);
        QCOMPARE(preview.problems.size(), 1);
        QVERIFY2(preview.problems[0].startsWith(u"line 2: "), qPrintable(preview.problems[0]));
        QCOMPARE(plan.arguments(),
                 (QStringList{u"import"_s, path(), u"--field"_s, u"text=prompt+completion"_s,
                              u"--field"_s, u"source=meta.repo"_s, u"--kind"_s, u"exercise"_s}));
    }

    void saysWhatIsWrongWithThePlan()
    {
        ImportPlan plan;
        plan.inputs = {m_folder.filePath(u"nowhere.jsonl"_s)};
        QVERIFY(previewOf(plan).sentence.contains(u"nowhere.jsonl"_s));
        plan.inputs = {path()};
        plan.fields = {{u"colour"_s, u"prompt"_s}};
        QVERIFY(previewOf(plan).sentence.contains(u"colour"_s));
    }

    void tellsWhatACorpusWasImportedFrom()
    {
        const auto files = corpusFiles(workspace().corpora(), "exercises");
        QVERIFY(files);
        FieldMapping mapping;
        QVERIFY(mapping.setField("text=prompt+completion"));
        const auto inputs = importFiles({path().toStdString()}, {});
        QVERIFY(inputs);
        QVERIFY(importCorpus(
            *files, *inputs, mapping, [] { return false; }, [](const ImportProgress &) {}));
        const ImportHistory history = historyOf(u"exercises"_s);
        QCOMPARE(history.sentence, QString());
        QCOMPARE(history.inputs.size(), std::size_t(1));
        QCOMPARE(history.inputs[0].samples, std::uint64_t(2));
        QCOMPARE(history.problemCount, quint64(1));
        QCOMPARE(history.problems[0].line, std::uint64_t(2));
        QVERIFY(historyOf(u"another"_s).inputs.empty());
        QVERIFY(!historyOf(u"../away"_s).sentence.isEmpty());
    }

private:
    QString path() const { return m_folder.filePath(u"lines.jsonl"_s); }
    Workspace workspace() const { return {m_folder.path().toStdString()}; }

    ImportPreview previewOf(const ImportPlan &plan)
    {
        ImportPreviewer previewer(m_folder.path());
        ImportPreview found;
        bool told = false;
        connect(&previewer, &ImportPreviewer::previewed, this,
                [&](const ImportPlan &of, const ImportPreview &preview) {
                    told = of == plan;
                    found = preview;
                });
        previewer.preview(plan);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(told, 20000); }();
        return found;
    }
    ImportHistory historyOf(const QString &corpus)
    {
        ImportPreviewer previewer(m_folder.path());
        ImportHistory found;
        bool told = false;
        connect(&previewer, &ImportPreviewer::historyRead, this, [&](const ImportHistory &history) {
            told = true;
            found = history;
        });
        previewer.history(corpus);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(told, 20000); }();
        return found;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ImportPreviewTest)
#include "tst_import_preview.moc"
