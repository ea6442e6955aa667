// SPDX-License-Identifier: Apache-2.0
#include "model/data/consumption.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "model/data/token_dataset_writer.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

void write(const std::filesystem::path &folder, int documents, int step)
{
    const ByteTokenizer tokenizer;
    auto writer = TokenDatasetWriter::create(folder, tokenizer, 0.0);
    REQUIRE(writer);
    for (int i = 0; i < documents; ++i) {
        const std::string text(static_cast<std::size_t>(1 + i * step % 53), 'x');
        const auto tokens = tokenizer.encode(text, SpecialTokens::AsText);
        REQUIRE(writer->add({tokens, text, "file", static_cast<std::uint64_t>(i), {}}));
    }
    REQUIRE(writer->finish());
}

/// Sequence by sequence, token by token.
std::vector<std::vector<std::uint64_t>> countNaively(const SequenceSource &source,
                                                     std::uint64_t sequences)
{
    std::vector<std::vector<std::uint64_t>> tokens;
    for (const TokenDataset &dataset : source.datasets())
        tokens.emplace_back(dataset.documentCount());
    for (std::uint64_t n = 0; n < sequences; ++n) {
        const SequenceLocation at = source.locate(n);
        for (std::uint64_t t = at.firstToken + 1;
             t <= at.firstToken + static_cast<std::uint64_t>(source.context()); ++t)
            ++tokens[at.dataset][source.datasets()[at.dataset].documentAt(t)];
    }
    return tokens;
}

} // namespace

TEST_CASE("what was consumed is what the sequences held, after any number of them")
{
    const TemporaryFolder folder;
    write(folder / "a", 40, 7);
    write(folder / "b", 150, 11);
    const auto source = SequenceSource::open({{folder / "a", 1.0}, {folder / "b", 2.5}}, 16, 5);
    REQUIRE(source);
    for (const std::uint64_t sequences : {0, 1, 17, 100, 777, 20000, 49153}) {
        CAPTURE(sequences);
        const auto found = consumedBy(*source, sequences, [] { return true; });
        REQUIRE(found);
        const auto expected = countNaively(*source, sequences);
        std::uint64_t all = 0;
        for (std::size_t d = 0; d < 2; ++d) {
            const DatasetConsumption &part = (*found)[d];
            CHECK(part.documentTokens == expected[d]);
            all += part.sequences;
            CHECK(part.tokens == 16 * part.sequences);
            std::uint64_t tokens = 0, documents = 0;
            for (const std::uint64_t of : part.documentTokens)
                tokens += of;
            for (const std::uint64_t of : part.documentsByPasses)
                documents += of;
            CHECK(tokens == part.tokens);
            CHECK(documents == expected[d].size());
            CHECK(part.untouchedDocuments == static_cast<std::uint64_t>(std::count(
                                                 expected[d].begin(), expected[d].end(), 0u)));
        }
        CHECK(all == sequences);
    }
}

TEST_CASE("after two whole epochs every document was passed twice")
{
    const TemporaryFolder folder;
    write(folder / "a", 64, 5);
    const auto source = SequenceSource::open({{folder / "a", 1.0}}, 8, 1);
    REQUIRE(source);
    const std::uint64_t epoch = source->schedule().sequencesOf(0);
    const auto found = consumedBy(*source, 2 * epoch, [] { return true; });
    REQUIRE(found);
    CHECK(found->front().epochs == 2.0);
    // One that lies wholly in what is left over at the end, or is the first token alone, has none.
    REQUIRE(found->front().documentsByPasses.size() == 3);
    CHECK(found->front().documentsByPasses[2] + found->front().untouchedDocuments == 64);
    CHECK(found->front().documentsByPasses[1] == 0);
    CHECK(consumedBy(*source, 3, [] { return false; }).error().code == ErrorCode::Cancelled);
}
