// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_store.h"

#include <filesystem>

#include "core/base/files.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;

constexpr auto retryInterval = 2000ms;
constexpr auto idle = 1h;

} // namespace

CompareStore::CompareStore(const QString &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{}

CompareStore::~CompareStore()
{
    m_thread.stop();
    m_reads.clear();
    if (!m_changes.empty())
        turn(); // in this thread: the other one has ended
}

int CompareStore::unsaved() const
{
    const std::lock_guard guard(m_mutex);
    return static_cast<int>(m_changes.size());
}

bool CompareStore::isPassing(const Error &error)
{
    return error.code == ErrorCode::Io || error.code == ErrorCode::Busy;
}

void CompareStore::enqueue(std::deque<Work> &queue, Work work)
{
    {
        const std::lock_guard guard(m_mutex);
        queue.push_back(std::move(work));
    }
    if (!std::exchange(m_started, true))
        m_thread.start([this] { return turn(); });
    m_thread.wake();
}

void CompareStore::hand(const QPointer<QObject> &context, std::function<void()> function)
{
    QMetaObject::invokeMethod(
        this,
        [context, function = std::move(function)] {
            if (context)
                function();
        },
        Qt::QueuedConnection);
}

void CompareStore::tell(const QString &sentence)
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

Result<void> CompareStore::open()
{
    if (m_store)
        return {};
    const std::filesystem::path folder = m_workspace.toStdString();
    PHI1_TRY(makeFolders(folder));
    PHI1_ASSIGN(m_store, ComparisonStore::open(folder / "workbench.db"));
    if (!m_hasForgotten) { // what was deleted in an earlier window cannot be undone any more
        m_hasForgotten = true;
        [[maybe_unused]] const auto forgotten = m_store->forgetRemoved();
    }
    return {};
}

std::chrono::milliseconds CompareStore::turn()
{
    const auto front = [this](std::deque<Work> &queue) {
        const std::lock_guard guard(m_mutex);
        return queue.empty() ? Work() : queue.front();
    };
    const auto pop = [this](std::deque<Work> &queue) {
        const std::lock_guard guard(m_mutex);
        queue.pop_front();
    };
    const auto failed = [this](const Error &error) {
        tell(tr("Comparisons are not kept for now: %1").arg(QString::fromStdString(error.message)));
        if (m_store && (error.code == ErrorCode::NotFound || m_store->isReadOnly()))
            m_store.reset(); // perhaps it can be written by the next time
        return retryInterval;
    };
    const auto opened = open();
    const Error problem = opened ? Error() : opened.error();
    const auto readAll = [&] {
        while (const Work read = front(m_reads)) {
            read(m_store ? &*m_store : nullptr, problem);
            pop(m_reads);
        }
    };
    // What was asked after a change has to see it.
    while (const Work change = m_store ? front(m_changes) : Work()) {
        if (const auto done = change(&*m_store, problem); !done) {
            readAll();
            return failed(done.error());
        }
        pop(m_changes);
    }
    readAll();
    if (!opened)
        return failed(problem);
    tell({});
    return idle;
}

} // namespace phi1
