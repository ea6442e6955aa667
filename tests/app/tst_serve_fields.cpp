// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "app/phi1/serve/access_policy.h"
#include "app/phi1/serve/choice_writer.h"
#include "app/phi1/serve/completion_fields.h"
#include "app/phi1/serve/strict_json.h"
#include "app/phi1/serve/token_text.h"

using namespace phi1;

namespace {

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::string errorOf(const std::string &body)
{
    const auto json = parseStrictJson(body);
    REQUIRE(json);
    const auto fields = readCompletionFields(*json);
    REQUIRE(!fields);
    CHECK(fields.error().status == 400);
    return fields.error().message;
}

/// 256 tokens of one byte and two more: "é" and nothing.
class ByteTokenizer final : public Tokenizer
{
public:
    using Tokenizer::encode;
    void encode(std::string_view text, SpecialTokens, std::vector<TokenId> &ids) const override
    {
        for (const char c : text)
            ids.push_back(static_cast<unsigned char>(c));
    }
    std::string tokenBytes(TokenId id) const override
    {
        if (id < 256)
            return std::string(1, static_cast<char>(id));
        return id == 256 ? "\u00e9" : "";
    }
    std::string decode(std::span<const TokenId> ids) const override
    {
        std::string text;
        for (const TokenId id : ids)
            text += tokenBytes(id);
        return text;
    }
    std::int64_t vocabularySize() const override { return 258; }
    TokenId endOfText() const override { return 257; }
    Result<void> save(const std::filesystem::path &) const override { return {}; }
    const std::string &fingerprint() const override { return m_name; }
    std::string_view kind() const override { return "bytes"; }

private:
    std::string m_name = "bytes";
};

TokenReport token(std::int64_t index, TokenId id, float value,
                  std::vector<TokenAlternative> top = {})
{
    TokenReport report;
    report.index = index;
    report.id = id;
    report.logProbability = value;
    report.top = std::move(top);
    report.bytes = ByteTokenizer().tokenBytes(id);
    return report;
}

} // namespace

TEST_CASE("JSON of strangers is refused where it is ambiguous or absurd, with the place")
{
    struct Case {
        std::string text, message;
    };
    const std::vector<Case> cases = {
        {"", "is empty"},
        {"{", "is not valid JSON at byte"},
        {"{} {}", "is not valid JSON at byte 4"},
        {R"({"a":1,"a":2})", "has the field a twice"},
        {R"({"b":{"a":1,"c":2,"a":2}})", "has the field a twice"},
        {"\"a\xff\"", "is not UTF-8 at byte 3"},
        {"\"\xc3\x28\"", "is not UTF-8"},
        {"\"\xed\xa0\x80\"", "is not UTF-8"},
        {R"("\ud800")", "is not valid JSON"},
        {"1e999", "a number that is too large"},
        {"nan", "is not valid JSON"},
        {std::string(17, '[') + std::string(17, ']'), "is nested more than 16 deep"},
        {std::string(1u << 20, '['), "is nested more than 16 deep"},
        {std::string("\"a\0\"", 4), "is not valid JSON"},
    };
    for (const Case &wrong : cases) {
        CAPTURE(wrong.text.substr(0, 40));
        const auto json = parseStrictJson(wrong.text);
        REQUIRE(!json);
        CAPTURE(json.error().message);
        CHECK(contains(json.error().message, wrong.message));
    }
    std::string wide = "{";
    for (int i = 0; i < 200; ++i)
        wide += "\"f" + std::to_string(i) + "\":1,";
    CHECK(contains(parseStrictJson(wide + "\"x\":1}").error().message, "more than 128 fields"));
    const auto good = parseStrictJson(R"({"b":[1,-2,3.5,true,null,"\u00e9"],"a":{"x":[]}})");
    REQUIRE(good);
    CHECK(dumpJson(*good) == "{\"b\":[1,-2,3.5,true,null,\"\u00e9\"],\"a\":{\"x\":[]}}");
    CHECK(parseStrictJson(std::string(16, '[') + std::string(16, ']')));
}

