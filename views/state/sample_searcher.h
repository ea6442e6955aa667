// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <QHash>
#include <QObject>

#include "core/storage/label_store.h"
#include "views/state/sample_context.h"
#include "views/state/task_thread.h"

namespace phi1 {

/// The open corpus and the search in it, in a thread of its own. Only the newest question is
/// answered; what was asked of an earlier corpus never is. Signals come in the GUI thread.
class SampleSearcher final : public QObject
{
    Q_OBJECT
public:
    explicit SampleSearcher(QObject *parent = nullptr);
    ~SampleSearcher() override;

    /// Then opened() or openFailed().
    void open(const CorpusFiles &files);
    void close();
    /// Looks whether the corpus is another than what was told last; then refreshed(). Not while an
    /// earlier look waits.
    void refresh();
    /// All labels of the corpus; then labelsPlaced().
    void setLabels(const std::vector<StoredLabel> &labels);
    /// One of them became another; facets count it from now on.
    void setLabel(SampleRow row, const RowLabel &label);

    /// Then firstFound() (in the order of import only), progressed(), and answered() or failed();
    /// after that counted().
    quint64 ask(const SampleFilter &filter, const SampleOrder &order);
    /// The counts of the question that was answered last, once more.
    void recount();

    static constexpr int firstRows = 64;

signals:
    void opened(const phi1::SharedCorpus &corpus);
    void openFailed(const QString &sentence);
    void refreshed(const phi1::SharedCorpus &corpus);
    void refreshFailed(const QString &sentence);
    void labelsPlaced(const QHash<phi1::SampleRow, phi1::RowLabel> &labels);
    void firstFound(quint64 question, const phi1::SharedContext &context,
                    const std::vector<phi1::SampleRow> &rows);
    /// Of scans: `searched` of `total` samples were looked at.
    void progressed(quint64 question, qint64 found, qint64 searched, qint64 total);
    void answered(quint64 question, const phi1::SharedContext &context,
                  const phi1::SampleHits &hits, qint64 milliseconds);
    void failed(quint64 question, const QString &sentence);
    void counted(quint64 question, const phi1::SampleFacets &facets);

private:
    struct Worker;
    /// Runs a function in the GUI thread unless another corpus was opened meanwhile.
    template<typename Function>
    void hand(quint64 corpus, Function function);
    void postFacets(quint64 question);

    quint64 m_corpus = 0; ///< ascends with open() and close()
    quint64 m_question = 0;
    std::mutex m_mutex;
    std::vector<std::pair<SampleRow, RowLabel>> m_changedLabels;
    std::unique_ptr<Worker> m_worker; ///< of the thread alone
    TaskThread m_thread;
};

} // namespace phi1
