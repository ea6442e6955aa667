// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <sstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/syntax/python_syntax.h"

using namespace phi1;

namespace {

constexpr const char *python = "/usr/bin/python3";

using Pairs = std::set<std::pair<std::int32_t, std::int32_t>>;

/// Python's own library, every n-th file by name; PHI1_ALL_OF_PYTHON=1 takes all that it has.
std::vector<std::string> programs()
{
    const auto found = runChild(
        {python, "-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'], end='')"}, true);
    REQUIRE(found);
    std::vector<std::string> files;
    const auto take = [&](const std::filesystem::directory_entry &entry) {
        if (entry.path().extension() == ".py")
            files.push_back(entry.path());
    };
    const bool all = std::getenv("PHI1_ALL_OF_PYTHON") != nullptr;
    if (all)
        for (const auto &entry : std::filesystem::recursive_directory_iterator(found->output))
            take(entry);
    else
        for (const auto &entry : std::filesystem::directory_iterator(found->output))
            take(entry);
    std::sort(files.begin(), files.end());
    if (all)
        return files;
    std::vector<std::string> some;
    for (std::size_t i = 0; i < files.size(); i += 4)
        some.push_back(files[i]);
    return some;
}

Pairs pairsOf(const TokenRelation &relation, const std::set<std::int32_t> &ignored)
{
    Pairs pairs;
    for (std::size_t i = 0; i < relation.queries.size(); ++i) {
        if (ignored.count(relation.queries[i]) != 0)
            continue;
        for (std::int32_t k = relation.offsets[i]; k < relation.offsets[i + 1]; ++k)
            pairs.emplace(relation.queries[i], relation.keys[static_cast<std::size_t>(k)]);
    }
    return pairs;
}

Pairs pairsOf(const Json &expected, const std::set<std::int32_t> &ignored)
{
    Pairs pairs;
    for (const Json &query : expected) {
        if (ignored.count(query[0].get<std::int32_t>()) != 0)
            continue;
        for (const Json &key : query[1])
            pairs.emplace(query[0].get<std::int32_t>(), key.get<std::int32_t>());
    }
    return pairs;
}

/// Up to four pairs that only one of both has, with their places.
std::string differences(const Pairs &a, const Pairs &b, const std::vector<TokenSpan> &tokens,
                        const std::string &text)
{
    std::vector<std::pair<std::int32_t, std::int32_t>> only;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only));
    std::string out = concat(only.size(), " pairs of ", b.size(), " differ:");
    for (std::size_t i = 0; i < std::min<std::size_t>(only.size(), 4); ++i) {
        const auto place = [&](std::int32_t token) {
            const TokenSpan span = tokens[static_cast<std::size_t>(token)];
            const auto line =
                1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(span.begin), '\n');
            return concat(line, ":", printable(text.substr(span.begin, span.end - span.begin), 30));
        };
        out += concat(a.count(only[i]) != 0 ? " ours " : " Python's ", place(only[i].first), " to ",
                      place(only[i].second), ";");
    }
    return out;
}

} // namespace

TEST_CASE("the relations of Python's own library are those that Python finds" *
          doctest::skip(::access(python, X_OK) != 0))
{
    std::vector<std::string> arguments = {python, PHI1_CODE_ORACLE};
    for (const std::string &file : programs())
        arguments.push_back(file);
    const auto oracle = runChild(arguments, true, 2u << 30);
    REQUIRE(oracle);
    REQUIRE(oracle->exitStatus == 0);

    std::istringstream lines(oracle->output);
    std::string line;
    int files = 0, refused = 0;
    std::map<std::string, std::size_t> compared;
    while (std::getline(lines, line)) {
        const auto expected = parseJson(line, "the oracle's line");
        REQUIRE(expected);
        const std::string path = (*expected)["path"];
        CAPTURE(path);
        const auto text = readFile(path);
        REQUIRE(text);
        if (expected->contains("error"))
            continue; // Python cannot read it either
        std::vector<TokenSpan> tokens;
        for (const Json &token : (*expected)["tokens"])
            tokens.push_back({token[0], token[1]});
        // Python 3.11 gives no places within f-strings.
        const auto ignored = (*expected)["fstrings"].get<std::set<std::int32_t>>();
        ++files;
        for (const CodeRelation &found : pythonRelations(*text, tokens)) {
            if (found.reason.ends_with("is not Python") || found.reason.ends_with("Python 2")) {
                ++refused;
                MESSAGE(path, ": ", found.reason);
                break;
            }
            const std::string &name = found.relation.name;
            CAPTURE(name);
            const Pairs ours = pairsOf(found.relation, ignored);
            const Pairs theirs = pairsOf((*expected)[name], ignored);
            CHECK_MESSAGE(ours == theirs, differences(ours, theirs, tokens, *text));
            CHECK((found.isApplicable() == !found.relation.queries.empty()));
            compared[name] += theirs.size();
        }
    }
    std::string counts;
    for (const auto &[name, count] : compared)
        counts += concat(' ', count, " pairs of ", name, ';');
    MESSAGE(files, " programs, ", refused, " refused;", counts);
    CHECK(files >= 20);
    // What the grammar of tree-sitter does not derive is said to be no Python, and that is rare.
    CHECK(refused * 50 <= files);
    for (const auto &[name, count] : compared)
        CHECK_MESSAGE(count > 500, name);
}
