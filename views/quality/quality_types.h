// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <optional>

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

#include "core/corpora/search/sample_facets.h"
#include "core/corpora/store/sample.h"
#include "core/quality/cross_validation.h"

/// What the page about quality is told: values, copied between threads.
namespace phi1 {

/// A column of numbers that can be cut by: a score, a loss, a static fact.
struct QualityScore {
    enum class Kind { FastText, Forest, Loss, Fact, Other };
    QString key;   ///< of the column
    QString title; ///< "textbook-quality", "Length, tokens"
    Kind kind = Kind::Other;
    QString origin;     ///< file or checkpoint it comes from; "" of facts
    SampleRow rows = 0; ///< looked at, of all samples of the corpus
    NumberFacet spread;

    bool isPartial(SampleRow samples) const { return rows < samples; }
};

/// The scores of a corpus, among the samples that a filter left.
struct QualityScores {
    QString corpus;
    SampleRow samples = 0;  ///< of the corpus
    SampleRow among = 0;    ///< of these, pass the filter
    bool hasTokens = false; ///< all of `among` have been counted; else shares are of bytes
    QVector<QualityScore> scores;
    QString remark; ///< columns that are damaged and left out, a filter that says nothing here

    const QualityScore *find(const QString &key) const;
};

/// One sample as lists show it.
struct QualityEntry {
    SampleRow row = noSample;
    QString title;
    QString excerpt;
    double value = std::numeric_limits<double>::quiet_NaN();
    double second = std::numeric_limits<double>::quiet_NaN(); ///< of the other scorer
    double rank = 0, secondRank = 0; ///< shares of samples below, of disagreements
    int label = 0;
};

/// Where a score is cut: samples with a value from low to high are kept.
struct QualityCut {
    enum class Show {
        Nearest, ///< those that a small move of the threshold would change
        Random,
    };
    QString key;
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    Show show = Show::Nearest;
    quint32 seed = 1; ///< of Random

    bool operator==(const QualityCut &) const = default;
};

/// What a cut does.
struct QualityCutResult {
    QualityCut cut;
    qint64 kept = 0, dropped = 0, missing = 0; ///< samples; missing: without a value, dropped too
    double keptTokens = 0, allTokens = 0;      ///< or bytes, see QualityScores::hasTokens
    QVector<QualityEntry> keptSamples, droppedSamples;
};

struct QualityDisagreements {
    QString first, second;                                         ///< keys
    qint64 samples = 0;                                            ///< that have both
    double correlation = std::numeric_limits<double>::quiet_NaN(); ///< Spearman's
    double meanDifference = 0;     ///< of ranks; 1/3 if the scores know nothing of each other
    QVector<QualityEntry> entries; ///< the largest difference first
};

/// A forest as its report tells.
struct QualityForest {
    QString name;
    QString checkpoint; ///< whose embeddings
    qint64 samples = 0; ///< it was trained on
    int goodFrom = 4;   ///< labels from here on are good
    ForestReport report;
    QVector<QualityEntry> doubtful; ///< labels that the forest contradicts; value: its share
};

/// What is there of the paper's filter for a corpus.
struct QualityForests {
    QVector<QualityForest> forests;
    QStringList otherNames; ///< of forests of other corpora
    /// Samples to label next, of the newest list; value: share of trees that vote for good.
    QVector<QualityEntry> suggestions;
    bool hasSuggestions = false;
    struct Embeddings {
        QString name, checkpoint;
        qint64 samples = 0;
    };
    QVector<Embeddings> embeddings;
    QString remark; ///< reports that cannot be read
};

} // namespace phi1
