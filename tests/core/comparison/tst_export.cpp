// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <clocale>
#include <cmath>
#include <regex>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "core/comparison/export.h"
#include "core/comparison/export_facts.h"
#include "core/comparison/export_text.h"
#include "tests/core/comparison/random_records.h"

using namespace phi1;

namespace {

TokenRecord token(std::int32_t id, const std::string &bytes, double probability)
{
    return {id, bytes, static_cast<float>(std::log(probability)), {}};
}

CompletionRecord completion(int id, const std::vector<TokenRecord> &tokens)
{
    CompletionRecord result;
    result.id = id;
    result.sample = id;
    result.tokens = tokens;
    result.finish = "stop";
    for (const TokenRecord &part : tokens)
        result.text += part.bytes;
    return result;
}

ComparisonRecord sample()
{
    ComparisonRecord record;
    record.title = "Rolling mean";
    record.prompt = "def rolling_mean(values):\n";
    record.createdAt = 1795514400; // 2026-11-24T10:00:00Z
    record.panes.resize(2);
    PaneRecord &base = record.panes[0];
    base.modelName = "phi-1-base";
    base.stage = "pretrained";
    base.step = 24000;
    base.fingerprint = "9f3ac41e07b2aaaabbbbccccddddeeee";
    base.dtype = "bfloat16";
    base.settings.stop = {"\n\n\n"};
    base.completions = {
        completion(0, {token(1, "    values", 0.95), token(2, " =", 0.6), token(3, " list", 0.1)})};
    base.completions[0].tokens[2].top = {{4, " [", std::log(0.22F)}, {3, " list", std::log(0.1F)}};
    base.completions[0].timeToFirstToken = 0.021;
    base.completions[0].tokensPerSecond = 412.04;
    base.completions[0].memoryBytes = 2'900'000'000;
    PaneRecord &tuned = record.panes[1];
    tuned.modelName = "phi-1";
    tuned.completions = {
        completion(0, {token(1, "    values", 0.95), token(2, " =", 0.3), token(4, " [", 0.01)})};
    return record;
}

std::size_t count(const std::string &text, const std::string &part)
{
    std::size_t result = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++result;
    return result;
}

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

/// Whether tags are balanced, of the known kinds, with nothing but known attributes: what a text
/// that got out of its place would break.
void checkHtml(const std::string &html)
{
    static const std::regex tag(
        R"re(<(/?)([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)>|<!DOCTYPE html>)re");
    static const std::set<std::string> open = {"meta"};
    static const std::set<std::string> known = {
        "html",  "head",  "meta", "title", "style", "body", "main", "h1",     "h2",
        "h3",    "p",     "div",  "span",  "pre",   "i",    "dl",   "dt",     "dd",
        "table", "thead", "tr",   "th",    "tbody", "td",   "a",    "section"};
    REQUIRE(isUtf8(html));
    std::vector<std::string> stack;
    std::string rest = html;
    const std::size_t style = rest.find("<style>");
    rest.erase(style, rest.find("</style>") + 8 - style); // not HTML within
    std::size_t brackets = 0;
    for (auto found = std::sregex_iterator(rest.begin(), rest.end(), tag);
         found != std::sregex_iterator(); ++found) {
        ++brackets;
        const std::string name = (*found)[2];
        if (name.empty() || open.count(name) != 0)
            continue;
        REQUIRE_MESSAGE(known.count(name) != 0, name);
        if ((*found)[1].length() == 0) {
            stack.push_back(name);
            continue;
        }
        REQUIRE(!stack.empty());
        REQUIRE(stack.back() == name);
        stack.pop_back();
    }
    CHECK(stack.empty());
    // Every angle bracket belongs to a tag that was understood.
    CHECK(static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '<')) == brackets);
    CHECK(static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '>')) == brackets);
}

void checkHarmless(const std::string &text)
{
    REQUIRE(isUtf8(text));
    for (const char c : text)
        REQUIRE((c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20));
    for (const char *active : {"\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8b"})
        REQUIRE_FALSE(has(text, active));
}

} // namespace

TEST_CASE("the JSON of a comparison and of a grid reads back to an equal record, in ASCII alone")
{
    test::RandomRecords random(31);
    for (int i = 0; i < 100; ++i) {
        const ComparisonRecord record = random.comparison();
        const std::string text = exportJson(record);
        const auto read = parseComparison(text);
        REQUIRE_MESSAGE(read, read.error().message);
        CHECK(*read == record);
        CHECK(std::all_of(text.begin(), text.end(),
                          [](char c) { return c == '\n' || (c >= ' ' && c < 0x7F); }));
        const SetRunRecord run = random.setRun();
        CHECK(*parseSetRun(exportJson(run)) == run);
    }
}

