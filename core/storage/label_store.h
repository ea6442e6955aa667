// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// What somebody thinks of a sample.
struct StoredLabel {
    std::array<std::uint8_t, 16> hash{}; ///< of the sample's text, as SampleHash has it
    int label = 0; ///< 1 discard, 2 weak, 3 usable, 4 good, 5 textbook; 0: none
    std::string note;
    double changedAt = 0; ///< unix seconds
    /// Ascends with every change in the workspace, whichever program makes it.
    std::int64_t change = 0;

    bool operator==(const StoredLabel &) const = default;
};

/// Labels and notes of samples in WORKSPACE/workbench.db, by corpus and hash of the text: a corpus
/// that is imported anew has its labels. Opening, durability and refusals are those of
/// WorkbenchDatabase: a change is on disk when the call returns.
class LabelStore
{
public:
    static constexpr int lowest = 1;
    static constexpr int highest = 5;
    static constexpr std::size_t longestNote = 1 << 20; ///< bytes

    static Result<LabelStore> open(const std::filesystem::path &file);
    /// For programs that only look: NotFound without a file, nothing is made or changed. An older
    /// schema has no labels, which is not an error.
    static Result<LabelStore> openToRead(const std::filesystem::path &file);
    LabelStore(LabelStore &&) noexcept;
    LabelStore &operator=(LabelStore &&) noexcept;
    ~LabelStore();

    using Hash = std::array<std::uint8_t, 16>;
    /// Those of a corpus that have a label or a note, in the order of their changes.
    Result<std::vector<StoredLabel>> all(const std::string &corpus) const;
    /// What changed after `change`, in order, also what lost its label and note: 0 gives everything
    /// that was ever set.
    Result<std::vector<StoredLabel>> changedSince(const std::string &corpus,
                                                  std::int64_t change) const;
    Result<std::optional<StoredLabel>> find(const std::string &corpus, const Hash &hash) const;

    /// 0 takes the label away; the note stays. Usage for another number.
    Result<StoredLabel> set(const std::string &corpus, const Hash &hash, int label);
    /// "" takes it away. Usage above longestNote.
    Result<StoredLabel> setNote(const std::string &corpus, const Hash &hash,
                                const std::string &note);

    bool isReadOnly() const;

private:
    struct State;
    explicit LabelStore(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
