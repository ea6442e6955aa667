// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <doctest/doctest.h>

#include "model/checkpoints/file_memory.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace fs = std::filesystem;

namespace {

/// Files that have been at rest.
const fs::path a = fs::path(PHI1_TEST_DATA) / "checkpoints/tinyA-hf-fp32/model.safetensors";
const fs::path b = fs::path(PHI1_TEST_DATA) / "checkpoints/tinyA-hf-fp16/model.safetensors";

/// A user's cache for one test.
class Cache
{
public:
    Cache() { ::setenv("XDG_CACHE_HOME", m_folder.path().c_str(), 1); }
    ~Cache() { ::unsetenv("XDG_CACHE_HOME"); }
    fs::path entries() const { return m_folder / "phi1-workbench/files"; }

private:
    test::TemporaryFolder m_folder;
};

} // namespace

TEST_CASE("what was remembered of files is found for the same files, kind and order alone")
{
    const Cache cache;
    CHECK(!FileMemory("hash", {a}).recall());
    FileMemory("hash", {a}).remember("one");
    FileMemory("hash", {a, b}).remember("two");
    CHECK(FileMemory("hash", {a}).recall() == "one");
    CHECK(FileMemory("hash", {a, b}).recall() == "two");
    CHECK(!FileMemory("hash", {b, a}).recall());
    CHECK(!FileMemory("hash", {b}).recall());
    CHECK(!FileMemory("other", {a}).recall());
    FileMemory("hash", {a}).remember("three");
    CHECK(FileMemory("hash", {a}).recall() == "three");
}

TEST_CASE("files that are young or absent are not remembered")
{
    const Cache cache;
    test::TemporaryFolder folder;
    std::ofstream(folder / "young") << "content";
    FileMemory("hash", {folder / "young"}).remember("one");
    CHECK(!FileMemory("hash", {folder / "young"}).recall());
    FileMemory("hash", {a, folder / "absent"}).remember("one");
    CHECK(!FileMemory("hash", {a, folder / "absent"}).recall());
    CHECK(!fs::exists(cache.entries()));
}

TEST_CASE("a damaged or unwritable cache costs nothing but time")
{
    const Cache cache;
    FileMemory("hash", {a}).remember("one");
    for (const auto &entry : fs::directory_iterator(cache.entries()))
        std::ofstream(entry.path()) << "half a li";
    CHECK(!FileMemory("hash", {a}).recall());
    fs::remove_all(cache.entries());
    std::ofstream(cache.entries()) << "a file where the folder should be";
    FileMemory("hash", {a}).remember("one");
    CHECK(!FileMemory("hash", {a}).recall());
    ::setenv("XDG_CACHE_HOME", "relative", 1);
    ::unsetenv("HOME");
    FileMemory("hash", {a}).remember("one");
    CHECK(!FileMemory("hash", {a}).recall());
}

TEST_CASE("old entries make room for new ones")
{
    const Cache cache;
    fs::create_directories(cache.entries());
    const auto before = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (int i = 0; i < 2000; ++i) {
        const fs::path entry = cache.entries() / std::to_string(i);
        std::ofstream(entry) << "old\n";
        fs::last_write_time(entry, before);
    }
    FileMemory("hash", {a}).remember("new");
    CHECK(FileMemory("hash", {a}).recall() == "new");
    const auto left = std::distance(fs::directory_iterator(cache.entries()), {});
    CHECK(left == 1001);
}
