// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "model/formats/fasttext/dictionary.h"
#include "model/formats/fasttext/output_layer.h"
#include "model/formats/fasttext/settings.h"

namespace phi1 {

/// What a text's label was found to be.
struct FastTextPrediction {
    std::int32_t label = 0; ///< index into labels()
    /// As fastText gives it: 1e-5 too high, so that it may exceed 1 and labels need not sum to 1;
    /// independent of other labels with one-versus-all and negative sampling.
    float probability = 0;
};

/// A classifier of fastText (Joulin et al. 2016), read from its .bin or .ftz: our own reader, which
/// checks every length and index before it is used, and predictions that are those of Debian's
/// `fasttext predict-prob FILE - -1` bit for bit. Immutable, safe from several threads.
/// Source: the sources of fastText 0.9.2; fixtures of 0.9.3 and Debian's program as oracles.
class FastTextClassifier
{
public:
    /// NotFound, Incompatible (no fastText classifier), Corrupt.
    static Result<FastTextClassifier> load(const std::filesystem::path &file);
    FastTextClassifier(FastTextClassifier &&) noexcept = default;
    FastTextClassifier &operator=(FastTextClassifier &&) noexcept = default;

    const FastTextSettings &settings() const { return m_settings; }
    const FastTextDictionary &dictionary() const { return *m_dictionary; }
    /// "__label__High" …
    const std::vector<std::string> &labels() const { return m_dictionary->labels(); }
    bool isQuantised() const { return m_input.isQuantised(); }
    std::int64_t inputRows() const { return m_input.rows(); }

    /// Memory of one thread's predictions.
    struct Scratch {
        FastTextDictionary::Scratch features;
        std::vector<float> hidden, scores;
        std::vector<FastTextLogLabel> labels;
    };
    /// All labels of a text, the likeliest first; none if no feature of it is known or the numbers
    /// overflow. Breaks of lines count as spaces, as in the usual preprocessing.
    void predict(std::string_view text, Scratch &scratch,
                 std::vector<FastTextPrediction> &predictions) const;
    /// Mean of the vectors of a text's features, the layer in between. @return their number
    std::uint64_t hidden(std::string_view text, Scratch &scratch) const;

private:
    FastTextClassifier() = default;

    FastTextSettings m_settings;
    std::unique_ptr<const FastTextDictionary> m_dictionary;
    FastTextMatrix m_input;
    FastTextOutput m_output;
};

} // namespace phi1