TEST_CASE("the fields of a completion are read with OpenAI's defaults")
{
    const auto fields = readCompletionFields(*parseStrictJson(R"({"prompt":"x","model":"m"})"));
    REQUIRE(fields);
    const CompletionOptions &options = fields->request.options;
    CHECK(fields->model == "m");
    CHECK(options.maxNewTokens == 16);
    CHECK(options.sampling.temperature == 1);
    CHECK(options.sampling.topP == 1);
    CHECK(options.samples == 1);
    CHECK(options.stopAtEndOfText);
    CHECK(options.sampling.seed < (std::uint64_t(1) << 53));
    CHECK(!fields->stream);
    CHECK(!fields->wantsLogProbabilities);
    CHECK(!fields->request.promptLogProbabilities);
    CHECK(fields->request.lane == Lane::Interactive);
}

TEST_CASE("a prompt is a text, texts, ids or lists of ids; null counts as absent")
{
    const auto prompts = [](const std::string &json) {
        const auto fields = readCompletionFields(
            *parseStrictJson("{\"prompt\":" + json + ",\"stop\":null,\"n\":null}"));
        REQUIRE(fields);
        return fields->prompts;
    };
    using Ids = std::vector<TokenId>;
    CHECK(prompts("\"a\"") == std::vector<CompletionFields::Prompt>{"a"});
    CHECK(prompts("[\"a\",\"b\"]") == std::vector<CompletionFields::Prompt>{"a", "b"});
    CHECK(prompts("[1,2]") == std::vector<CompletionFields::Prompt>{Ids{1, 2}});
    CHECK(prompts("[[1,2],[3]]") == std::vector<CompletionFields::Prompt>{Ids{1, 2}, Ids{3}});
}

TEST_CASE("a field that cannot be is refused with its name, what was found and what is expected")
{
    struct Case {
        std::string fields, message;
    };
    const std::vector<Case> cases = {
        {R"("prompt":"")", "prompt is empty"},
        {R"("prompt":[])", "prompt is a list of 0"},
        {R"("prompt":{})", "prompt is an object"},
        {R"("prompt":[[]])", "prompt is empty"},
        {R"("prompt":["a",1])", "prompt is a list with 1"},
        {R"("prompt":[1,"a"])", "prompt is a list with \"a\" at index 1"},
        {R"("prompt":[1,-1])", "prompt is a list with -1 at index 1"},
        {R"("prompt":[1.5])", "prompt is a list with 1.5"},
        {R"("prompt":[4294967296])", "prompt is a list with 4294967296"},
        {R"("prompt":[[1],[2,[3]]])", "prompt is a list with a list of 1 at index 1"},
        {R"("x":1)", "prompt is missing"},
        {R"("prompt":"a","max_tokens":-1)",
         "max_tokens is -1; a whole number from 0 to 1000000 is expected"},
        {R"("prompt":"a","max_tokens":1e30)", "max_tokens is 1e+30"},
        {R"("prompt":"a","max_tokens":18446744073709551615)", "max_tokens is 184467"},
        {R"("prompt":"a","max_tokens":1.5)", "max_tokens is 1.5"},
        {R"("prompt":"a","max_tokens":"5")", "max_tokens is \"5\""},
        {R"("prompt":"a","max_tokens":0)", "max_tokens is 0; at least 1"},
        {R"("prompt":"a","temperature":-0.1)",
         "temperature is -0.1; a number from 0 to 100 is expected"},
        {R"("prompt":"a","temperature":"hot")", "temperature is \"hot\""},
        {R"("prompt":"a","top_p":0)", "top_p is 0; a number above 0"},
        {R"("prompt":"a","top_p":1.01)", "top_p is 1.01"},
        {R"("prompt":"a","top_k":-1)", "top_k is -1"},
        {R"("prompt":"a","min_p":2)", "min_p is 2"},
        {R"("prompt":"a","repetition_penalty":0)", "repetition_penalty is 0"},
        {R"("prompt":"a","n":0)", "n is 0"},
        {R"("prompt":"a","n":129)", "n is 129"},
        {R"("prompt":["a","b","c"],"n":128)", "n is 128 for 3 prompts"},
        {R"("prompt":"a","n":2,"best_of":3)", "best_of is 3"},
        {R"("prompt":"a","stop":[""])", "stop is a list with \"\""},
        {R"("prompt":"a","stop":"")", "stop is \"\""},
        {R"("prompt":"a","stop":5)", "stop is 5"},
        {R"("prompt":"a","stop":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]
         )",
         "stop is a list of 17"},
        {R"("prompt":"a","logprobs":21)", "logprobs is 21"},
        {R"("prompt":"a","logprobs":true)", "logprobs is true"},
        {R"("prompt":"a","seed":-1)", "seed is -1"},
        {R"("prompt":"a","echo":"yes")", "echo is \"yes\"; true or false"},
        {R"("prompt":"a","stream":1)", "stream is 1"},
        {R"("prompt":"a","stream":true,"stream_options":[])", "stream_options is a list of 0"},
        {R"("prompt":"a","stream":true,"stream_options":{"x":1})", "stream_options.x is not known"},
        {R"("prompt":"a","stream_options":{})", "stream_options is set"},
        {R"("prompt":"a","logit_bias":{"5":1})", "logit_bias is an object"},
        {R"("prompt":"a","suffix":"b")", "suffix is \"b\""},
        {R"("prompt":"a","presence_penalty":0.5)", "presence_penalty is 0.5"},
        {R"("prompt":"a","lane":"fast")", "lane is \"fast\""},
        {R"("prompt":"a","forced_ids":7)", "forced_ids is 7"},
        {R"("prompt":"a","user":7)", "user is 7"},
        {R"("prompt":"a","max_token":1)", "did you mean max_tokens?"},
        {R"("prompt":"a","echo":true,"max_tokens":0,"n":2)", "n is 2"},
    };
    for (const Case &wrong : cases) {
        CAPTURE(wrong.fields);
        const std::string message = errorOf("{" + wrong.fields + "}");
        CAPTURE(message);
        CHECK(contains(message, wrong.message));
        CHECK(message.size() < 300);
    }
    // What changes nothing is taken.
    CHECK(readCompletionFields(*parseStrictJson(
        R"({"prompt":"a","presence_penalty":0,"frequency_penalty":0.0,"logit_bias":{},"suffix":"",
            "user":"me","best_of":1,"max_tokens":16.0})")));
}

