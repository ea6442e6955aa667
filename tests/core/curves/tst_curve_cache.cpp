// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/curves/curve_cache.h"
#include "core/curves/run_tail.h"
#include "tests/core/curves/curve_support.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr std::size_t headerBytes = 512;
// Places of the header that the tests forge.
constexpr std::size_t versionAt = 8;
constexpr std::size_t detailOffsetAt = 8 + 4 + 4 * 8 + 64;
constexpr std::size_t detailHashAt = detailOffsetAt + 16;
// Places of the detail.
constexpr std::size_t rowsAt = 4 + 8 + 1 + 24;
constexpr std::size_t columnCountAt = rowsAt + 8;
constexpr std::size_t firstNameAt = columnCountAt + 4;
constexpr std::size_t firstOffsetAt = firstNameAt + 4 + 4; // "step"

template<typename T>
T numberAt(const std::string &bytes, std::size_t place)
{
    T value{};
    std::memcpy(&value, bytes.data() + place, sizeof value);
    return value;
}

template<typename T>
void put(std::string &bytes, std::size_t place, T value)
{
    std::memcpy(bytes.data() + place, &value, sizeof value);
}

/// What somebody would do who wants a forged cache to be believed.
void signAgain(std::string &bytes)
{
    const auto detail = numberAt<std::uint64_t>(bytes, detailOffsetAt);
    if (detail <= bytes.size())
        bytes.replace(detailHashAt, 32, hash128Hex(std::string_view(bytes).substr(detail)));
    bytes.replace(headerBytes - 32, 32,
                  hash128Hex(std::string_view(bytes).substr(0, headerBytes - 32)));
}

/// A run of several segments with a cache of it.
struct CachedRun {
    explicit CachedRun(int lines = 300)
    {
        MadeUpRun run(5);
        writeFile(events, run.lines(lines));
        RunTail tail(folder.path(), {});
        auto loaded = tail.load();
        REQUIRE(loaded);
        data = std::move(*loaded);
        const auto file = openFile(events, O_RDONLY);
        REQUIRE(file);
        const auto found = EventsIdentity::read(file->get(), std::filesystem::file_size(events));
        REQUIRE(found);
        identity = *found;
        REQUIRE(CurveCache::write(cache, *data, identity));
        bytes = fileText(cache);
    }
    /// As the window opens it.
    std::unique_ptr<CurveData> load(bool *usedCache = nullptr) const
    {
        RunTail tail(folder.path(), {});
        auto loaded = tail.load();
        REQUIRE(loaded);
        if (usedCache)
            *usedCache = tail.usedCache();
        return std::move(*loaded);
    }
    std::unique_ptr<CurveData> lazy() const
    {
        auto opened = CurveCache::open(cache);
        REQUIRE(opened);
        auto curve = opened->curve();
        REQUIRE(curve);
        return std::move(*curve);
    }
    Result<std::unique_ptr<CurveData>> forged(const std::string &content) const
    {
        writeFile(cache, content);
        auto opened = CurveCache::open(cache);
        if (!opened)
            return failure(std::move(opened));
        return opened->curve();
    }

    TemporaryFolder folder;
    std::filesystem::path events = folder / "events.jsonl";
    std::filesystem::path cache = folder / "events.cache";
    std::unique_ptr<CurveData> data;
    EventsIdentity identity;
    std::string bytes;
};

} // namespace

TEST_CASE("a cache tells the curve it was made from, whenever its columns are read")
{
    const CachedRun run;
    REQUIRE(run.data->rows() > 10);
    REQUIRE_FALSE(run.data->marks().empty());
    REQUIRE_FALSE(run.data->evaluations().empty());
    checkEqual(*run.lazy(), *run.data);
    const auto preloaded = run.lazy();
    preloaded->preload();
    checkEqual(*preloaded, *run.data);
    CHECK(preloaded->problem().empty());
    const auto opened = CurveCache::open(run.cache);
    REQUIRE(opened);
    CHECK(opened->summary().step == run.data->summary().step);
    CHECK(sameBits(opened->summary().bestLoss, run.data->summary().bestLoss));
    bool usedCache = false;
    checkEqual(*run.load(&usedCache), *run.data);
    CHECK(usedCache);
}

