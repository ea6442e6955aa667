// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "core/corpora/search/sample_filter.h"
#include "views/state/samples_types.h"

namespace phi1 {

/// What the facets do to a filter. A column has at most one entry, and none that lets everything
/// pass.
inline namespace filter_edit {

const NumberFilter *numberFilter(const SampleFilter &filter, const QString &column); ///< null: none
const CategoryFilter *categoryFilter(const SampleFilter &filter, const QString &column);

/// Infinite bounds are open; both open take the filter away.
void setNumberFilter(SampleFilter &filter, const QString &column, double low, double high);
/// Whether samples without a value pass as well; nothing without a filter of the column.
void setWithMissing(SampleFilter &filter, const QString &column, bool pass);

bool passesName(const SampleFilter &filter, const QString &column, const QString &name);
void setNamePasses(SampleFilter &filter, const QString &column, const QString &name, bool pass);
void clearColumn(SampleFilter &filter, const QString &column);
void clearFacets(SampleFilter &filter);     ///< all but what is searched for
int facetCount(const SampleFilter &filter); ///< how many clearFacets() would take away

/// One of these in words, to be shown and taken away.
struct FilterChip {
    QString column; ///< "" of near-duplicates
    QString text;   ///< "Quality 0.60 to 1", "Topic recursion, trees and graphs"

    bool operator==(const FilterChip &) const = default;
};
/// In the order of the filter. Titles are those of the facets; a column that has none is named by
/// its key.
QVector<FilterChip> filterChips(const SampleFilter &filter);
void removeChip(SampleFilter &filter, const FilterChip &chip);

/// "at least 0.60", "64 to 2 000", as a chip says it.
QString rangeText(double low, double high);
/// A name of a category as it is shown: labels are translated, "" is "none".
QString nameText(const QString &column, const QString &name);

} // namespace filter_edit
} // namespace phi1