TEST_CASE("HTML says what was run, how it went, and where the completions part")
{
    const std::string html = exportHtml(sample());
    checkHtml(html);
    for (const char *part :
         {"<title>Rolling mean</title>", "2026-11-24T10:00:00Z", "phi-1-base",
          "pretrained, step 24000", "9f3ac41e07b2aaaabbbbccccddddeeee", "bfloat16",
          "greedy, seed 17", "\\n\\n\\n", "first token 21 ms", "412.0 tok/s", "2.9 GB",
          "mean p 0.55", "The completions part at token 3 (byte 14).",
          "def rolling_mean(values):\n"})
        CHECK_MESSAGE(has(html, part), part);
}

TEST_CASE("tokens are tinted by probability and name their alternatives")
{
    ComparisonRecord record = sample();
    std::string html = exportHtml(record);
    CHECK(has(html, "<span title=\"token 1:     values  95.0 %\">    values</span>"));
    CHECK(has(html, "<span class=\"t1\" title=\"token 2:  =  60.0 %\"> =</span>"));
    CHECK(has(html, "<span class=\"t3 d\" title=\"token 3:  list  10.0 %&#10;22.0 %   "
                    "[&#10;10.0 %   list\"> list</span>"));
    CHECK(has(html, "<span class=\"t2\" title=\"token 2:  =  30.0 %\">"));
    CHECK(has(html, "<span class=\"t4 d\" title=\"token 3:  [  1.0 %\">"));
    ExportStyle plain = defaultExportStyle();
    plain.tint = false;
    html = exportHtml(record, plain);
    CHECK_FALSE(has(html, "class=\"t1"));
    CHECK(has(html, "class=\"d\""));
}

TEST_CASE("the tokens give the text, which may end before them or within a character")
{
    ComparisonRecord record = sample();
    record.panes.resize(1);
    CompletionRecord &only = record.panes[0].completions[0];
    only.tokens = {token(1, "a\xc3", 0.9), token(2, "\xa4", 0.1), token(3, "b\n\n", 0.9),
                   token(4, "\nrest", 0.9)};
    only.text = "a\xc3\xa4"
                "b\n";
    std::string html = exportHtml(record);
    checkHtml(html);
    // Two tokens of one character are one span with the smaller probability.
    CHECK(has(html, "&#10;token 2: \\xa4  10.0 %\">a\xc3\xa4</span>"));
    CHECK(has(html, "class=\"t3\" title=\"token 1"));
    CHECK(has(html, ">b\n</span></pre>"));
    CHECK_FALSE(has(html, "rest"));
    only.text = "another text";
    html = exportHtml(record);
    CHECK(has(html, "<pre>another text</pre>"));
}

TEST_CASE("nothing that a model writes is interpreted")
{
    const std::string evil = "</pre></section><script>alert(1)</script>\" onclick='x' &amp; "
                             "\x1b[2J\x1b]0;title\x07 \xc2\x9b"
                             "31m \xe2\x80\xae <!-- ``` ```` <b> | [x](y) \r\n\xff";
    ComparisonRecord record = sample();
    record.title = record.prompt = record.warning = evil;
    for (PaneRecord &pane : record.panes) {
        pane.modelName = pane.path = pane.stage = pane.fingerprint = pane.dtype = evil;
        pane.settings.stop = {evil};
        CompletionRecord &first = pane.completions[0];
        first = completion(0, {token(1, evil, 0.5), token(2, evil, 0.01)});
        first.tokens[0].top = {{1, evil, -1.0F}};
        first.state = CompletionState::Failed;
        first.error = evil;
    }
    SetRunRecord run;
    run.title = evil;
    run.prompts = {{evil, evil, evil, evil, evil, false}};
    run.columns = {record.panes[0]};
    run.cells = {{0, 0, record.panes[0].completions[0]}};
    run.columns[0].completions.clear();
    Vote vote;
    vote.promptTitle = evil;
    vote.candidates = {{evil, evil}, {evil + "2", ""}};
    vote.order = {0, 1};
    const std::vector<Vote> votes = {vote};
    for (const std::string &html : {exportHtml(record), exportHtml(run), exportHtml(votes)}) {
        checkHtml(html);
        checkHarmless(html);
        CHECK_FALSE(has(html, "<script"));
        CHECK_FALSE(has(html, "<!--"));
        CHECK(has(html, "&lt;script&gt;"));
        CHECK(has(html, "\\x1b[2J"));
        CHECK(has(html, "\\xff"));
    }
    for (const std::string &text :
         {exportMarkdown(record), exportMarkdown(run), exportMarkdown(votes)})
        checkHarmless(text);
    // Beyond fences, no HTML, no link and no table border of the model's is left in Markdown.
    const std::string text = exportMarkdown(votes);
    CHECK_FALSE(has(text, " <b>"));
    CHECK_FALSE(has(text, "[x]("));
    CHECK(has(text, "\\<b\\> \\| \\[x\\](y)"));
}