TEST_CASE("columns that still lie in the cache grow, are cut and are written like others")
{
    PhiloxStream random(6);
    for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        const CachedRun run;
        const auto lazy = run.lazy();
        MadeUpRun more(static_cast<std::uint64_t>(100 + round));
        std::string text;
        // Of later segments, so that they begin with a cut.
        const std::int64_t from = static_cast<std::int64_t>(
            random.below(static_cast<std::uint64_t>(run.data->summary().step)));
        text = hello(1000, from);
        for (std::int64_t number = from + 1; number < from + 1 + round % 4; ++number)
            text += step(1000, number, 0.25);
        appendFile(run.folder / "more.jsonl", text);
        EventReader reader(run.folder / "more.jsonl");
        REQUIRE(reader.poll([&](const Event &event) {
            run.data->apply(event);
            lazy->apply(event);
        }));
        if (round % 2 == 0)
            REQUIRE(lazy->column("loss"));
        REQUIRE(CurveCache::write(run.folder / "second", *lazy, run.identity));
        auto second = CurveCache::open(run.folder / "second");
        REQUIRE(second);
        auto again = second->curve();
        REQUIRE(again);
        checkEqual(**again, *run.data);
        checkEqual(*lazy, *run.data);
    }
}

TEST_CASE("a curve outlives the file it comes from")
{
    const CachedRun run;
    const auto lazy = run.lazy();
    SUBCASE("deleted")
    {
        std::filesystem::remove(run.cache);
    }
    SUBCASE("replaced")
    {
        writeFile(run.folder / "other", "something else");
        std::filesystem::rename(run.folder / "other", run.cache);
    }
    checkEqual(*lazy, *run.data);
    CHECK(lazy->problem().empty());
}

TEST_CASE("a cache that is cut anywhere is not used")
{
    const CachedRun run(120);
    for (std::size_t size = 0; size < run.bytes.size();
         size += size < 600 ? 7 : 1 + run.bytes.size() / 150) {
        CAPTURE(size);
        writeFile(run.cache, run.bytes.substr(0, size));
        CHECK_FALSE(CurveCache::open(run.cache));
        bool usedCache = true;
        checkEqual(*run.load(&usedCache), *run.data);
        CHECK_FALSE(usedCache);
    }
    CHECK_FALSE(run.forged(run.bytes + "x"));
}

TEST_CASE("a cache with a changed byte anywhere never tells another curve")
{
    const CachedRun run(60);
    for (std::size_t place = 0; place < run.bytes.size();
         place += place < headerBytes ? 3 : 1 + run.bytes.size() / 400) {
        CAPTURE(place);
        std::string bytes = run.bytes;
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << (place % 8)));
        writeFile(run.cache, bytes);
        bool usedCache = true;
        checkEqual(*run.load(&usedCache), *run.data);
        CHECK_FALSE(usedCache);
    }
}

TEST_CASE("another version is not read, also if the rest is signed")
{
    const CachedRun run;
    std::string bytes = run.bytes;
    put<std::uint32_t>(bytes, versionAt, 2);
    signAgain(bytes);
    const auto result = run.forged(bytes);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::Incompatible);
    CHECK(result.error().message.find("version 2") != std::string::npos);
    CHECK(result.error().message.find("version 1") != std::string::npos);
}

TEST_CASE("forged lengths are found before they are used")
{
    const CachedRun run;
    REQUIRE(run.forged(run.bytes));
    const auto detail = numberAt<std::uint64_t>(run.bytes, detailOffsetAt);
    REQUIRE(numberAt<std::uint64_t>(run.bytes, detail + rowsAt) == run.data->rows());
    REQUIRE(run.bytes.substr(detail + firstNameAt + 4, 4) == "step");
    const std::uint64_t hugeNumbers[] = {
        run.data->rows() + 1, 1ull << 31, 1ull << 32, 1ull << 60,
        (1ull << 61) + 1,     ~0ull,      ~0ull / 8,  run.bytes.size()};
    for (const std::uint64_t number : hugeNumbers) {
        CAPTURE(number);
        for (const std::size_t place : {rowsAt, firstOffsetAt, columnCountAt, firstNameAt}) {
            std::string bytes = run.bytes;
            if (place == columnCountAt || place == firstNameAt)
                put(bytes, detail + place, static_cast<std::uint32_t>(number | 0x1000));
            else
                put(bytes, detail + place, number);
            signAgain(bytes);
            const auto result = run.forged(bytes);
            // One row more may lie inside the file; then the hash of a column tells.
            if (result)
                (*result)->preload();
            CHECK((!result || !(*result)->problem().empty()));
        }
        for (const std::size_t place : {detailOffsetAt, detailOffsetAt + 8}) {
            std::string bytes = run.bytes;
            put(bytes, place, number);
            signAgain(bytes);
            CHECK_FALSE(run.forged(bytes));
        }
    }
}

