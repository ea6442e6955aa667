// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/quality/facts/code_facts.h"
#include "core/quality/facts/python_library.h"

using namespace phi1;

namespace {

constexpr const char *python = "/usr/bin/python3";

/// Python's own library, every third file by name; PHI1_ALL_OF_PYTHON=1 takes all that it has,
/// PHI1_PROGRAMS=DIR every third of another folder.
std::vector<std::string> programs()
{
    auto found = runChild(
        {python, "-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'], end='')"}, true);
    REQUIRE(found);
    if (const char *folder = std::getenv("PHI1_PROGRAMS"))
        found->output = folder;
    std::vector<std::string> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(found->output)) {
        const std::string path = entry.path();
        if (entry.path().extension() == ".py" && path.find("-packages/") == std::string::npos)
            files.push_back(path);
    }
    std::sort(files.begin(), files.end());
    if (std::getenv("PHI1_ALL_OF_PYTHON") != nullptr)
        return files;
    std::vector<std::string> some;
    for (std::size_t i = 0; i < files.size(); i += 3)
        some.push_back(files[i]);
    return some;
}

constexpr const char *importNames[] = {"none", "standard library", "third party", "relative"};

struct Counts {
    std::size_t compared = 0, broken = 0, parseDiffers = 0, names = 0, namesDiffer = 0;
};

Counts compareWithPython(const std::vector<std::string> &files)
{
    std::vector<std::string> command = {python, PHI1_FACTS_ORACLE};
    command.insert(command.end(), files.begin(), files.end());
    const auto oracle = runChild(command, true);
    REQUIRE_MESSAGE(oracle, oracle.error().message);
    REQUIRE(oracle->exitStatus == 0);
    std::istringstream lines(oracle->output);
    std::string line;
    Counts counts;
    for (const std::string &file : files) {
        REQUIRE(std::getline(lines, line));
        const auto expected = parseJson(line, "oracle");
        REQUIRE(expected);
        if (expected->contains("skipped"))
            continue;
        const auto text = readFile(file);
        REQUIRE(text);
        const CodeFacts facts = codeFacts(*text);
        ++counts.compared;
        const bool parses = facts.parse == ParseState::Parses;
        counts.broken += parses ? 0 : 1;
        if (parses != (*expected)["parses"].get<bool>()) {
            ++counts.parseDiffers;
            std::cerr << file << ": Python says parses " << (*expected)["parses"] << "; "
                      << facts.problem << "\n";
            continue;
        }
        if (!parses)
            continue;
        CAPTURE(file);
        CHECK(importNames[static_cast<int>(facts.imports)] ==
              (*expected)["imports"].get<std::string>());
        if (!text->empty())
            CHECK(std::llround(*facts.comments * static_cast<double>(text->size())) ==
                  (*expected)["comments"].get<long long>());
        CHECK(facts.undefinedNames.has_value() == !(*expected)["star"].get<bool>());
        if (!facts.undefinedNames || !expected->contains("undefined"))
            continue;
        ++counts.names;
        const auto undefined = (*expected)["undefined"].get<std::vector<std::string>>();
        if (*facts.undefinedNames != undefined) {
            ++counts.namesDiffer;
            std::cerr << file << ": Python says undefined " << (*expected)["undefined"]
                      << ", found " << Json(*facts.undefinedNames) << "\n";
        }
    }
    std::cerr << counts.compared << " programs, " << counts.broken
              << " of them broken: " << counts.parseDiffers << " differ in whether they parse, of "
              << counts.names << " " << counts.namesDiffer << " in their undefined names\n";
    return counts;
}

/// A program that lost a line, an indentation, a sign or its end, or got an indentation.
std::string damaged(const std::string &text, std::size_t kind, std::mt19937 &random)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    if (lines.empty())
        return text;
    const auto at = static_cast<std::ptrdiff_t>(random() % lines.size());
    std::string &line = lines[static_cast<std::size_t>(at)];
    if (kind == 0)
        lines.erase(lines.begin() + at);
    else if (kind == 1)
        line.erase(0, line.find_first_not_of(' '));
    else if (kind == 2)
        line.insert(0, "  ");
    else if (kind == 3 && !line.empty())
        line.erase(random() % line.size(), 1);
    else if (kind == 4)
        lines.resize(static_cast<std::size_t>(at));
    std::string joined;
    for (const std::string &each : lines)
        joined += each + "\n";
    return joined;
}

} // namespace

TEST_CASE("facts of Python's own library are what Python's own modules say")
{
    const std::vector<std::string> files = programs();
    REQUIRE(files.size() > 100);
    const Counts counts = compareWithPython(files);
    CHECK(counts.compared > 100);
    CHECK(counts.parseDiffers == 0);
    CHECK(counts.namesDiffer == 0);
}

TEST_CASE("damaged programs parse where Python's own parser takes them")
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / concat("phi1-damaged-", ::getpid());
    std::filesystem::create_directories(folder);
    std::mt19937 random(1);
    std::vector<std::string> files;
    for (const std::string &file : programs()) {
        const auto text = readFile(file);
        REQUIRE(text);
        if (!isUtf8(*text)) // cut inside a character, it would not be compared
            continue;
        files.push_back(folder / concat(files.size(), ".py"));
        std::ofstream(files.back(), std::ios::binary) << damaged(*text, files.size() % 5, random);
    }
    const Counts counts = compareWithPython(files);
    std::filesystem::remove_all(folder);
    CHECK(counts.compared > 100);
    CHECK(5 * counts.broken > counts.compared);
    // The grammar derives a little that Python's parser refuses later: `1 = x`.
    CHECK(200 * counts.parseDiffers <= counts.compared);
}

TEST_CASE("the table of modules and builtins is Python 3.11's")
{
    const auto listed =
        runChild({python, "-c",
                  "import sys, builtins, json\n"
                  "print(json.dumps([sys.version_info[:2], sorted(sys.stdlib_module_names), "
                  "sorted(set(dir(builtins)) - {'_'})]), end='')"},
                 true);
    REQUIRE(listed);
    const auto json = parseJson(listed->output, "names");
    REQUIRE(json);
    for (const Json &name : (*json)[1])
        CHECK_MESSAGE(isPythonLibraryModule(name.get<std::string>()), name.get<std::string>());
    for (const Json &name : (*json)[2])
        CHECK_MESSAGE(isPythonBuiltin(name.get<std::string>()), name.get<std::string>());
    for (const char *other : {"numpy", "phi1", "", "zz", "A"}) {
        CHECK_FALSE(isPythonLibraryModule(other));
        CHECK_FALSE(isPythonBuiltin(other));
    }
}
