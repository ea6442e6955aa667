// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample_texts.h"

namespace phi1 {

/// A member of a sample's cluster.
struct NearDuplicate {
    SampleRow row = noSample;
    double estimated = 0.0; ///< Jaccard index as the signatures tell it
    double exact = 0.0;     ///< as the texts tell it; NaN where they were not compared
};

/// The clusters that `phi1 duplicates` found, for one thread.
class NearDuplicates
{
public:
    /// NotFound, saying how to make them, where the pass never ended.
    static Result<NearDuplicates> open(const CorpusFiles &files);
    NearDuplicates(NearDuplicates &&) noexcept;
    NearDuplicates &operator=(NearDuplicates &&) noexcept;
    ~NearDuplicates();

    SampleRow rows() const; ///< samples that the pass saw; later ones have no cluster yet
    double threshold() const;
    /// Samples in the cluster of a row, itself included; 0: it is alone or was not seen. A pass
    /// over the column: 0.3 ms per million samples.
    std::size_t clusterSize(SampleRow row) const;
    /// The other members, most alike first; of larger clusters the `limit` that the signatures find
    /// most alike, which alone are compared by their texts.
    /// @param texts  null: no exact figures
    Result<std::vector<NearDuplicate>> of(SampleRow row, SampleTexts *texts,
                                          std::size_t limit = 100) const;

private:
    struct State;
    explicit NearDuplicates(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