TEST_CASE("random changes of a signed detail are refused or harmless")
{
    const CachedRun run(150);
    const auto detail = numberAt<std::uint64_t>(run.bytes, detailOffsetAt);
    PhiloxStream random(9);
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string bytes = run.bytes;
        for (std::uint64_t change = 0; change <= random.below(3); ++change)
            bytes[detail + random.below(bytes.size() - detail)] =
                static_cast<char>(random.below(256));
        signAgain(bytes);
        const auto result = run.forged(bytes);
        if (!result) {
            ++refused;
            continue;
        }
        (*result)->preload();
        (void)(*result)->summary();
    }
    CHECK(refused > 300);
}

TEST_CASE("steps that do not ascend are not believed even with the right hash")
{
    const CachedRun run;
    std::string bytes = run.bytes;
    const auto detail = numberAt<std::uint64_t>(bytes, detailOffsetAt);
    const auto column = numberAt<std::uint64_t>(bytes, detail + firstOffsetAt);
    put<double>(bytes, column + 16, -4);
    bytes.replace(detail + firstOffsetAt + 8, 32,
                  hash128Hex(std::string_view(bytes).substr(column, run.data->rows() * 8)));
    signAgain(bytes);
    writeFile(run.cache, bytes);
    bool usedCache = true;
    checkEqual(*run.load(&usedCache), *run.data);
    CHECK_FALSE(usedCache);
}

TEST_CASE("a column that turns out damaged is missing, is said to be, and removes the cache")
{
    const CachedRun run;
    auto lazy = run.lazy();
    const auto file = openFile(run.cache, O_WRONLY);
    REQUIRE(file);
    SUBCASE("overwritten")
    {
        const std::string nonsense(run.bytes.size() - headerBytes, 'x');
        REQUIRE(::pwrite(file->get(), nonsense.data(), nonsense.size(), headerBytes) ==
                static_cast<ssize_t>(nonsense.size()));
    }
    SUBCASE("cut")
    {
        REQUIRE(::ftruncate(file->get(), headerBytes + 8) == 0);
    }
    const Series *loss = lazy->column("loss");
    REQUIRE(loss);
    CHECK(loss->size() == run.data->rows());
    CHECK_FALSE(loss->extremes(0, loss->size()).any);
    CHECK(isMissing((*loss)[0]));
    CHECK(lazy->problem().find("loss") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(run.cache));
    // What could not be read is not written as if the run had not told it.
    CHECK_FALSE(CurveCache::write(run.folder / "second", *lazy, run.identity));
    CHECK_FALSE(std::filesystem::exists(run.folder / "second"));
}

TEST_CASE("damage is not copied into a new cache")
{
    const CachedRun run;
    const auto lazy = run.lazy();
    const auto file = openFile(run.cache, O_WRONLY);
    REQUIRE(file);
    REQUIRE(::pwrite(file->get(), "x", 1, headerBytes + 4) == 1);
    CHECK_FALSE(CurveCache::write(run.folder / "second", *lazy, run.identity));
    std::size_t files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(run.folder.path()))
        files += entry.path().filename() == "events.jsonl" ? 0 : 1;
    CHECK(files == 0);
}

TEST_CASE("neither a link nor a pipe nor a folder is taken for a cache")
{
    const CachedRun run;
    std::filesystem::rename(run.cache, run.folder / "elsewhere");
    SUBCASE("link")
    {
        std::filesystem::create_symlink(run.folder / "elsewhere", run.cache);
    }
    SUBCASE("pipe")
    {
        REQUIRE(::mkfifo(run.cache.c_str(), 0600) == 0);
    }
    SUBCASE("folder")
    {
        std::filesystem::create_directory(run.cache);
    }
    CHECK_FALSE(CurveCache::open(run.cache));
    bool usedCache = true;
    checkEqual(*run.load(&usedCache), *run.data);
    CHECK_FALSE(usedCache);
}
