// SPDX-License-Identifier: Apache-2.0
#include "core/base/mapped_file.h"

#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

constexpr std::size_t page = 4096;

std::filesystem::path makeFile(const std::filesystem::path &path, std::size_t bytes)
{
    REQUIRE(writeFileAtomically(path, std::string(bytes, 'x')));
    return path;
}

std::size_t countX(std::span<const std::byte> bytes)
{
    std::size_t count = 0;
    for (const std::byte byte : bytes)
        count += byte == std::byte('x');
    return count;
}

} // namespace

TEST_CASE("a mapped file shows the bytes of the file")
{
    const test::TemporaryFolder folder;
    const auto path = makeFile(folder / "file", 3 * page + 17);
    const auto file = MappedFile::open(path);
    REQUIRE(file);
    CHECK(file->bytes().size() == 3 * page + 17);
    CHECK(countX(file->bytes()) == 3 * page + 17);
    CHECK_FALSE(file->damaged());
    CHECK(file->check());
    CHECK(file->path() == path);
}

TEST_CASE("an empty file maps to no bytes")
{
    const test::TemporaryFolder folder;
    const auto file = MappedFile::open(makeFile(folder / "empty", 0));
    REQUIRE(file);
    CHECK(file->bytes().empty());
    CHECK(file->check());
}

TEST_CASE(
    "reading beyond the end of a file that was truncated while mapped is an error and no death")
{
    const test::TemporaryFolder folder;
    const auto path = makeFile(folder / "file", 16 * page);
    const auto file = MappedFile::open(path);
    REQUIRE(file);
    REQUIRE(::truncate(path.c_str(), 2 * page) == 0);
    CHECK(countX(file->bytes()) == 2 * page); // the rest reads as zeros
    CHECK(file->damaged());
    const auto checked = file->check();
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::Corrupt);
    CHECK(checked.error().message.find(path.string()) != std::string::npos);
}

TEST_CASE("a file cut inside its last page, which faults nowhere, is found by check")
{
    const test::TemporaryFolder folder;
    const auto path = makeFile(folder / "file", page + 100);
    const auto file = MappedFile::open(path);
    REQUIRE(file);
    REQUIRE(::truncate(path.c_str(), page + 50) == 0);
    CHECK(countX(file->bytes()) == page + 50);
    CHECK_FALSE(file->damaged());
    CHECK_FALSE(file->check());
}

TEST_CASE("damage that was healed before check is still reported")
{
    const test::TemporaryFolder folder;
    const auto path = makeFile(folder / "file", 4 * page);
    const auto file = MappedFile::open(path);
    REQUIRE(file);
    REQUIRE(::truncate(path.c_str(), 0) == 0);
    CHECK(countX(file->bytes()) == 0);
    REQUIRE(::truncate(path.c_str(), 4 * page) == 0);
    CHECK_FALSE(file->check());
}

TEST_CASE("only the mapping of the truncated file is damaged")
{
    const test::TemporaryFolder folder;
    std::vector<MappedFile> files;
    for (int i = 0; i < 40; ++i) {
        auto file = MappedFile::open(makeFile(folder / std::to_string(i), 3 * page));
        REQUIRE(file);
        files.push_back(std::move(*file));
    }
    files.erase(files.begin() + 5, files.begin() + 9); // their registrations are used again
    for (int i = 40; i < 44; ++i) {
        auto file = MappedFile::open(makeFile(folder / std::to_string(i), 3 * page));
        REQUIRE(file);
        files.push_back(std::move(*file));
    }
    const MappedFile &victim = files[files.size() - 2];
    REQUIRE(::truncate(victim.path().c_str(), 0) == 0);
    for (const MappedFile &file : files)
        CHECK(countX(file.bytes()) == (&file == &victim ? 0 : 3 * page));
    for (const MappedFile &file : files)
        CHECK(file.damaged() == (&file == &victim));
}

TEST_CASE("several threads may read a file while it is truncated and others are opened and closed")
{
    const test::TemporaryFolder folder;
    const auto path = makeFile(folder / "file", 512 * page);
    const auto other = makeFile(folder / "other", 2 * page);
    const auto file = MappedFile::open(path);
    REQUIRE(file);
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> bytesRead{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            while (!stop) {
                bytesRead += countX(file->bytes());
            }
        });
    }
    for (int i = 0; i < 200; ++i) {
        const auto brief = MappedFile::open(other);
        CHECK(countX(brief->bytes()) == 2 * page);
        if (i == 100)
            CHECK(::truncate(path.c_str(), page) == 0);
    }
    while (!file->damaged())
        std::this_thread::yield();
    stop = true;
    for (std::thread &thread : threads)
        thread.join();
    CHECK(bytesRead > 0);
    CHECK(countX(file->bytes()) == page);
    CHECK_FALSE(file->check());
}

TEST_CASE("a bus error that is none of ours still ends the process")
{
    const test::TemporaryFolder folder;
    const auto path = makeFile(folder / "file", page);
    const auto file = MappedFile::open(path); // the handler is installed
    REQUIRE(file);
    const pid_t child = ::fork();
    if (child == 0) {
        ::raise(SIGBUS);
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGBUS);
}

TEST_CASE("what is no regular file is refused by name")
{
    const test::TemporaryFolder folder;
    CHECK(MappedFile::open(folder / "missing").error().code == ErrorCode::NotFound);
    CHECK(MappedFile::open(folder.path()).error().message.find("is a folder") != std::string::npos);
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(MappedFile::open(folder / "pipe").error().message.find("regular file") !=
          std::string::npos);
}
