// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "model/data/token_dataset.h"

namespace phi1 {

class Tokenizer;

/// Which part a document belongs to: a pure function of its text and the fraction, so that the same
/// document lands on the same side in every corpus, and a document of the validation part at a
/// small fraction stays there at a larger.
Split splitOfDocument(std::string_view text, double validationFraction);

/// Writes a prepared folder (layout: token_dataset.h) document by document, in bounded memory. The
/// folder appears under its name only by finish(); without it, everything written is removed.
class TokenDatasetWriter
{
public:
    struct Document {
        std::span<const std::int32_t> tokens; ///< without <|endoftext|>, which the writer adds
        std::string_view text;                ///< decides the part
        std::string_view source;
        std::uint64_t indexInSource = 0;
        std::optional<Split> split; ///< overrules the text
    };

    /// Usage if `folder` exists already or the fraction is not in [0, 1); Io if it cannot be
    /// written.
    static Result<TokenDatasetWriter> create(const std::filesystem::path &folder,
                                             const Tokenizer &tokenizer, double validationFraction);
    TokenDatasetWriter(TokenDatasetWriter &&) noexcept;
    TokenDatasetWriter &operator=(TokenDatasetWriter &&) noexcept;
    ~TokenDatasetWriter();

    /// Incompatible if a token is not below the tokenizer's vocabulary; Io when the disk is full.
    Result<void> add(const Document &document);
    /// Completes the files on the disk and gives the folder its name.
    Result<TokenDatasetManifest> finish();

private:
    struct State;
    explicit TokenDatasetWriter(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace phi1
