// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "app/phi1/command_line.h"
#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/synthesis/api_key.h"
#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// FOLDER/synthesis.json, version 1: what a start needs besides the plan to go on with a job.
struct SynthesisRecord {
    std::filesystem::path workspace; ///< absolute
    std::string corpus;
    bool keyUsed = false; ///< an earlier start had a key: one without is not worth a request
};
/// NotFound where the folder has none.
Result<SynthesisRecord> readSynthesisRecord(const std::filesystem::path &job);
Result<void> writeSynthesisRecord(const std::filesystem::path &job, const SynthesisRecord &record);

/// What one start of `phi1 synthesize` works with.
struct SynthesisStart {
    SynthesisSpec spec;
    SynthesisRecord record;
    CorpusFiles corpus;
    std::filesystem::path job; ///< absolute
    ApiKey key;
    OutputOptions output;
};

/// The spec of a job folder, plan.toml; NotFound where it has none.
Result<SynthesisSpec> readSynthesisPlan(const std::filesystem::path &job);
/// Writes the plan, or lets it go on: Incompatible if the folder's plan has other prompts.
Result<void> settleSynthesisPlan(const SynthesisStart &start);

/// The work, as a job in its folder. NotFound …: see synthesize(). A missing key ends it Paused and
/// is an error too.
Result<void> runSynthesis(SynthesisStart &&start);

/// runSynthesis() in a process of its own that outlives this one, with its output in the job's log.
/// Returns when that process has the job, with its error if it does not get it. To be called before
/// there are threads.
Result<void> detachSynthesis(SynthesisStart &&start);

} // namespace phi1
