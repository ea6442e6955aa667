// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include <QObject>
#include <QStringList>
#include <QVector>

#include "core/storage/comparison_store.h"

namespace phi1 {

class CompareStore;

/// A comparison of the past, as the list shows it.
struct HistoryItem {
    qint64 id = 0;
    QString title, promptStart, promptEntry;
    double createdAt = 0; ///< unix seconds
    QStringList models;
    int completions = 0;
    bool identical = false, hasWarning = false;
    bool operator==(const HistoryItem &) const = default;
};

/// The comparisons that were kept, newest first, a page at a time.
class CompareHistory final : public QObject
{
    Q_OBJECT
public:
    explicit CompareHistory(CompareStore &store, QObject *parent = nullptr);

    QString query() const { return m_query; }
    const QVector<HistoryItem> &items() const { return m_items; }
    bool hasMore() const { return m_next.has_value(); }
    bool isLoading() const { return m_loading > 0; }

    /// Words of title, prompt or completions; empty: everything.
    void setQuery(const QString &query);
    void loadMore();
    void reload();
    void rename(qint64 id, const QString &title);
    void remove(qint64 id);
    void restore(qint64 id); ///< undo of remove()

signals:
    void changed();
    void errorOccurred(const QString &sentence);

private:
    void fetch(bool append);
    void alter(const std::function<Result<void>(ComparisonStore &)> &change);

    CompareStore &m_store;
    QString m_query;
    QVector<HistoryItem> m_items;
    std::optional<HistoryPosition> m_next;
    quint64 m_request = 0;
    int m_loading = 0;
};

} // namespace phi1
