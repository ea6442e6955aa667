// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "core/corpora/search/sample_filter.h"
#include "views/quality/quality_types.h"

namespace phi1 {

/// Looks at the scores of one corpus: how they are spread, what a threshold keeps and drops, where
/// two of them disagree, what forests were trained. Lives in the GUI thread and never blocks it:
/// files and columns belong to a thread of its own. Every question makes the earlier ones of its
/// kind obsolete; their answers never come.
class QualitySession final : public QObject
{
    Q_OBJECT
public:
    /// @param workspace  absolute folder
    explicit QualitySession(const QString &workspace, QObject *parent = nullptr);
    ~QualitySession() override;

    /// Then scoresLoaded(), or failed(). "" closes.
    void open(const QString &corpus, const SampleFilter &among = {});
    /// Looks at the files again: columns that grew, forests, labels. Then as open().
    void refresh();
    const QString &corpus() const { return m_corpus; }
    const SampleFilter &among() const { return m_among; }
    const QualityScores &scores() const { return m_scores; }

    void requestCut(const QualityCut &cut);
    void requestDisagreements(const QString &first, const QString &second);
    void requestForests();
    /// A text, then textLoaded() with the same place. Only the newest request of a place counts.
    void requestText(int place, SampleRow row);

    static constexpr int shownSamples = 60; ///< of each list
    static constexpr int textPlaces = 4;

signals:
    void scoresLoaded(const phi1::QualityScores &scores);
    void cutLoaded(const phi1::QualityCutResult &result);
    void disagreementsLoaded(const phi1::QualityDisagreements &disagreements);
    void disagreementsFailed(const QString &sentence);
    void forestsLoaded(const phi1::QualityForests &forests);
    void textLoaded(int place, phi1::SampleRow row, const QByteArray &text);
    void failed(const QString &sentence);

private:
    struct Worker;
    void load();

    QString m_workspace;
    QString m_corpus;
    SampleFilter m_among;
    QualityScores m_scores;
    quint64 m_opened = 0; ///< answers of an earlier corpus are dropped
    std::unique_ptr<Worker> m_worker;
};

} // namespace phi1
