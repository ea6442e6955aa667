// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/annotation_store.h"

#include <QCoreApplication>

#include "core/base/files.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;

constexpr auto retryInterval = 2000ms;
constexpr auto idle = 1h;

} // namespace

AnnotationStore::AnnotationStore(std::filesystem::path workspace, Listener listener)
    : m_workspace(std::move(workspace))
    , m_listener(std::move(listener))
{}

AnnotationStore::~AnnotationStore()
{
    m_thread.stop();
    if (unsaved() > 0)
        turn(); // in this thread: the other one has ended
}

void AnnotationStore::start()
{
    m_thread.start([this] { return turn(); });
}

void AnnotationStore::change(Change change)
{
    {
        const std::lock_guard guard(m_mutex);
        m_changes.push_back(std::move(change));
    }
    m_thread.wake();
}

int AnnotationStore::unsaved() const
{
    const std::lock_guard guard(m_mutex);
    return int(m_changes.size());
}

void AnnotationStore::tell(const QString &sentence)
{
    if (sentence == m_told)
        return;
    m_told = sentence;
    m_listener.problem(sentence);
}

bool AnnotationStore::openDatabase()
{
    if (m_database)
        return true;
    const auto fail = [this](const Error &error) {
        tell(QCoreApplication::translate("AnnotationStore",
                                         "Names, tags and notes are not saved for now: %1")
                 .arg(QString::fromStdString(error.message)));
        return false;
    };
    std::error_code ignored;
    // A workspace that vanished is not made again: its disk may come back.
    if (m_loaded && !std::filesystem::is_directory(m_workspace, ignored))
        return fail({ErrorCode::NotFound, m_workspace.string() + " is not there"});
    if (const auto made = makeFolders(m_workspace); !made)
        return fail(made.error());
    auto database = WorkbenchDatabase::open(m_workspace / "workbench.db");
    if (!database)
        return fail(database.error());
    m_database = std::move(*database);
    return true;
}

std::chrono::milliseconds AnnotationStore::turn()
{
    const bool isOpen = openDatabase();
    if (!std::exchange(m_loaded, true)) {
        Content content;
        if (isOpen) {
            auto annotations = m_database->annotations();
            auto notes = m_database->notes();
            auto externals = m_database->externalRuns();
            if (annotations && notes && externals)
                content = {std::move(*annotations), std::move(*notes), std::move(*externals)};
            m_wasOpen = true;
        }
        m_listener.loaded(std::move(content));
    } else if (isOpen && !std::exchange(m_wasOpen, true)) {
        m_listener.renewed(); // it could not be opened at the start, or vanished since
    }
    if (!isOpen)
        return retryInterval;
    for (;;) {
        Change change;
        {
            const std::lock_guard guard(m_mutex);
            if (m_changes.empty())
                break;
            change = m_changes.front();
        }
        if (const auto done = change(*m_database); !done) {
            if (done.error().code == ErrorCode::NotFound) {
                m_database.reset();
                m_wasOpen = false;
            } else if (m_database->isReadOnly()) {
                m_database.reset(); // perhaps it can be written by the next time
            }
            tell(QCoreApplication::translate("AnnotationStore",
                                             "Names, tags and notes are not saved for now: %1")
                     .arg(QString::fromStdString(done.error().message)));
            return retryInterval;
        }
        const std::lock_guard guard(m_mutex);
        m_changes.pop_front();
    }
    tell({});
    return idle;
}

} // namespace phi1
