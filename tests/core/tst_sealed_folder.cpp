// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include <sys/wait.h>
#include <unistd.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/base/sealed_folder.h"
#include "core/base/text.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

Result<std::uint64_t> writeSealed(const std::filesystem::path &path, const std::string &content)
{
    PHI1_ASSIGN(SealedFolderWriter writer, SealedFolderWriter::begin(path));
    PHI1_TRY(writer.writeFile("first.bin", content));
    PHI1_TRY(writer.writeFile("second.bin", [&](const SealedFolderWriter::Append &append) {
        const Result<void> half = append(content);
        return half ? append("more") : half;
    }));
    return writer.seal({{"content", content}});
}

std::string read(const std::filesystem::path &path)
{
    return readFile(path).value_or("unreadable");
}

std::size_t entriesIn(const std::filesystem::path &folder)
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder),
                                                  std::filesystem::directory_iterator()));
}

struct FailpointsOff {
    ~FailpointsOff() { setFailpoints(""); }
};

} // namespace

TEST_CASE("a sealed folder verifies and holds what was written")
{
    test::TemporaryFolder folder;
    const auto bytes = writeSealed(folder / "a", "hello");
    REQUIRE_MESSAGE(bytes, bytes.error().message);
    const auto state = verifySealedFolder(folder / "a");
    REQUIRE_MESSAGE(state, state.error().message);
    CHECK((*state)["content"] == "hello");
    CHECK((*state)["files"]["second.bin"]["bytes"] == 9);
    CHECK(read(folder / "a/second.bin") == "hellomore");
    CHECK(entriesIn(folder.path()) == 1);
}

TEST_CASE("sealing again under the same name replaces the folder")
{
    test::TemporaryFolder folder;
    REQUIRE(writeSealed(folder / "a", "old"));
    REQUIRE(writeSealed(folder / "a", "new"));
    CHECK(read(folder / "a/first.bin") == "new");
    CHECK(verifySealedFolder(folder / "a"));
    CHECK(entriesIn(folder.path()) == 1);
}

TEST_CASE("a writer that is given up leaves nothing")
{
    test::TemporaryFolder folder;
    {
        auto writer = SealedFolderWriter::begin(folder / "a");
        REQUIRE(writer);
        REQUIRE(writer->writeFile("x", "y"));
    }
    CHECK(entriesIn(folder.path()) == 0);
}

TEST_CASE("every damage to any file is found and the file named")
{
    test::TemporaryFolder folder;
    const std::filesystem::path sealed = folder / "a";
    for (const char *name : {"first.bin", "second.bin", "state.json"}) {
        for (const char *damage : {"flip", "truncate", "remove", "grow"}) {
            CAPTURE(name);
            CAPTURE(damage);
            REQUIRE(writeSealed(sealed, "content of some length"));
            const std::filesystem::path file = sealed / name;
            std::string bytes = read(file);
            if (damage == std::string("flip"))
                bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
            else if (damage == std::string("truncate"))
                bytes.resize(bytes.size() / 2);
            else if (damage == std::string("grow"))
                bytes += "x";
            std::filesystem::remove(file);
            if (damage != std::string("remove"))
                std::ofstream(file, std::ios::binary) << bytes;
            const auto state = verifySealedFolder(sealed);
            REQUIRE_FALSE(state);
            CHECK(state.error().message.find(name) != std::string::npos);
        }
    }
}

TEST_CASE("whichever system call fails, the old folder or the new one is there, whole")
{
    const FailpointsOff off;
    for (const char *action : {"ENOSPC", "EIO", "EINTR"}) {
        bool failedOnce = false;
        for (int k = 1;; ++k) {
            CAPTURE(action);
            CAPTURE(k);
            test::TemporaryFolder folder;
            REQUIRE(writeSealed(folder / "step-1", "old"));
            REQUIRE(writeSealed(folder / "step-2", "old"));
            setFailpoints(concat("sealed-folder@", k, "=", action));
            const auto next = writeSealed(folder / "step-3", "next");
            setFailpoints(concat("sealed-folder@", k, "=", action));
            const auto again = writeSealed(folder / "step-2", "new");
            setFailpoints("");
            REQUIRE(verifySealedFolder(folder / "step-1"));
            const auto replaced = verifySealedFolder(folder / "step-2");
            REQUIRE_MESSAGE(replaced, replaced.error().message);
            const std::string content = (*replaced)["content"];
            CHECK(read(folder / "step-2/first.bin") == content);
            if (again)
                CHECK(content == "new");
            if (std::filesystem::exists(folder /
                                        "step-3")) // the parent's sync may still have failed
                CHECK(verifySealedFolder(folder / "step-3"));
            else
                CHECK_FALSE(next);
            removeLeftovers(folder.path());
            CHECK(entriesIn(folder.path()) ==
                  2u + (std::filesystem::exists(folder / "step-3") ? 1u : 0u));
            failedOnce = failedOnce || !next;
            // With no failure left to inject the last k has been tried.
            if (next && again && k > 40)
                break;
        }
        if (action != std::string("EINTR"))
            CHECK(failedOnce);
    }
}

TEST_CASE("a process killed at any system call leaves the old folder or the new one")
{
    for (int k = 1; k < 40; ++k) {
        CAPTURE(k);
        test::TemporaryFolder folder;
        REQUIRE(writeSealed(folder / "a", "old"));
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            setFailpoints(concat("sealed-folder@", k, "=kill"));
            ::_exit(writeSealed(folder / "a", "new") ? 0 : 1);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        const auto state = verifySealedFolder(folder / "a");
        REQUIRE_MESSAGE(state, state.error().message);
        const std::string content = (*state)["content"];
        CHECK(read(folder / "a/second.bin") == content + "more");
        removeLeftovers(folder.path());
        CHECK(entriesIn(folder.path()) == 1);
        if (WIFEXITED(status)) { // no passage was left to die at
            CHECK(WEXITSTATUS(status) == 0);
            CHECK(content == "new");
            CHECK(k > 10);
            break;
        }
    }
}

TEST_CASE("a full disk is an error with the system's words")
{
    const FailpointsOff off;
    test::TemporaryFolder folder;
    setFailpoints("sealed-folder@4=ENOSPC");
    const auto written = writeSealed(folder / "a", "content");
    REQUIRE_FALSE(written);
    CHECK(written.error().code == ErrorCode::Io);
    CHECK(written.error().message.find("No space left on device") != std::string::npos);
    CHECK(entriesIn(folder.path()) == 0);
}
