// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_history.h"

#include "views/state/compare_store.h"

namespace phi1 {

namespace {

constexpr int pageSize = 100;

HistoryItem itemOf(const ComparisonSummary &summary)
{
    HistoryItem item;
    item.id = summary.id;
    item.title = QString::fromStdString(summary.title);
    item.promptStart = QString::fromStdString(summary.promptStart);
    item.promptEntry = QString::fromStdString(summary.promptEntry);
    item.createdAt = summary.createdAt;
    for (const std::string &model : summary.models)
        item.models += QString::fromStdString(model);
    item.completions = summary.completions;
    item.identical = summary.identical;
    item.hasWarning = summary.hasWarning;
    return item;
}

} // namespace

CompareHistory::CompareHistory(CompareStore &store, QObject *parent)
    : QObject(parent)
    , m_store(store)
{
    reload();
}

void CompareHistory::setQuery(const QString &query)
{
    if (query == m_query)
        return;
    m_query = query;
    fetch(false);
}

void CompareHistory::loadMore()
{
    if (m_next && m_loading == 0)
        fetch(true);
}

void CompareHistory::reload()
{
    fetch(false);
}

void CompareHistory::fetch(bool append)
{
    const quint64 request = ++m_request;
    ++m_loading;
    const auto after = append ? m_next : std::nullopt;
    m_store.read<HistoryPage>(
        this,
        [query = m_query.toStdString(), after](ComparisonStore &store) {
            return store.history(query, after, pageSize);
        },
        [this, request, append](const Result<HistoryPage> &page) {
            --m_loading;
            if (request != m_request)
                return; // another search has begun since
            if (!page) {
                emit errorOccurred(QString::fromStdString(page.error().message));
                return;
            }
            if (!append)
                m_items.clear();
            for (const ComparisonSummary &entry : page->entries)
                m_items += itemOf(entry);
            m_next = page->next;
            emit changed();
        });
}

void CompareHistory::rename(qint64 id, const QString &title)
{
    alter([id, title = title.toStdString()](ComparisonStore &store) {
        return store.rename(id, title);
    });
}

void CompareHistory::remove(qint64 id)
{
    alter([id](ComparisonStore &store) { return store.remove(id); });
}

void CompareHistory::restore(qint64 id)
{
    alter([id](ComparisonStore &store) { return store.restore(id); });
}

void CompareHistory::alter(const std::function<Result<void>(ComparisonStore &)> &change)
{
    m_store.change<bool>(
        this,
        [change](ComparisonStore &store) -> Result<bool> {
            PHI1_TRY(change(store));
            return true;
        },
        [this](const Result<bool> &done) {
            if (!done)
                emit errorOccurred(QString::fromStdString(done.error().message));
            reload();
        });
}

} // namespace phi1