TEST_CASE("a request needs this machine's name, no Origin, and the token")
{
    const AccessPolicy policy{"0123456789abcdef", true, "127.0.0.1", "machine"};
    const auto status = [&](const std::string &host, const std::string &authorization,
                            bool origin = false, const AccessPolicy *other = nullptr) {
        HttpRequest request;
        request.host = host;
        request.authorization = authorization;
        request.hasOrigin = origin;
        const auto refusal = (other ? *other : policy).refusal(request);
        return refusal ? refusal->status : 200;
    };
    const std::string good = "Bearer 0123456789abcdef";
    for (const char *host : {"localhost", "localhost:80", "LOCALHOST:8080", "127.0.0.1:1",
                             "127.1.2.3", "[::1]", "[::1]:5"})
        CHECK(status(host, good) == 200);
    for (const char *host : {"", "example.com", "localhost.example.com", "localhost:80x", "[::1",
                             "192.168.0.1", "machine", "127.0.0.1.evil.org", "[::2]:80"})
        CHECK(status(host, good) == 403);
    CHECK(status("localhost", good, true) == 403);
    for (const char *given :
         {"", "0123456789abcdef", "Bearer", "Bearer ", "Bearer 0123456789abcdeF",
          "Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "Basic 0123456789abcdef"})
        CHECK(status("localhost", given) == 401);
    CHECK(status("localhost", "bearer 0123456789abcdef") == 200);

    const AccessPolicy open{"0123456789abcdef", false, "0.0.0.0", "machine"};
    CHECK(status("192.168.0.1:80", good, false, &open) == 200);
    CHECK(status("Machine:80", good, false, &open) == 200);
    CHECK(status("example.com", good, false, &open) == 403);

    CHECK(checkToken("0123456789abcdef"));
    CHECK(!checkToken("0123456789abcde"));
    CHECK(!checkToken("0123456789 abcdef"));
    CHECK(!checkToken("0123456789abcdef\r"));
    CHECK(!checkToken(std::string(5000, 'x')));
}

TEST_CASE("tokens are named as OpenAI names them")
{
    CHECK(tokenName(5, "abc") == "abc");
    CHECK(tokenName(5, "\xe2\x82") == "bytes:\\xe2\\x82");
    CHECK(tokenName(50300, "") == "token_id:50300");
    CHECK(charactersBegun("a\u00e9\xe2\x82") == 3);
    std::string out;
    for (const char *bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
        appendBase64(out, bytes);
        out += ' ';
    }
    CHECK(out == " Zg== Zm8= Zm9v Zm9vYg== Zm9vYmE= Zm9vYmFy ");
    out.clear();
    appendJsonFloat(out, 0.1f);
    out += ' ';
    appendJsonFloat(out, -std::numeric_limits<float>::infinity());
    CHECK(out == "0.1 null");
    out.clear();
    appendJsonText(out, "a\"\xff\n");
    CHECK(out == "\"a\\\"\ufffd\\n\"");
}

TEST_CASE("logprobs list the prompt and the completion, with fragments of characters and the end")
{
    ChoiceWriter writer(3, {true, 2, false}, 0, std::make_shared<ByteTokenizer>());
    writer.addPromptText("a\u00e9");
    writer.addPromptToken(token(0, 'a', TokenReport::unknown));
    writer.addPromptToken(token(1, 0xc3, -1.5f, {{'b', -0.5f}, {0xc3, -1.5f}}));
    writer.addPromptToken(token(2, 0xa9, -2.0f, {{'b', -0.25f}, {'c', -1.0f}}));
    writer.addToken(token(0, 'x', -3.0f, {{'y', -1.0f}, {256, -2.0f}}), "x");
    SampleEnd end;
    end.reason = FinishReason::EndOfText;
    end.endOfTextChosen = true;
    end.endOfText = token(1, 257, -0.5f, {{257, -0.5f}, {'z', -4.0f}});
    writer.end(end);
    CHECK(writer.hasPrompt());
    const Json choice = Json::parse(writer.take());
    CHECK(choice["index"] == 3);
    CHECK(choice["text"] == "a\u00e9x");
    CHECK(choice["finish_reason"] == "stop");
    const Json &lists = choice["logprobs"];
    CHECK(lists["tokens"] == Json({"a", "bytes:\\xc3", "bytes:\\xa9", "x", "token_id:257"}));
    CHECK(lists["token_logprobs"] == Json({nullptr, -1.5, -2.0, -3.0, -0.5}));
    CHECK(lists["text_offset"] == Json({0, 1, 2, 2, 3}));
    CHECK(lists["top_logprobs"][0].is_null());
    CHECK(lists["top_logprobs"][1] == Json({{"b", -0.5}, {"bytes:\\xc3", -1.5}}));
    // The token itself is there also where it is none of the most probable.
    CHECK(lists["top_logprobs"][2] == Json({{"b", -0.25}, {"c", -1.0}, {"bytes:\\xa9", -2.0}}));
    CHECK(lists["top_logprobs"][3] == Json({{"y", -1.0}, {"\u00e9", -2.0}, {"x", -3.0}}));
    CHECK(writer.isTaken());
    CHECK(!writer.hasNews());
}

TEST_CASE("parts of a choice add up to the whole")
{
    const auto form = ChoiceWriter::Form{true, 1, true};
    ChoiceWriter writer(0, form, 0, std::make_shared<ByteTokenizer>());
    writer.addToken(token(0, 0xc3, -1, {{0xc3, -1}}), "");
    const Json first = Json::parse(writer.take());
    CHECK(first["text"] == "");
    CHECK(first["finish_reason"].is_null());
    CHECK(first["logprobs"].is_null());
    CHECK(first["phi1"]["tokens"] ==
          Json::parse(R"([{"i":0,"id":195,"b":"ww==","lp":-1.0,"top":[[195,-1.0,"ww=="]]}])"));
    CHECK(!first["phi1"].contains("summary"));
    writer.addToken(token(1, 0xa9, -2), "\u00e9");
    writer.end({});
    writer.setSummary({{"seed", 7}});
    const Json last = Json::parse(writer.take());
    CHECK(last["text"] == "\u00e9");
    CHECK(last["phi1"]["text"] == "\u00e9");
    CHECK(last["phi1"]["summary"]["seed"] == 7);
    CHECK(last["finish_reason"] == "length");
}
