// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_labels.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/base/files.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;

constexpr auto retryInterval = 2000ms;
constexpr auto idle = 1h;

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

bool isPassing(const Error &error)
{
    return error.code == ErrorCode::Io || error.code == ErrorCode::Busy ||
           error.code == ErrorCode::NotFound; // of the file, which is made again
}

} // namespace

SampleLabels::SampleLabels(const QString &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{}

SampleLabels::~SampleLabels()
{
    m_thread.stop();
    m_question.reset();
    if (!m_changes.empty())
        turn(); // in this thread: the other one has ended
}

int SampleLabels::unsaved() const
{
    const std::lock_guard guard(m_mutex);
    return static_cast<int>(m_changes.size());
}

void SampleLabels::load(const QString &corpus, qint64 unlessNewerThan)
{
    {
        const std::lock_guard guard(m_mutex);
        m_question = Question{corpus, unlessNewerThan};
    }
    start();
}

void SampleLabels::set(const QString &corpus, SampleRow row, const Column &hashes, int label)
{
    enqueue({corpus, row, hashes, label, {}});
}

void SampleLabels::setNote(const QString &corpus, SampleRow row, const Column &hashes,
                           const QString &note)
{
    enqueue({corpus, row, hashes, std::nullopt, note});
}

void SampleLabels::enqueue(const Change &change)
{
    {
        const std::lock_guard guard(m_mutex);
        m_changes.push_back(change);
    }
    start();
}

void SampleLabels::start()
{
    if (!std::exchange(m_started, true))
        m_thread.start([this] { return turn(); });
    m_thread.wake();
}

void SampleLabels::tell(const QString &sentence)
{
    if (sentence == m_told)
        return;
    m_told = sentence;
    QMetaObject::invokeMethod(
        this,
        [this, sentence] {
            m_problem = sentence;
            emit problemChanged(sentence);
        },
        Qt::QueuedConnection);
}

Result<void> SampleLabels::open()
{
    if (m_store)
        return {};
    const std::filesystem::path folder = m_workspace.toStdString();
    PHI1_TRY(makeFolders(folder));
    PHI1_ASSIGN(m_store, LabelStore::open(folder / "workbench.db"));
    return {};
}

Result<StoredLabel> SampleLabels::write(LabelStore &store, const Change &change)
{
    const std::string corpus = change.corpus.toStdString();
    const auto hashes = change.hashes.hashes();
    if (change.row >= hashes.size())
        return failure(ErrorCode::Usage,
                       tr("Sample %1 has no hash to keep its label by: import the corpus again")
                           .arg(change.row)
                           .toStdString());
    const LabelStore::Hash &hash = hashes[change.row].bytes;
    return change.label ? store.set(corpus, hash, *change.label)
                        : store.setNote(corpus, hash, change.note.toStdString());
}

Result<void> SampleLabels::write()
{
    for (;;) {
        std::optional<Change> front;
        {
            const std::lock_guard guard(m_mutex);
            if (m_changes.empty())
                return {};
            front = m_changes.front();
        }
        const auto done = write(*m_store, *front);
        if (!done && isPassing(done.error()))
            return tl::unexpected<Error>(done.error());
        {
            const std::lock_guard guard(m_mutex);
            m_changes.pop_front();
        }
        QMetaObject::invokeMethod(
            this,
            [this, corpus = front->corpus, row = front->row, done] {
                if (done)
                    emit stored(corpus, row, done->change);
                else
                    emit refused(corpus, row, qt(done.error().message));
            },
            Qt::QueuedConnection);
    }
}

void SampleLabels::answer(const Question &question, const Result<void> &opened)
{
    const std::string corpus = question.corpus.toStdString();
    using Labels = std::optional<std::vector<StoredLabel>>; // nothing: they are known
    const auto read = [&]() -> Result<Labels> {
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        if (question.unlessNewerThan > 0) {
            PHI1_ASSIGN(const auto newer, m_store->changedSince(corpus, question.unlessNewerThan));
            if (newer.empty())
                return Labels();
        }
        PHI1_ASSIGN(auto labels, m_store->all(corpus));
        return Labels(std::move(labels));
    };
    const auto labels = std::make_shared<const Result<Labels>>(read());
    QMetaObject::invokeMethod(
        this,
        [this, question, labels] {
            if (!*labels) {
                emit loadFailed(question.corpus, qt(labels->error().message));
            } else if (const Labels &found = **labels) {
                const qint64 newest = found->empty() ? qint64(0) : qint64(found->back().change);
                emit loaded(question.corpus, *found, std::max(newest, question.unlessNewerThan));
            }
        },
        Qt::QueuedConnection);
}

std::chrono::milliseconds SampleLabels::turn()
{
    const auto opened = open();
    // What is asked after a change has to see it.
    const auto written = opened ? write() : opened;
    std::optional<Question> question;
    {
        const std::lock_guard guard(m_mutex);
        question = std::exchange(m_question, {});
    }
    if (question)
        answer(*question, opened);
    if (written) {
        tell({});
        return idle;
    }
    tell(tr("Labels are not kept for now: %1").arg(qt(written.error().message)));
    if (m_store && (written.error().code == ErrorCode::NotFound || m_store->isReadOnly()))
        m_store.reset(); // perhaps it can be written by the next time
    return retryInterval;
}

} // namespace phi1
