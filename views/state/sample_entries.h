// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/corpora/search/hit_spans.h"
#include "core/corpora/store/sample_store.h"
#include "views/state/sample_context.h"

namespace phi1 {

/// Of a text, what a row of the list is made from: hits further on are not shown in it.
inline constexpr std::size_t entryTextBytes = 32 << 10;

/// A line with its hits.
struct EntryLine {
    QString text;
    QVector<TextSpan> hits; ///< characters
};
/// Bytes of UTF-8 as characters (UTF-16).
EntryLine entryLine(const HitExcerpt &excerpt);

struct EntryTitle {
    QString text;
    QVector<TextSpan> hits;
    std::size_t textFrom = 0; ///< bytes of the text that the title took
    bool isCode = false;
};
/// The title of a sample, else the first line of its text that says something. Where the text
/// begins with its title, that line is taken, too.
/// @param filter  null: no hits
EntryTitle titleOf(std::string_view title, std::string_view text,
                   const CompiledFilter *filter = nullptr);

SampleEntry entryOf(const SampleContext &context, const SampleHead &head);
/// What columns say of a sample; hashes are left out.
QVector<SampleValue> valuesOf(const CorpusView &view, SampleRow row);

} // namespace phi1