TEST_CASE("random records, with all that can stand in a text, give whole pages")
{
    test::RandomRecords random(32);
    for (int i = 0; i < 40; ++i) {
        const ComparisonRecord record = random.comparison();
        const SetRunRecord run = random.setRun();
        checkHtml(exportHtml(record));
        checkHtml(exportHtml(run));
        checkHarmless(exportHtml(record));
        checkHarmless(exportMarkdown(record));
        checkHarmless(exportMarkdown(run));
    }
}

TEST_CASE("a Markdown fence is longer than any in the text")
{
    CHECK(markdownBlock("a", "python") == "```python\na\n```\n");
    CHECK(markdownBlock("a\n") == "```\na\n```\n");
    CHECK(markdownBlock("") == "```\n```\n");
    CHECK(markdownBlock("x ```` y") == "`````\nx ```` y\n`````\n");
    // Every block of a record closes: fences come in pairs of one length.
    ComparisonRecord record = sample();
    record.prompt = "```\n`````\n";
    record.panes[0].completions[0].text = "``";
    const std::string text = exportMarkdown(record);
    CHECK(count(text, "``````python\n") == 1);
    CHECK(count(text, "\n``````\n") == 1);
    CHECK(count(text, "\n```python\n") == 2);
}

TEST_CASE("Markdown says the same as HTML")
{
    const std::string text = exportMarkdown(sample());
    CHECK(text.starts_with("# Rolling mean\n\n2026-11-24T10:00:00Z\n"));
    for (const char *part :
         {"## phi-1-base (pretrained, step 24000)\n", "- Weights: 9f3ac41e07b2",
          "- Sampling: greedy", "```python\n    values = list\n```\n", "first token 21 ms",
          "412.0 tok/s", "The completions part at token 3 (byte 14)."})
        CHECK_MESSAGE(has(text, part), part);
    CHECK(text.ends_with("\n"));
    CHECK_FALSE(text.ends_with("\n\n"));
}

TEST_CASE("identical samples are told once, branches after what they branched off")
{
    ComparisonRecord record = sample();
    PaneRecord &pane = record.panes[0];
    for (int id = 1; id <= 2; ++id) {
        pane.completions.push_back(pane.completions[0]);
        pane.completions.back().id = pane.completions.back().sample = id;
    }
    pane.completions[1].text = "alone";
    CompletionRecord branch =
        completion(3, {token(1, "    values", 0.9), token(9, " forced", 0.01), token(8, "!", 0.9)});
    branch.parent = 2;
    branch.branchIndex = 1;
    pane.completions.push_back(branch);
    branch.id = 4;
    branch.parent = 3;
    branch.branchIndex = 2;
    pane.completions.push_back(branch);
    branch.id = 7;
    branch.parent = 6; // which is not in the record
    pane.completions.push_back(branch);
    const auto told = toldCompletions(pane);
    std::vector<int> ids;
    std::vector<int> depths;
    for (const ToldCompletion &entry : told) {
        ids.push_back(entry.completion->id);
        depths.push_back(entry.depth);
    }
    CHECK(ids == std::vector{0, 3, 4, 1, 7});
    CHECK(depths == std::vector{0, 1, 2, 0, 1});
    CHECK(told[0].count == 2);
    CHECK(completionTitle(pane.completions[3], pane) ==
          "Branch of completion 2 at token 2, forced:  forced");
    CHECK(completionTitle(pane.completions[1], pane) == "Sample 2 of 3");
    const std::string html = exportHtml(record);
    checkHtml(html);
    CHECK(has(html, "2 identical"));
    CHECK(has(exportMarkdown(record), "(2 identical)"));
}

TEST_CASE("where the completions part is said in a sentence")
{
    ComparisonRecord record = sample();
    CHECK(divergenceText(record) == "The completions part at token 3 (byte 14).");
    record.panes[1].completions[0].tokens.insert(record.panes[1].completions[0].tokens.begin(),
                                                 token(0, "", 1));
    record.panes[0].tokenizer = "one";
    record.panes[1].tokenizer = "two";
    CHECK(divergenceText(record) == "The completions part at token 3, 4 (byte 14).");
    record.panes[1] = record.panes[0];
    CHECK(divergenceText(record) == "The completions are identical.");
    record.panes[1].completions.clear();
    CHECK(divergenceText(record).empty());
}

