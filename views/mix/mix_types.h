// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

#include "core/mixing/recipe.h"
#include "core/mixing/training_set.h"

/// What the Mix page is told: values, copied between threads.
namespace phi1 {

/// What a source of a recipe would give now.
struct SourceCount {
    qint64 samples = 0;       ///< that pass its filter and are in no earlier source
    qint64 passing = 0;       ///< that pass its filter
    qint64 corpusSamples = 0; ///< of the corpus
    qint64 tokens = 0;        ///< of `samples`, as far as they are counted
    qint64 uncounted = 0;     ///< of `samples` whose tokens are not: `phi1 facts` did not get there
    /// Samples in it that an earlier source holds too, by the number of that source.
    QVector<qint64> inEarlier;
    QString tokenizer; ///< that counted the tokens, for people
    QString sentence;  ///< why there is no count, or why it is partial; empty: it is exact
    bool failed = false;

    bool operator==(const SourceCount &) const = default;
};

struct MixCounts {
    QVector<SourceCount> sources; ///< in the order of the recipe
    bool failed() const;          ///< any of them
    qint64 samples() const;
    qint64 tokens() const;
    qint64 uncounted() const;

    bool operator==(const MixCounts &) const = default;
};

struct SetList {
    QVector<std::shared_ptr<const TrainingSet>> sets; ///< newest first
    QStringList problems;                             ///< folders that cannot be read
};

struct SetDocument {
    QString hash;    ///< 32 digits
    qint64 row = -1; ///< in its corpus; -1: the corpus does not hold that text any more
    QString title;   ///< one line
};

/// The beginning of the list of documents of one part of a set.
struct SetDocuments {
    QString folder; ///< of the set
    int part = 0;
    bool validation = false;
    qint64 total = 0;
    QVector<SetDocument> documents;
    QString sentence; ///< why there are none
};

/// "recurs*, quality at least 0.6" of a filter, "all samples" of an empty one.
QString filterText(const SampleFilter &filter);

} // namespace phi1

Q_DECLARE_METATYPE(phi1::MixCounts)
Q_DECLARE_METATYPE(phi1::SetList)
Q_DECLARE_METATYPE(phi1::SetDocuments)
