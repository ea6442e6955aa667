// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/runs/run_config.h"
#include "model/data/sequence_source.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// Where `builtin:` data gets to: what is being made, documents done and to do. False: stop.
using InputProgress =
    std::function<bool(const std::string &what, std::int64_t done, std::int64_t total)>;

/// The tokenizer a run works with: `ofCheckpoint` (of training.init_from) if there is one, else
/// data.tokenizer, else the one of the first prepared folder; null if the run is to train one on
/// its builtin data. Prepared folders made by another tokenizer, and a data.tokenizer that is not
/// the checkpoint's, are Incompatible, naming both.
Result<std::shared_ptr<const Tokenizer>>
chooseTokenizer(const RunConfig &config, std::shared_ptr<const Tokenizer> ofCheckpoint);

struct RunInputs {
    std::shared_ptr<const Tokenizer> tokenizer;
    std::vector<ResolvedInputs::Dataset> train;
    std::vector<ResolvedInputs::Dataset> validation;
};

/// Opens the prepared folders and makes what is missing of the builtin data under RUN/data, with
/// `tokenizer` or, if that is null, one trained on it. What is made is a pure function of the
/// configuration (generator version, seed, counts) and the tokenizer. Cancelled if `progress` said
/// so.
Result<RunInputs> prepareRunInputs(const RunConfig &config, const std::filesystem::path &run,
                                   std::shared_ptr<const Tokenizer> tokenizer,
                                   const InputProgress &progress);

/// Finds the inputs of a run again, making builtin data anew if it is gone, and checks their
/// content hashes.
/// @param tokenizer  null: the one that lies beside the data, or is trained anew
Result<RunInputs> restoreRunInputs(const RunRecord &record, const std::filesystem::path &run,
                                   std::shared_ptr<const Tokenizer> tokenizer,
                                   const InputProgress &progress);

/// The folders of `datasets`, those inside the run made absolute.
std::vector<SequenceSource::Input>
sequenceInputs(const std::vector<ResolvedInputs::Dataset> &datasets,
               const std::filesystem::path &run);
std::vector<std::filesystem::path>
datasetFolders(const std::vector<ResolvedInputs::Dataset> &datasets,
               const std::filesystem::path &run);

} // namespace phi1
