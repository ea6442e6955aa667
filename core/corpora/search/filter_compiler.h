// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/sample_search.h"

namespace phi1 {

/// Understands filters: SampleSearch::compile().
class FilterCompiler
{
public:
    static Result<CompiledFilter> compile(const CorpusView &view, const SampleFilter &filter);
};

} // namespace phi1
