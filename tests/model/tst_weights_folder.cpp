// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "model/formats/weights.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const std::filesystem::path checkpoints = std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";
constexpr const char *indexName = "model.safetensors.index.json";

/// A copy of the sharded checkpoint whose index went through `change`.
template<typename Change>
std::string messageAfter(Change change)
{
    const test::TemporaryFolder folder;
    for (const auto &entry :
         std::filesystem::directory_iterator(checkpoints / "tinyA-hf-fp16-sharded"))
        std::filesystem::copy_file(entry.path(), folder / entry.path().filename().string());
    Json index = *readJsonFile(folder / indexName);
    change(index, folder.path());
    REQUIRE(writeFileAtomically(folder / indexName, dumpJson(index)));
    const auto weights = Weights::open(folder.path());
    return weights ? std::string() : weights.error().message;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

void put(const std::filesystem::path &path, const std::string &bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

TEST_CASE("an unchanged sharded checkpoint opens")
{
    CHECK(messageAfter([](Json &, const auto &) {}).empty());
}

TEST_CASE("an index cannot reach outside its folder")
{
    for (const char *name :
         {"../tinyA.safetensors", "/etc/passwd", "..", ".", "", "sub/model.safetensors"}) {
        CAPTURE(name);
        CHECK(contains(messageAfter([&](Json &index, const auto &) {
                           index["weight_map"]["lm_head.bias"] = name;
                       }),
                       "expected the name of a file in the same folder"));
    }
    CHECK(contains(messageAfter([](Json &index, const auto &) {
                       index["weight_map"]["lm_head.bias"] = std::string("a\0b", 3);
                   }),
                   "expected the name of a file in the same folder"));
}

TEST_CASE("missing shards and missing, extra and misplaced tensors are named")
{
    CHECK(contains(messageAfter([](Json &, const auto &folder) {
                       std::filesystem::remove(folder / "model-00002-of-00002.safetensors");
                   }),
                   "model-00002-of-00002.safetensors, which is not in the folder"));
    CHECK(contains(messageAfter([](Json &index, const auto &) {
                       index["weight_map"]["lm_head.extra"] = "model-00002-of-00002.safetensors";
                   }),
                   "places tensor \"lm_head.extra\" in model-00002-of-00002.safetensors, which "
                   "does not hold it"));
    CHECK(contains(
        messageAfter([](Json &index, const auto &) { index["weight_map"].erase("lm_head.bias"); }),
        "holds tensor \"lm_head.bias\", which"));
    CHECK(contains(messageAfter([](Json &index, const auto &) {
                       index["weight_map"]["lm_head.bias"] = "model-00001-of-00002.safetensors";
                   }),
                   "holds tensor \"lm_head.bias\", which"));
}

TEST_CASE("a tensor in two shards is refused")
{
    CHECK_FALSE(messageAfter([](Json &, const auto &folder) {
                    std::filesystem::copy_file(folder / "model-00001-of-00002.safetensors",
                                               folder / "model-00002-of-00002.safetensors",
                                               std::filesystem::copy_options::overwrite_existing);
                }).empty());
}

TEST_CASE("an index of another shape is refused")
{
    CHECK(contains(messageAfter([](Json &index, const auto &) { index.erase("weight_map"); }),
                   "lacks weight_map"));
    CHECK(contains(messageAfter([](Json &index, const auto &) { index = Json::array(); }),
                   "lacks weight_map"));
    CHECK(contains(
        messageAfter([](Json &index, const auto &) { index["weight_map"] = Json::object(); }),
        "lacks weight_map"));
    CHECK(contains(
        messageAfter([](Json &index, const auto &) { index["weight_map"]["lm_head.bias"] = 3; }),
        "should be a string"));
}

TEST_CASE("pickled weights are never read")
{
    const test::TemporaryFolder folder;
    put(folder / "pytorch_model.bin", "PK\x03\x04 and so on");
    CHECK(contains(Weights::open(folder.path()).error().message,
                   "save the checkpoint as safetensors"));
    CHECK(contains(Weights::open(folder / "pytorch_model.bin").error().message, "pickled weights"));
}

TEST_CASE("GGUF files, empty folders and missing paths are refused in a sentence each")
{
    const test::TemporaryFolder folder;
    put(folder / "model.gguf", std::string("GGUF\3\0\0\0 and so on", 18));
    CHECK(contains(Weights::open(folder / "model.gguf").error().message,
                   "GGUF file, which this version does not read"));
    CHECK(contains(Weights::open(folder.path()).error().message,
                   "holds neither model.safetensors nor"));
    CHECK(Weights::open(folder / "missing").error().code == ErrorCode::NotFound);
}
