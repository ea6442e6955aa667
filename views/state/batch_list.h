// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QAbstractListModel>

#include "views/state/samples_types.h"

namespace phi1 {

class WorkspaceSession;

/// A document, or the piece of one, in a batch.
struct BatchDocument {
    int sequence = 0;      ///< 0-based, of the batch
    qint64 firstToken = 0; ///< of the sequence
    qint64 tokens = 0;
    qint64 document = -1;       ///< of the prepared set, -1: not known
    qint64 firstInDocument = 0; ///< token of the document that the piece begins with
    QString source;             ///< corpus or file, of the prepared set
    qint64 indexInSource = -1;  ///< row of the corpus, where `source` is one
    QString title;
    QByteArray text;             ///< of the piece, byte for byte
    double loss = unknownFigure; ///< mean over its tokens under measure()'s checkpoint, nats
    SampleTokens pieces;         ///< tokens of `text`
    QVector<float> losses;       ///< of each token, NaN where there is none; empty: not measured
};

/// The documents that a step of a run was trained on, with their texts, and what a checkpoint makes
/// of each. Lives in the GUI thread and never blocks it.
class BatchList final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        DocumentRole = Qt::UserRole, ///< BatchDocument
        TitleRole,                   ///< Qt::DisplayRole, too
        SourceRole,
        TokensRole, ///< qlonglong
        LossRole,   ///< double; invalid without
    };
    Q_ENUM(Role)

    explicit BatchList(WorkspaceSession &workspace, QObject *parent = nullptr);
    ~BatchList() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    const BatchDocument &document(int index) const;

    QString run() const;
    qint64 step() const;
    bool isLoading() const;
    QString problem() const; ///< one sentence, empty: none
    /// Reads the batch; then changed(). An earlier question is dropped.
    void open(const QString &runId, qint64 step);
    void close();

    /// Measures all documents, each within its sequence as in training; lossChanged() tells how far
    /// it is. Another checkpoint, open() or cancelMeasure() ends it.
    void measure(const CheckpointChoice &checkpoint);
    void cancelMeasure();
    bool isMeasuring() const;
    int measured() const; ///< documents
    CheckpointChoice checkpoint() const;
    QString measureProblem() const;
    /// By loss, the highest first; what is not measured last. Else as in the batch.
    void setSortedByLoss(bool sorted);
    bool isSortedByLoss() const;

signals:
    void changed(); ///< other documents, loading or a problem
    void lossChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1

Q_DECLARE_METATYPE(phi1::BatchDocument)
