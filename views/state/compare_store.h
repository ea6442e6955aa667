// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include <QObject>
#include <QPointer>

#include "core/storage/comparison_store.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// The workspace's ComparisonStore behind a thread of its own, opened at the first need. Changes
/// are made in their order; one that fails is tried again every two seconds, with all that came
/// later behind it, while questions go on being answered. Answers come in the GUI thread, while
/// their context lives.
class CompareStore final : public QObject
{
    Q_OBJECT
public:
    explicit CompareStore(const QString &workspace, QObject *parent = nullptr);
    /// Tries once more to write what is left.
    ~CompareStore() override;

    /// One sentence while nothing can be kept; empty if all is well.
    QString problem() const { return m_problem; }
    int unsaved() const;

    template<typename T>
    using Answer = std::function<void(const Result<T> &)>;

    /// A question; its errors are answers.
    template<typename T>
    void read(QObject *context, std::function<Result<T>(ComparisonStore &)> work, Answer<T> answer)
    {
        enqueue(m_reads, [this, guard = QPointer<QObject>(context), work = std::move(work),
                          answer = std::move(answer)](ComparisonStore *store, const Error &error) {
            auto result = std::make_shared<const Result<T>>(
                store ? work(*store) : Result<T>(tl::unexpected(error)));
            hand(guard, [answer, result] { answer(*result); });
            return Result<void>();
        });
    }
    /// A change, which may be made twice without harm. Errors of the disk are retried; others
    /// (NotFound, Usage, …) are answers.
    template<typename T>
    void change(QObject *context, std::function<Result<T>(ComparisonStore &)> work,
                Answer<T> answer = {})
    {
        enqueue(m_changes, [this, guard = QPointer<QObject>(context), work = std::move(work),
                            answer = std::move(answer)](ComparisonStore *store, const Error &) {
            auto result = std::make_shared<const Result<T>>(work(*store));
            if (!*result && isPassing(result->error()))
                return Result<void>(tl::unexpected(result->error()));
            if (answer)
                hand(guard, [answer, result] { answer(*result); });
            return Result<void>();
        });
    }

signals:
    void problemChanged(const QString &sentence);

private:
    using Work = std::function<Result<void>(ComparisonStore *, const Error &)>;
    static bool isPassing(const Error &error);
    void enqueue(std::deque<Work> &queue, Work work);
    void hand(const QPointer<QObject> &context, std::function<void()> function);
    std::chrono::milliseconds turn();
    Result<void> open();
    void tell(const QString &sentence);

    QString m_workspace;
    QString m_problem;
    mutable std::mutex m_mutex;
    std::deque<Work> m_reads, m_changes;
    bool m_started = false;
    // Of the thread alone.
    std::optional<ComparisonStore> m_store;
    bool m_hasForgotten = false;
    QString m_told;
    WorkerThread m_thread;
};

} // namespace phi1
