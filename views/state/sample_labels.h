// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include <QObject>

#include "core/corpora/store/column.h"
#include "core/storage/label_store.h"
#include "views/state/samples_types.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// The labels in the workspace's database behind a thread of its own. Changes are written in their
/// order, at once; one that the disk refuses is tried again every two seconds with all that came
/// later behind it. Those that are left when this dies are tried once more.
class SampleLabels final : public QObject
{
    Q_OBJECT
public:
    explicit SampleLabels(const QString &workspace, QObject *parent = nullptr);
    ~SampleLabels() override;

    /// One sentence while nothing can be kept; empty if all is well.
    QString problem() const { return m_problem; }
    int unsaved() const;

    /// Reads all labels of a corpus; then loaded(). A later call makes it obsolete.
    /// @param unlessNewerThan  0: in any case; else nothing is told unless a change is newer
    void load(const QString &corpus, qint64 unlessNewerThan = 0);
    /// @param hashes  of the corpus
    void set(const QString &corpus, SampleRow row, const Column &hashes, int label);
    void setNote(const QString &corpus, SampleRow row, const Column &hashes, const QString &note);

signals:
    /// @param newest  change that is in it; those of unsaved() are not
    void loaded(const QString &corpus, const std::vector<phi1::StoredLabel> &labels, qint64 newest);
    void loadFailed(const QString &corpus, const QString &sentence);
    void stored(const QString &corpus, phi1::SampleRow row, qint64 change); ///< is on the disk
    void refused(const QString &corpus, phi1::SampleRow row, const QString &sentence);
    void problemChanged(const QString &sentence);

private:
    struct Change {
        QString corpus;
        SampleRow row;
        Column hashes;
        std::optional<int> label;
        QString note;
    };
    struct Question {
        QString corpus;
        qint64 unlessNewerThan = 0;
    };
    void enqueue(const Change &change);
    void start();
    std::chrono::milliseconds turn();
    Result<void> open();
    static Result<StoredLabel> write(LabelStore &store, const Change &change);
    Result<void> write();
    void answer(const Question &question, const Result<void> &opened);
    void tell(const QString &sentence);

    QString m_workspace;
    QString m_problem;
    mutable std::mutex m_mutex;
    std::deque<Change> m_changes;
    std::optional<Question> m_question;
    bool m_started = false;
    // Of the thread alone.
    std::optional<LabelStore> m_store;
    QString m_told;
    WorkerThread m_thread;
};

} // namespace phi1