TEST_CASE("a grid tells every prompt and every checkpoint, also what was not run")
{
    const ComparisonRecord record = sample();
    SetRunRecord run;
    run.title = "Set";
    run.prompts = {{"a", "", "First", "prompt a", "", true},
                   {"b", "", "Second", "prompt b", "", true}};
    run.columns = record.panes;
    for (PaneRecord &column : run.columns)
        column.completions.clear();
    run.cells = {{0, 0, record.panes[0].completions[0]}, {0, 1, record.panes[1].completions[0]}};
    const std::string html = exportHtml(run);
    checkHtml(html);
    const std::string text = exportMarkdown(run);
    CHECK(has(text, "| First | 3 tokens | 3 tokens | differ |\n"));
    CHECK(has(text, "| Second | not run | not run |  |\n"));
    for (const char *part : {"First", "Second", "prompt a", "prompt b", "phi-1-base", " list"}) {
        CHECK_MESSAGE(has(html, part), part);
        CHECK_MESSAGE(has(text, part), part);
    }
}

TEST_CASE("votes come with their test")
{
    std::vector<Vote> votes(10);
    for (std::size_t i = 0; i < votes.size(); ++i) {
        votes[i].candidates = {{"base", "aaaabbbbccccdddd"}, {"tuned", "1111222233334444"}};
        votes[i].order = {1, 0};
        votes[i].winner = i == 0 ? 0 : 1;
        votes[i].time = 1795514400;
    }
    votes.push_back(votes.back());
    votes.back().winner = -1;
    const std::string text = exportMarkdown(votes);
    CHECK(has(text, "| base (aaaa-bbbb-cccc) | tuned (1111-2222-3333) | 1 | 9 | 1 | 0.10 (0.00 to "
                    "0.45) | p = 0.021 |"));
    CHECK(has(text, "The left pane won 9 of 10 decided votes"));
    CHECK(has(text, "| 2026-11-24T10:00:00Z |  | tuned, base | tie |"));
    const std::string html = exportHtml(votes);
    checkHtml(html);
    CHECK(has(html, "p = 0.021"));
    checkHtml(exportHtml(std::vector<Vote>{}));
}

TEST_CASE("a page has both themes, loads nothing, and takes colours as colours only")
{
    const std::string html = exportHtml(sample());
    CHECK(has(html, "--surface:#FFFFFF;"));
    CHECK(has(html, "@media (prefers-color-scheme:dark){:root{"));
    CHECK(has(html, "--surface:#1C1F24;"));
    CHECK(has(html, "--run0:#2B55D4;"));
    CHECK(has(html, "--t4:#FFBF73;"));
    CHECK(has(html, "default-src 'none'; style-src 'unsafe-inline'"));
    CHECK_FALSE(has(html, "http://"));
    CHECK_FALSE(has(html, "https://"));
    CHECK_FALSE(has(html, "url("));
    ExportStyle style;
    style.light.colours = {
        {"text", "rgb(1, 2, 3)"}, {"surface", "red;} body{display:none"}, {"x:y", "red"}};
    const std::string own = exportHtml(sample(), style);
    CHECK(has(own, "--text:rgb(1, 2, 3);"));
    CHECK_FALSE(has(own, "display:none"));
    CHECK_FALSE(has(own, "x:y"));
}

TEST_CASE("numbers are the same in every locale, and times that are none are told")
{
    for (const char *name : {"de_DE.UTF-8", "C"}) {
        std::setlocale(LC_ALL, name);
        CHECK(fixedText(1234.56, 1) == "1234.6");
        CHECK(probabilityText(std::log(0.38)) == "38.0 %");
    }
    CHECK(probabilityText(std::log(1e-6)) == "< 0.1 %");
    CHECK(probabilityText(-INFINITY) == "0.0 %");
    CHECK(secondsText(0.0214) == "21 ms");
    CHECK(secondsText(1.254) == "1.25 s");
    CHECK(byteText(2'900'000'000) == "2.9 GB");
    CHECK(byteText(512'000) == "512 kB");
    CHECK(isoTime(0) == "1970-01-01T00:00:00Z");
    CHECK(isoTime(1e300).size() > 20);
    CHECK(isoTime(-1) == "-1");
    CHECK(fixedText(NAN, 1) == "NaN");
    CHECK(fingerprintText("abc") == "abc");
    CHECK(fingerprintText("9f3ac41e07b2ffff") == "9f3a-c41e-07b2");
}

TEST_CASE("a comparison without panes, without completions, without anything is exported")
{
    for (const std::string &html : {exportHtml(ComparisonRecord()), exportHtml(SetRunRecord())})
        checkHtml(html);
    ComparisonRecord record;
    record.panes.resize(3);
    checkHtml(exportHtml(record));
    CHECK(has(exportMarkdown(record), "## Pane C"));
    CHECK(has(exportMarkdown(record), "No completion."));
}
