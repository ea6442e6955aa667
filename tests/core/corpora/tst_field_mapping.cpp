// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <doctest/doctest.h>

#include "core/corpora/import/field_mapping.h"
#include "core/corpora/import/lenient_json.h"

using namespace phi1;
using namespace std::string_literals;

namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

struct Mapped {
    std::string text;
    SampleOrigin origin;
    std::vector<std::string> taken;
    std::string problem;
};

/// Values that begin with '#' are no strings, "null" is null.
Mapped mapRecord(const FieldMapping &mapping, const Fields &fields)
{
    Mapped mapped;
    std::vector<std::string_view> taken;
    const auto lookup = [&](std::string_view name) {
        FieldValue value;
        const auto found = fields.find(name);
        if (found == fields.end())
            return value;
        value.kind = FieldValue::Kind::String;
        value.text = found->second;
        if (found->second == "null")
            value.kind = FieldValue::Kind::Null;
        else if (found->second.starts_with('#'))
            value = {FieldValue::Kind::Other, value.text.substr(1)};
        return value;
    };
    mapped.problem = mapping.apply(lookup, mapped.text, mapped.origin, taken).value_or("");
    mapped.taken.assign(taken.begin(), taken.end());
    return mapped;
}

} // namespace

TEST_CASE("without rules the usual names are understood, and the first of them wins")
{
    const Mapped mapped = mapRecord({}, {{"content", "c"},
                                         {"code", "not this"},
                                         {"repo", "r"},
                                         {"license", "MIT"},
                                         {"id", "#17"},
                                         {"title", "null"},
                                         {"model", "gpt"}});
    CHECK(mapped.problem.empty());
    CHECK(mapped.text == "c");
    CHECK(mapped.origin.source == "r");
    CHECK(mapped.origin.licence == "MIT");
    CHECK(mapped.origin.externalId == "17");
    CHECK(mapped.origin.title.empty());
    CHECK(mapped.origin.generator == "gpt");
    CHECK(mapped.taken == std::vector<std::string>{"content", "repo", "license", "model", "id"});
    const Mapped both = mapRecord({}, {{"text", "t"}, {"source", "s"}, {"repo", "r"}});
    CHECK(both.origin.source == "s");
    CHECK(both.taken == std::vector<std::string>{"text", "source"}); // repo stays in the rest
}

TEST_CASE("joined fields are kept apart by line breaks unless a text between quotes is given")
{
    FieldMapping mapping;
    REQUIRE(mapping.setField("text=context+prompt+completion"));
    REQUIRE(mapping.setField("title=a+b"));
    const Fields fields = {{"context", "import os"},
                           {"prompt", "def f():\n"},
                           {"completion", "    pass"},
                           {"a", "x"},
                           {"b", "y"}};
    const Mapped mapped = mapRecord(mapping, fields);
    CHECK(mapped.text == "import os\ndef f():\n    pass");
    CHECK(mapped.origin.title == "x y");
    CHECK(mapped.origin.prompt.empty()); // it is a part of the text here
    REQUIRE(mapping.setField("text=context+'\\n\\n'+prompt+completion+'#\\''"));
    CHECK(mapRecord(mapping, fields).text == "import os\n\ndef f():\n    pass#'");
    CHECK(mapRecord(mapping, {{"context", "null"}, {"prompt", "p"}, {"completion", "c"}})
              .problem.empty());
    CHECK(mapRecord(mapping, {{"prompt", "p"}, {"completion", "c"}}).problem.find("context") !=
          std::string::npos);
}

TEST_CASE("constants hold for all records and beat fields")
{
    FieldMapping mapping;
    REQUIRE(mapping.setConstant("kind", "textbook"));
    CHECK(mapRecord(mapping, {{"text", "t"}, {"kind", "other"}}).origin.kind == "textbook");
    CHECK(mapping.setConstant("text", "x").error().code == ErrorCode::Usage);
    CHECK(mapping.setConstant("id", "x").error().code == ErrorCode::Usage);
    CHECK(mapping.fingerprint() != FieldMapping{}.fingerprint());
}

TEST_CASE("records without a usable text are explained")
{
    CHECK(mapRecord({}, {{"body", "t"}}).problem.find("--field text=NAME") != std::string::npos);
    CHECK(mapRecord({}, {{"text", "#[1]"}}).problem.find("no string") != std::string::npos);
    CHECK(mapRecord({}, {{"text", ""}}).problem == "has an empty text");
}

TEST_CASE("wrong rules are refused, saying what was expected")
{
    FieldMapping mapping;
    for (const char *rule :
         {"titlee=x", "text=", "text=a+", "text=+a", "text='a", "text='\\q'", "text='a'b"}) {
        CAPTURE(rule);
        const auto refused = mapping.setField(rule);
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::Usage);
        CHECK(refused.error().message.find("xpected") != std::string::npos);
    }
    CHECK(mapping.setField("titlee=x").error().message.find("did you mean title") !=
          std::string::npos);
    CHECK(mapping.setField("body")); // a lone name is the text's
    CHECK(mapRecord(mapping, {{"body", "t"}}).text == "t");
}

TEST_CASE("stray bytes travel through UTF-8 and come back, whatever the line uses itself")
{
    for (const std::string &line :
         {"a\xff\xc3(\xe2\x82 b"s, "\xf4\x8f\xb8\x80\xfe"s, "\\uDBFF\\uDE41 \x80"s,
          "\xf4\x8f\xb8\x80\\uDBBF\x80\xbf"s, "\xed\xa0\x80"s, "valid é"s}) {
        CAPTURE(line);
        const auto disguise = ByteDisguise::of(line);
        REQUIRE(disguise);
        CHECK(disguise->undo(disguise->line()) == line);
    }
    // A line that uses everything cannot be disguised.
    CHECK_FALSE(ByteDisguise::of("\xf4\x8f\xb8\x80\xf3\xbf\xb8\x80\xff"));
}
