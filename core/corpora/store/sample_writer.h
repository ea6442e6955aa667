// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

/// What became of a text.
struct AddedSample {
    SampleRow row = noSample; ///< of the text
    bool isNew = false;       ///< false: the text was there already; the copy was noted
    bool idMetBefore = false; ///< another text has the same externalId
};

/// What is known of a text before it is added, so that another thread can find it out.
struct TextFacts {
    SampleHash hash;
    bool validUtf8 = true;
    bool hasNul = false;
    std::uint32_t lines = 0; ///< line breaks, and one more if the last line has none
};
TextFacts factsOfText(std::string_view text);

/// What tells one state of a file from another.
struct InputIdentity {
    std::uint64_t size = 0;
    std::int64_t modified = 0; ///< ns since the epoch
    std::uint64_t inode = 0;
    std::string mapping; ///< how fields were read: another mapping makes other samples

    bool operator==(const InputIdentity &) const = default;
};

/// Where in an input reading goes on.
struct InputPosition {
    std::uint64_t offset = 0; ///< bytes of the decompressed file, or rows of a table
    std::uint64_t line = 0;   ///< lines before it

    bool operator==(const InputPosition &) const = default;
};

/// The one writer of a corpus. What is added becomes visible and durable (SIGKILL; all but the last
/// moments also where the power fails) with commit(); what was not committed is gone.
/// One thread.
class SampleWriter
{
public:
    /// Makes the corpus if there is none. Takes the CorpusLock (Busy). Incompatible for a newer
    /// version, Corrupt for another program's file; both stay as they are. Columns that a crash
    /// left shorter or longer than the database are mended.
    static Result<SampleWriter> open(const CorpusFiles &files, std::string_view command);
    SampleWriter(SampleWriter &&) noexcept;
    SampleWriter &operator=(SampleWriter &&) noexcept;
    ~SampleWriter();

    SampleRow rows() const; ///< with those not committed yet
    std::optional<SampleRow> rowOfHash(const SampleHash &hash) const;

    /// Begins a batch if none is open. Usage for a text that is empty.
    Result<AddedSample> add(std::string_view text, const SampleOrigin &origin);
    Result<AddedSample> add(std::string_view text, const TextFacts &facts,
                            const SampleOrigin &origin);
    /// Batches should take 100 ms: readers see nothing earlier, and a signal waits for the end.
    Result<void> commit();

    /// Of imports. The input's row, made or (identity or mapping changed, or it was finished) begun
    /// anew; `position` is where to go on.
    struct OpenInput {
        ImportInput input;
        InputPosition position;
        InputIdentity identity;
    };
    Result<OpenInput> openInput(const std::string &path, const InputIdentity &identity);
    Result<std::vector<OpenInput>> inputs() const;    ///< as they were committed last
    Result<void> updateInput(const OpenInput &input); ///< with the batch
    /// Counts it in `input`, and keeps the message of the first 1000.
    Result<void> addProblem(OpenInput &input, std::uint64_t line, std::string_view message);

    const CorpusFiles &files() const;

private:
    struct State;
    explicit SampleWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Where reading an input goes on whose state is now `identity`: at its beginning unless it was
/// interrupted and is the same file, read in the same way.
InputPosition positionOf(const SampleWriter::OpenInput &known, const InputIdentity &identity);

} // namespace phi1
