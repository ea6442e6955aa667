// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

/// What a comparison of completions remembers. Values only; texts are bytes as the model wrote
/// them, which need not be UTF-8. Two records are equal if every byte and every bit of a number is
/// (any NaN equals any other).

namespace phi1 {

/// How tokens are drawn.
struct SamplingSettings {
    double temperature = 0; ///< 0: greedy
    int topK = 0;           ///< 0: off
    double topP = 1;        ///< 1: off
    double minP = 0;        ///< 0: off
    double repetitionPenalty = 1;
    int maxTokens = 160;
    std::uint64_t seed = 17;
    std::vector<std::string> stop;
    bool stopAtEnd = true; ///< end at the end-of-text token
    int samples = 1;

    bool operator==(const SamplingSettings &other) const;
};

/// One candidate for the place of a token.
struct AlternativeRecord {
    std::int32_t id = 0;
    std::string bytes;
    float logProbability = 0; ///< natural logarithm, of the distribution before sampling settings

    bool operator==(const AlternativeRecord &other) const;
};

struct TokenRecord {
    std::int32_t id = 0;
    std::string bytes; ///< may be part of a UTF-8 character
    float logProbability = 0;
    std::vector<AlternativeRecord> top; ///< the most likely first; empty: not asked for

    bool operator==(const TokenRecord &other) const;
};

enum class CompletionState { Complete, Cancelled, Failed };

/// One text written by one checkpoint: a sample, or a branch of another one of the same pane.
struct CompletionRecord {
    int id = 0;      ///< unique within the pane
    int sample = 0;  ///< 0-based
    int parent = -1; ///< id of the completion that this one branched off, below its own; -1: none
    std::int64_t branchIndex = -1; ///< index of the token that was forced
    std::int32_t forcedToken = -1;

    std::vector<TokenRecord> tokens; ///< of a branch: from the beginning, the shared ones too
    std::string text;   ///< what is shown; shorter than the tokens where a stop string was cut off
    std::string finish; ///< "stop", "length", "cancelled"; empty where it failed
    std::string stopString;
    CompletionState state = CompletionState::Complete;
    std::string error; ///< one sentence where it failed

    double startedAt = 0;        ///< unix seconds
    double queuedSeconds = 0;    ///< waited before the first computation
    double timeToFirstToken = 0; ///< seconds; 0: no token came
    double tokensPerSecond = 0;
    double promptTokensPerSecond = 0;
    std::int64_t promptTokens = 0;
    std::int64_t memoryBytes = 0;
    std::int64_t drafted = 0; ///< tokens proposed by prompt lookup, and those that held
    std::int64_t accepted = 0;

    bool operator==(const CompletionRecord &other) const;
};

/// One checkpoint of a comparison with what it wrote.
struct PaneRecord {
    std::string modelName;
    std::string path;
    std::string stage; ///< "pretrained", "finetuned" or empty
    std::string run;   ///< identity of the run, empty: a folder of its own
    std::int64_t step = -1;
    std::string dtype;
    std::string device;
    std::string kernels;
    std::string fingerprint; ///< of the weights that were loaded; empty: not known
    std::string tokenizer;   ///< hash of the tokenizer; empty: not known
    SamplingSettings settings;
    std::vector<CompletionRecord> completions;
    int shown = 0; ///< id of the completion that was on view

    bool operator==(const PaneRecord &other) const = default;
};

struct ComparisonRecord {
    std::int64_t id = 0; ///< of the store; 0: not stored
    std::string title;
    std::string prompt;
    std::string promptEntry; ///< id of the library's prompt, empty: typed
    double createdAt = 0;    ///< unix seconds
    std::string warning;     ///< such as "A and B hold the same weights"; empty: none
    bool blind = false;
    std::vector<PaneRecord> panes;

    bool operator==(const ComparisonRecord &other) const = default;
};

/// A prompt of the library.
struct PromptEntry {
    std::string id; ///< of built-in ones a name, of the user's "user:NUMBER"
    std::string group;
    std::string title;
    std::string text;
    std::string note; ///< what the situation shows
    bool builtin = false;

    bool operator==(const PromptEntry &other) const = default;
};

/// One completion of a grid.
struct SetCell {
    int row = 0;    ///< index of the prompt
    int column = 0; ///< index of the checkpoint
    CompletionRecord completion;

    bool operator==(const SetCell &other) const = default;
};

/// A set of prompts run over several checkpoints, or one prompt along the checkpoints of a run.
struct SetRunRecord {
    std::int64_t id = 0;
    std::string title;
    double createdAt = 0;
    std::vector<PromptEntry> prompts;
    std::vector<PaneRecord> columns; ///< without completions
    std::vector<SetCell> cells;      ///< by row, then column; those not run yet are missing

    bool operator==(const SetRunRecord &other) const = default;
};

/// The cell, null where it was not run yet.
const CompletionRecord *cellOf(const SetRunRecord &run, int row, int column);

/// One row of a grid as a comparison: columns without a cell become panes without a completion.
ComparisonRecord comparisonOfRow(const SetRunRecord &run, int row);

/// What makes a record one: its time is finite; ids of completions are unique within their pane and
/// not negative, a parent's is below that of its branch; cells of a grid lie within it, each once,
/// and its columns have no completions of their own. Corrupt, naming the place.
Result<void> checkRecord(const ComparisonRecord &record);
Result<void> checkRecord(const SetRunRecord &run);

/// The completion with this id, null if there is none.
const CompletionRecord *completionOf(const PaneRecord &pane, int id);
/// The one that was on view, else the first one, else null.
const CompletionRecord *shownCompletion(const PaneRecord &pane);

/// "greedy, seed 17", "T 0.8, top-p 0.95, seed 17": what makes outputs differ, in a few words.
std::string settingsText(const SamplingSettings &settings);

/// The version of the JSON formats below; files of another one are Incompatible.
inline constexpr int comparisonFormat = 1;

/// {"format":"phi1-comparison","version":1,…} without loss: bytes of tokens in base64, texts that
/// are not UTF-8 as {"base64":…}, log-probabilities so that they read back bit-equal, those that
/// are not finite as strings.
Json toJson(const ComparisonRecord &record);
/// {"format":"phi1-set-run","version":1,…}
Json toJson(const SetRunRecord &record);

/// Reads what toJson() wrote, possibly changed by hand or by an enemy: missing keys take their
/// defaults, unknown ones are skipped; a wrong type, a number out of range or a list that is too
/// long is Corrupt, naming the place.
Result<ComparisonRecord> comparisonFromJson(const Json &json);
Result<ComparisonRecord> parseComparison(std::string_view text);
Result<SetRunRecord> setRunFromJson(const Json &json);
Result<SetRunRecord> parseSetRun(std::string_view text);

Json toJson(const SamplingSettings &settings);
Result<SamplingSettings> samplingSettingsFromJson(const Json &json);

} // namespace phi1
