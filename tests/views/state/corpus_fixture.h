// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_writer.h"
#include "views/state/sample_list_model.h"
#include "views/state/samples_session.h"
#include "views/state/workspace_session.h"

namespace phi1::test {

/// A workspace with made-up corpora, and a session of the pages about samples.
class CorpusFixture
{
public:
    static constexpr int patience = 30000; // ms, on a machine that is busy with other tests

    CorpusFixture()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(path().toStdString() + "/corpora");
    }
    ~CorpusFixture() { close(); }

    QString path() const { return m_folder.filePath(QStringLiteral("workspace")); }
    CorpusFiles files(const QString &corpus) const
    {
        return *corpusFiles(path().toStdString() + "/corpora", corpus.toStdString());
    }

    /// What sample `number` says: every third one speaks of recursion, far into the text in every
    /// ninth.
    static std::string text(int number)
    {
        std::string text = "# Lesson " + std::to_string(number) + "\n\n";
        for (int line = 0; line < (number % 9 == 0 ? 40 : 1); ++line)
            text += "A line that says <b>nothing</b> of it.\n";
        if (number % 3 == 0)
            text += "Then comes recursion, at last.\n";
        return text + "```python\nx = " + std::to_string(number * 7) + "\n```\n";
    }
    static std::string kind(int number) { return number % 4 == 0 ? "exercise" : "textbook"; }
    static double score(int number) { return double((number * 37) % 101) / 100; }
    static std::uint32_t tokens(int number) { return std::uint32_t(10 + number % 50); }

    /// Adds samples [first, end) in this order, or backwards.
    void add(const QString &corpus, int first, int end, bool backwards = false) const
    {
        auto writer = SampleWriter::open(files(corpus), "test");
        if (!writer)
            qFatal("%s", writer.error().message.c_str());
        for (int i = first; i < end; ++i) {
            const int number = backwards ? end - 1 - (i - first) : i;
            SampleOrigin origin;
            origin.kind = kind(number);
            origin.source = "made up";
            origin.audience = number % 2 == 0 ? "beginner" : "";
            if (!writer->add(text(number), origin))
                qFatal("no sample");
        }
        if (!writer->commit())
            qFatal("no commit");
    }
    /// Columns "tokens" and "score.made" of the samples [0, end), numbered as add() did; scores
    /// end 10 samples earlier.
    void measure(const QString &corpus, int end) const
    {
        const auto write = [&](const ColumnInfo &info, int rows, auto value) {
            auto writer = ColumnWriter::open(files(corpus), info);
            if (!writer)
                qFatal("%s", writer.error().message.c_str());
            for (int i = int(writer->rows()); i < rows; ++i)
                writer->add(value(i));
            if (!writer->finish())
                qFatal("no column");
        };
        ColumnInfo info;
        info.key = "tokens";
        info.type = ColumnType::Count;
        write(info, end, [](int i) { return tokens(i); });
        info.key = "score.made";
        info.type = ColumnType::Number;
        write(info, end - 10, [](int i) { return float(score(i)); });
    }

    SamplesSession &open(const QString &corpus = {})
    {
        close();
        workspace = std::make_unique<WorkspaceSession>(path(), QStringLiteral(PHI1_FAKE_WORKER));
        workspace->open();
        session = std::make_unique<SamplesSession>(*workspace);
        if (!corpus.isEmpty())
            session->openCorpus(corpus);
        return *session;
    }
    void close()
    {
        session.reset();
        workspace.reset();
    }
    /// Waits for the answer to what was asked last.
    bool settles() const
    {
        using Stage = SearchState::Stage;
        return QTest::qWaitFor(
            [&] {
                const Stage stage = session->search().stage;
                return stage == Stage::Done || stage == Stage::Partial || stage == Stage::Failed;
            },
            patience);
    }
    /// An entry of the list, once it is loaded; null if it never is.
    const SampleEntry *entry(int rank) const
    {
        const bool came =
            QTest::qWaitFor([&] { return session->list().entry(rank) != nullptr; }, patience);
        return came ? session->list().entry(rank) : nullptr;
    }

    std::unique_ptr<WorkspaceSession> workspace;
    std::unique_ptr<SamplesSession> session;

private:
    QTemporaryDir m_folder;
};

} // namespace phi1::test
