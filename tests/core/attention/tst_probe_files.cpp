// SPDX-License-Identifier: Apache-2.0
#include "core/attention/probe_files.h"

#include <cmath>
#include <fstream>
#include <limits>

#include <doctest/doctest.h>

#include "core/attention/array_file.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

ProbedPrompt promptOf(std::size_t tokens, const AttentionProbe &probe)
{
    ProbedPrompt prompt{.text = "def f():\n", .cells = 4, .block = 2};
    const auto heads = std::size_t(probe.layers * probe.heads);
    for (std::size_t i = 0; i < tokens; ++i) {
        prompt.ids.push_back(std::int32_t(7 * i));
        prompt.lengths.push_back(1);
    }
    for (std::size_t i = 0; i < heads * 16; ++i)
        prompt.thumbnails.push_back(std::uint8_t(i));
    for (std::size_t i = 0; i < heads * headScoreCount; ++i)
        prompt.scores.push_back(0.5F * float(i));
    prompt.scores.back() = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t i = 0; i < probe.pinned.size() * tokens * tokens; ++i)
        prompt.maps.push_back(halfOf(1.0F / float(i + 1)));
    return prompt;
}

AttentionProbe sample()
{
    AttentionProbe probe{.step = 300, .layers = 2, .heads = 3, .pinned = {{1, 2}, {0, 0}}};
    probe.prompts = {promptOf(7, probe), promptOf(1, probe)};
    return probe;
}

std::string refusal(const std::filesystem::path &path)
{
    const auto read = readProbe(path);
    return read ? std::string() : read.error().message;
}

} // namespace

TEST_CASE("a probe is read as it was written")
{
    const test::TemporaryFolder run;
    const AttentionProbe probe = sample();
    REQUIRE(writeProbe(run.path(), probe));
    CHECK(probePath(run.path(), 300) == run / "attention/step-00000300.safetensors");
    const auto read = readProbe(probePath(run.path(), 300));
    REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
    CHECK(read->step == 300);
    CHECK(read->layers == 2);
    CHECK(read->heads == 3);
    CHECK(read->pinned == probe.pinned);
    REQUIRE(read->prompts.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        const ProbedPrompt &found = read->prompts[i];
        const ProbedPrompt &written = probe.prompts[i];
        CHECK(found.text == written.text);
        CHECK(found.ids == written.ids);
        CHECK(found.lengths == written.lengths);
        CHECK(found.thumbnails == written.thumbnails);
        CHECK(found.cells == written.cells);
        CHECK(found.block == written.block);
        CHECK(found.maps == written.maps);
        REQUIRE(found.scores.size() == written.scores.size());
        for (std::size_t k = 0; k < found.scores.size(); ++k)
            CHECK((found.scores[k] == written.scores[k] ||
                   (std::isnan(found.scores[k]) && std::isnan(written.scores[k]))));
    }
}

TEST_CASE("the probes of a run are listed by step, without what is none")
{
    const test::TemporaryFolder run;
    CHECK(listProbes(run.path()).empty());
    AttentionProbe probe = sample();
    for (const std::int64_t step : {1000, 20, 300, 123456789}) {
        probe.step = step;
        REQUIRE(writeProbe(run.path(), probe));
    }
    for (const char *name :
         {"step-1.txt", "step-x.safetensors", "other.safetensors", "step-00000040.safetensors.tmp"})
        std::ofstream(run / "attention" / name) << "x";
    std::vector<std::int64_t> steps;
    for (const ProbeFile &file : listProbes(run.path())) {
        steps.push_back(file.step);
        CHECK(readProbe(file.path)->step == file.step);
    }
    CHECK(steps == std::vector<std::int64_t>{20, 300, 1000, 123456789});
}

TEST_CASE("heads are pinned by layer and head, both from 0 and within the model")
{
    CHECK(*parsePinnedHead("1.3", 2, 4) == PinnedHead{1, 3});
    CHECK(*parsePinnedHead("0.0", 1, 1) == PinnedHead{0, 0});
    for (const char *wrong : {"", "1", "1.", ".1", "1.2.3", "-1.0", "a.b", "1,2", " 1.2", "1.2 "}) {
        CAPTURE(wrong);
        CHECK(parsePinnedHead(wrong, 9, 9).error().message.find("names no head") !=
              std::string::npos);
    }
    CHECK(parsePinnedHead("2.0", 2, 4).error().message ==
          "there is no head 2.0: the model has layers 0 to 1 and heads 0 to 3");
    CHECK_FALSE(parsePinnedHead("0.4", 2, 4));
    CHECK_FALSE(parsePinnedHead("99999999999999999999.0", 2, 4));
}

