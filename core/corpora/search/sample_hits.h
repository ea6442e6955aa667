// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/search/row_set.h"

namespace phi1 {

/// In which order hits are listed. Equal ones follow in the order of import.
struct SampleOrder {
    enum class By {
        Document,  ///< order of import
        Relevance, ///< bm25 of FTS5, the best first; words only, and only below relevanceLimit hits
        Column,    ///< a Number, Count or Category (by name); samples without a value come last
    };
    By by = By::Document;
    std::string column;
    bool descending = false;

    bool operator==(const SampleOrder &) const = default;
};
/// More hits than this are too common to rank.
inline constexpr SampleRow relevanceLimit = 50'000;

/// "document", "relevance", "KEY" or "-KEY" (descending).
std::string toText(const SampleOrder &order);
SampleOrder sampleOrderFromText(std::string_view text);

/// The answer to a question: which samples, in which order. A value; what it shares is immutable,
/// so that any thread may read it.
class SampleHits
{
public:
    SampleHits() = default;
    SampleHits(std::shared_ptr<const RowSet> set, std::vector<SampleRow> rows, SampleOrder order);

    SampleRow total() const { return static_cast<SampleRow>(m_rows->size()); }
    /// All hits in their order; a page is a part of it.
    std::span<const SampleRow> rows() const { return *m_rows; }
    SampleRow at(SampleRow rank) const { return (*m_rows)[rank]; }
    bool contains(SampleRow row) const { return m_set->contains(row); }
    const RowSet &set() const { return *m_set; }
    /// Place of a row in the list, from 0; noSample if it is no hit. A pass over the list at worst.
    SampleRow rankOf(SampleRow row) const;
    const SampleOrder &order() const { return m_order; }

    /// Whether all samples were looked at, so that total() is the total of the whole set.
    bool isExact() const { return m_partial.empty(); }
    /// Why not: "partial: 120 000 of 1 000 000 samples were searched".
    const std::string &partial() const { return m_partial; }
    /// Something to say beside an exact answer: "too common to rank: …"; empty: nothing.
    const std::string &remark() const { return m_remark; }
    /// Samples at which a regular expression gave up: neither hit nor miss.
    SampleRow gaveUp() const { return m_gaveUp; }

    void setPartial(std::string why) { m_partial = std::move(why); }
    void setRemark(std::string remark) { m_remark = std::move(remark); }
    void setGaveUp(SampleRow samples) { m_gaveUp = samples; }

private:
    std::shared_ptr<const RowSet> m_set = std::make_shared<RowSet>();
    std::shared_ptr<const std::vector<SampleRow>> m_rows =
        std::make_shared<std::vector<SampleRow>>();
    SampleOrder m_order;
    std::string m_partial, m_remark;
    SampleRow m_gaveUp = 0;
};

} // namespace phi1
