// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// The texts of a corpus for whoever works through all of them: one object a thread.
class SampleTexts
{
public:
    virtual ~SampleTexts() = default;

    /// Gives the texts of rows [first, end) in their order to `take`, until it returns false; rows
    /// beyond the last sample are left out. A text is valid during its call only.
    virtual Result<void> read(SampleRow first, SampleRow end,
                              const std::function<bool(SampleRow, std::string_view)> &take) = 0;
};

/// Called once by each thread that reads.
using OpenSampleTexts = std::function<Result<std::unique_ptr<SampleTexts>>()>;

/// Those of a corpus' database, with a connection for each.
OpenSampleTexts textsOfCorpus(const CorpusFiles &files);

} // namespace phi1