TEST_CASE("files that are no probe, newer, cut off or at odds with themselves are refused")
{
    const test::TemporaryFolder run;
    const std::filesystem::path path = probePath(run.path(), 300);
    CHECK(refusal(path).find("step-00000300") != std::string::npos);
    REQUIRE(writeProbe(run.path(), sample()));
    const std::string bytes = readFile(path).value();
    const auto file = readSafetensors(bytes, "FILE").value();
    const auto changed = [&](const std::string &key, const std::string &value) {
        auto metadata = file.metadata;
        metadata[key] = value;
        REQUIRE(writeFileAtomically(path, safetensorsBytes(file.arrays, metadata)));
        return refusal(path);
    };
    CHECK(changed("note", "unknown keys are skipped").empty());
    CHECK(changed("format", "x").find("no record of attention") != std::string::npos);
    CHECK(changed("version", "2").find("its version is 2") != std::string::npos);
    CHECK(changed("step", "-3").find("names no step") != std::string::npos);
    CHECK(changed("prompts", "{}").find("no list") != std::string::npos);
    CHECK(changed("prompts", "[]").empty());
    CHECK(changed("prompts", R"([{"text":1}])").find("no text") != std::string::npos);
    CHECK(changed("prompts", R"([{"text":"x","block":0}])").find("thumbnails") !=
          std::string::npos);
    CHECK(changed("prompts", R"([{"text":"x","block":1}])").find("thumbnails") !=
          std::string::npos); // 7 tokens do not fit into 4 cells of 1
    CHECK(changed("scores", R"(["previous"])").find("expected F32 [2, 3, 1]") != std::string::npos);
    for (const auto &[name, view] : file.arrays) {
        auto arrays = file.arrays;
        arrays.erase(name);
        REQUIRE(writeFileAtomically(path, safetensorsBytes(arrays, file.metadata)));
        CHECK(refusal(path).find(name + " is missing") != std::string::npos);
    }
    const std::vector<std::int32_t> outside = {1, 3, 0, 0};
    auto arrays = file.arrays;
    arrays["pinned"] = arrayOf(std::span(outside), {2, 2});
    REQUIRE(writeFileAtomically(path, safetensorsBytes(arrays, file.metadata)));
    CHECK(refusal(path).find("head 1.3 is pinned") != std::string::npos);
    const std::vector<std::int32_t> huge = {2147483647, 2147483647};
    arrays = file.arrays;
    arrays["shape"] = arrayOf(std::span(huge), {2});
    REQUIRE(writeFileAtomically(path, safetensorsBytes(arrays, file.metadata)));
    CHECK(refusal(path).find("layers") != std::string::npos);
    REQUIRE(writeFileAtomically(path, std::string_view(bytes).substr(0, bytes.size() - 1)));
    CHECK_FALSE(refusal(path).empty());
}

TEST_CASE("scores that an older or newer program measured are found by their names")
{
    const test::TemporaryFolder run;
    REQUIRE(writeProbe(run.path(), sample()));
    const std::filesystem::path path = probePath(run.path(), 300);
    const std::string bytes = readFile(path).value();
    const auto file = readSafetensors(bytes, "FILE").value();
    auto arrays = file.arrays;
    auto metadata = file.metadata;
    metadata["scores"] = R"(["distance","future","previous"])";
    std::vector<float> scores(2 * 3 * 3);
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = float(i);
    for (const char *name : {"prompt.0.scores", "prompt.1.scores"})
        arrays[name] = arrayOf(std::span(scores), {2, 3, 3});
    REQUIRE(writeFileAtomically(path, safetensorsBytes(arrays, metadata)));
    const auto read = readProbe(path);
    REQUIRE(read);
    const std::vector<float> &found = read->prompts[0].scores;
    REQUIRE(found.size() == 6 * headScoreCount);
    const auto at = [&](std::size_t head, HeadScore score) {
        return found[head * headScoreCount + std::size_t(score)];
    };
    CHECK(at(0, HeadScore::Distance) == 0);
    CHECK(at(0, HeadScore::Previous) == 2);
    CHECK(at(5, HeadScore::Previous) == 17);
    CHECK(std::isnan(at(0, HeadScore::Sink)));
}
