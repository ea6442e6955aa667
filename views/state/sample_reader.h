// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QStringList>

#include "views/state/sample_context.h"
#include "views/state/task_thread.h"

namespace phi1 {

/// Reads samples and lists from disk, in a thread of its own. The newest question of each kind is
/// answered, by signals in the GUI thread. Labels and notes are not filled in: the session has
/// them.
class SampleReader final : public QObject
{
    Q_OBJECT
public:
    explicit SampleReader(QObject *parent = nullptr);
    ~SampleReader() override;

    void listCorpora(const QString &folder); ///< then corporaListed()
    /// Then pageRead(). @param generation  of the list, handed back
    void readPage(const SharedContext &context, quint64 generation, int page,
                  std::vector<SampleRow> rows);
    /// Then sampleRead() or sampleFailed() with this number.
    void readSample(const SharedContext &context, quint64 request, SampleRow row);
    /// The same, beside it.
    void readOther(const SharedContext &context, quint64 request, SampleRow row);
    /// Then similarRead().
    void readSimilar(const SharedCorpus &corpus, SampleRow row);
    /// Drops what was asked about a corpus.
    void drop();

signals:
    void corporaListed(const QStringList &names);
    void pageRead(quint64 generation, int page, const QVector<phi1::SampleEntry> &entries);
    void pageFailed(quint64 generation, int page, const QString &sentence);
    void sampleRead(quint64 request, const phi1::SamplePage &page);
    void sampleFailed(quint64 request, phi1::SampleRow row, const QString &sentence);
    void similarRead(const phi1::SimilarSamples &similar);

private:
    struct Worker;
    template<typename Function>
    void hand(Function function)
    {
        QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
    }
    void postSample(int kind, const SharedContext &context, quint64 request, SampleRow row);

    std::unique_ptr<Worker> m_worker; ///< of the thread alone
    TaskThread m_thread;
};

} // namespace phi1
