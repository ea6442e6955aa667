// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

#include "core/corpora/search/sample_facets.h"
#include "core/corpora/search/sample_filter.h"
#include "core/corpora/search/sample_hits.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample.h"
#include "views/state/compare_types.h"

/// What the pages about samples are told: values, copied between threads.
namespace phi1 {

/// [begin, end): bytes of a text, or characters (UTF-16) of a QString.
struct TextSpan {
    qint64 begin = 0;
    qint64 end = 0;

    bool operator==(const TextSpan &) const = default;
};

/// What somebody thinks of a sample.
inline constexpr int noLabel = 0;
inline constexpr int firstLabel = 1; ///< "discard"
inline constexpr int lastLabel = 5;  ///< "textbook"
/// "discard", "weak", "usable", "good", "textbook", translated; "" of noLabel. As they stand in
/// filters: labelNames of core/corpora/search/label_names.h.
QString labelText(int label);

/// A property that samples can be sorted and filtered by.
struct SampleColumn {
    QString key; ///< columnKey, "score.NAME", "loss.NAME"
    ColumnType type = ColumnType::Number;
    SampleRow rows = 0; ///< that have been looked at; fewer than the corpus has: partial
    QString title;      ///< translated: "Source", "Length, tokens"; of scores their NAME
    QString facts;      ///< JSON object: program, model, fingerprint, … that made it

    bool operator==(const SampleColumn &) const = default;
};
/// "Source", "Length, tokens", … of a column's key, translated.
QString columnTitle(const QString &key);

/// A corpus as a whole.
struct CorpusFacts {
    QString name;
    SampleRow samples = 0;
    qint64 bytes = -1;        ///< of all texts; -1: not known
    qint64 tokens = -1;       ///< -1: `phi1 facts` did not run yet
    SampleRow tokensRows = 0; ///< samples that `tokens` counts; fewer than `samples`: partial
    QVector<SampleColumn> columns;
    QStringList problems; ///< sentences: columns that are damaged and left out

    bool operator==(const CorpusFacts &) const = default;
    const SampleColumn *column(const QString &key) const; ///< null: there is none
};

/// How far the question has been answered.
struct SearchState {
    enum class Stage {
        Closed,    ///< no corpus
        Opening,   ///< of the corpus
        Searching, ///< `found` grows
        Partial,   ///< at its end, but not all could be looked at: `sentence` says why
        Done,
        Failed, ///< `sentence` says what was found, what was expected and what to do
    };
    Stage stage = Stage::Closed;
    qint64 found = 0;         ///< samples that pass; a floor while Searching or Partial
    qint64 milliseconds = -1; ///< from the question to its answer in full
    QString sentence;         ///< of Partial and Failed
    /// Beside an answer: "too common to rank", samples at which a regular expression gave up.
    QString remark;

    bool operator==(const SearchState &) const = default;
};

/// One row of the list.
struct SampleEntry {
    SampleRow row = noSample;
    QString title;   ///< one line; control characters are U+FFFD, as in `excerpt`
    QString excerpt; ///< one line, around the first hit if there is one
    QVector<TextSpan> titleHits, excerptHits; ///< characters
    QString source, kind, topic, audience;
    qint64 tokens = -1;
    qint64 bytes = 0;
    int label = noLabel;
    bool hasNote = false;
    double sortValue = unknownFigure; ///< of the column that the list is sorted by
    quint32 copies = 0;
    bool isCode = false;    ///< the title is code: shown in the code font
    bool isDamaged = false; ///< bytes that are no UTF-8, or NULs

    bool operator==(const SampleEntry &) const = default;
};

/// A value of a sample in a column.
struct SampleValue {
    QString key, title;
    ColumnType type = ColumnType::Number;
    double number = unknownFigure; ///< of Number and Count; NaN: none
    QString name;                  ///< of Category

    bool operator==(const SampleValue &) const = default;
};

/// A sample in full.
struct SamplePage {
    std::shared_ptr<const Sample> sample; ///< never null in what is told
    QVector<TextSpan> hits;               ///< bytes of the text, ascending
    QVector<SampleValue> values;          ///< of the columns that have one, in their order
    int nearDuplicates = -1;              ///< others in its cluster; -1: not looked for
    int label = noLabel;
    QString note;

    const SampleValue *value(const QString &key) const; ///< null: none
};

/// A sample that says nearly the same.
struct SimilarSample {
    SampleRow row = noSample;
    QString title;
    double estimated = unknownFigure; ///< Jaccard index, of the signatures
    double exact = unknownFigure;     ///< of the texts' shingles
    std::shared_ptr<const Sample> sample;
};
struct SimilarSamples {
    SampleRow row = noSample; ///< of which
    QVector<SimilarSample> others;
    QString sentence; ///< why there are none, or not all: "`phi1 duplicates` did not run yet"
};

/// A text cut into tokens: token i is bytes [begins[i], begins[i + 1]) of the text.
struct SampleTokens {
    QString tokenizer; ///< folder
    QString fingerprint;
    QVector<qint32> ids;
    QVector<qint64> begins; ///< one more than ids

    bool isEmpty() const { return ids.isEmpty(); }
};

/// What a checkpoint, or two, make of a text.
struct SampleLossMap {
    SampleTokens tokens;
    /// Nats of each token given those before it; NaN of the first one, which nothing predicts.
    QVector<float> loss;
    QVector<float> otherLoss; ///< of the second checkpoint; empty: there is only one
    CheckpointChoice checkpoint, other;
    QString fingerprint, otherFingerprint; ///< of the weights; empty: not known yet
    int predicted = 0;                     ///< tokens that have a loss
    double mean = unknownFigure;           ///< over those, nats
    double otherMean = unknownFigure;
    /// Why numbers are not what one context would give: "longer than the context of 2 048 tokens:
    /// read in 3 windows, …"; empty if they are.
    QString sentence;
};

} // namespace phi1

Q_DECLARE_METATYPE(phi1::CorpusFacts)
Q_DECLARE_METATYPE(phi1::SearchState)
Q_DECLARE_METATYPE(phi1::SampleEntry)
Q_DECLARE_METATYPE(phi1::SamplePage)
Q_DECLARE_METATYPE(phi1::SampleFacets)
Q_DECLARE_METATYPE(phi1::SimilarSamples)
Q_DECLARE_METATYPE(phi1::SampleTokens)
Q_DECLARE_METATYPE(phi1::SampleLossMap)
