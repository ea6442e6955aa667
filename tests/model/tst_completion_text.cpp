// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "model/inference/completion_text.h"

using namespace phi1;

namespace {

/// What is shown after each piece, joined by '|', then what the end shows.
std::string shown(const std::vector<std::string> &stops, const std::vector<std::string> &pieces)
{
    CompletionText text(stops);
    std::string out;
    for (const std::string &piece : pieces) {
        const bool stopped = text.append(piece);
        out += text.takeReady(stopped);
        if (stopped)
            return out + "|STOP";
        out += '|';
    }
    return out + text.takeReady(true);
}

} // namespace

TEST_CASE("without stop strings text is shown as it comes")
{
    CHECK(shown({}, {"de", "f f", "():"}) == "de|f f|():|");
}

TEST_CASE("a stop string is found across the borders of tokens and never shown")
{
    CHECK(shown({"\n\n"}, {"a\n", "\nb"}) == "a||STOP");
    CHECK(shown({"STOP_"}, {"xS", "TO", "P", "_y"}) == "x||||STOP");
    CHECK(shown({"ab"}, {"xaby"}) == "x|STOP");
    CHECK(shown({"ab"}, {"ab"}) == "|STOP");
}

TEST_CASE("what only looked like a stop string is shown when it turns out otherwise")
{
    CHECK(shown({"\n\n"}, {"a\n", "b"}) == "a|\nb|");
    CHECK(shown({"abc"}, {"ab", "ab", "d"}) == "|ab|abd|");
    CHECK(shown({"abc"}, {"xab"}) == "x|ab");
}

TEST_CASE("the stop string that ends first wins, the longest of those that end together")
{
    CHECK(shown({"xaby", "ab"}, {"xaby"}) == "x|STOP");
    CHECK(shown({"ab", "xab"}, {"wxab"}) == "w|STOP");
    CHECK(shown({"aab"}, {"aaab"}) == "a|STOP"); // overlapping candidates
}

TEST_CASE("unfinished characters are held back")
{
    CHECK(shown({}, {"\xc3", "\xa9t"}) == "|\xc3\xa9t|");
    CHECK(shown({}, {"a\xe4\xba", "\xac"}) == "a|\xe4\xba\xac|");
    CHECK(shown({}, {"\xf0", "\x9f", "\x9a", "\x80"}) == "|||\xf0\x9f\x9a\x80|");
    CHECK(shown({}, {"a\xe4\xba"}) == "a|\xe4\xba");
    CHECK(shown({}, {"\xff", "b"}) == "\xff|b|");
    CHECK(shown({}, {"\x80\x80\x80\x80", "b"}) == "\x80\x80\x80\x80|b|");
}

TEST_CASE("a stop string may cut a character, and nothing before it is shown by halves")
{
    CHECK(shown({"\xa9"}, {"a\xc3", "\xa9"}) == "a|\xc3|STOP");
}

TEST_CASE("the result is a function of the bytes, not of how tokens cut them")
{
    const std::vector<std::string> stops = {"aab", "ba", "cc\xc3"};
    const std::string alphabet = "abc\xc3\xa9";
    PhiloxStream random(3);
    int stopped = 0;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (std::uint64_t i = random.below(12); i > 0; --i)
            bytes += alphabet[random.below(alphabet.size())];
        CompletionText whole(stops);
        const bool wholeStops = whole.append(bytes);
        stopped += wholeStops;

        CompletionText cut(stops);
        std::string streamed;
        bool cutStops = false;
        for (std::size_t at = 0; at < bytes.size() && !cutStops;) {
            const std::size_t length = 1 + random.below(3);
            cutStops = cut.append(std::string_view(bytes).substr(at, length));
            at += length;
            if (!cutStops)
                streamed += cut.takeReady(false);
        }
        streamed += cut.takeReady(true);
        REQUIRE(wholeStops == cutStops);
        REQUIRE(whole.text() == cut.text());
        REQUIRE(streamed == cut.text());
    }
    CHECK(stopped > 200);
}
