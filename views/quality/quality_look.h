// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/sample_search.h"
#include "core/corpora/store/sample_store.h"
#include "core/jobs/workspace.h"
#include "views/quality/quality_types.h"

namespace phi1 {

/// The scores of an open corpus, for one thread. See QualitySession.
class QualityLook
{
public:
    /// Errors as openLabelledView(); Usage for a filter that does not fit the corpus.
    static Result<QualityLook> open(const Workspace &workspace, const std::string &corpus,
                                    const SampleFilter &among, const std::stop_token &stop);

    const QualityScores &scores() const { return m_scores; }
    /// NotFound for a key that is no column of numbers; Cancelled.
    Result<QualityCutResult> cut(const QualityCut &cut, std::size_t shown,
                                 const std::stop_token &stop) const;
    Result<QualityDisagreements> disagreements(const QString &first, const QString &second,
                                               std::size_t shown,
                                               const std::stop_token &stop) const;
    QualityForests forests() const;
    Result<QByteArray> text(SampleRow row) const;

private:
    QualityLook(Workspace workspace, SampleSearch search, SampleStore store);
    std::vector<float> numbersOf(const Column &column) const; ///< [rows]; NaN: none
    const Column *numberColumn(const QString &key) const;
    void addHeads(QVector<QualityEntry> &entries) const;

    Workspace m_workspace;
    std::unique_ptr<SampleSearch> m_search;
    std::unique_ptr<SampleStore> m_store;
    std::vector<SampleRow> m_rows; ///< that pass the filter, ascending
    QualityScores m_scores;
};

} // namespace phi1
