// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include "core/base/files.h"
#include "core/synthesis/answer_filter.h"
#include "core/synthesis/answer_log.h"
#include "core/synthesis/answer_text.h"
#include "core/synthesis/api_key.h"
#include "core/synthesis/endpoint.h"
#include "core/synthesis/request_queue.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::string passage(int changedWord)
{
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += i == changedWord ? "altered " : "word" + std::to_string(i * 7919 % 1000) + " ";
    return text;
}

AnswerRecord recordOf(std::uint64_t item)
{
    AnswerRecord record;
    record.item = item;
    record.topic = "a › b";
    record.text = "text\nof " + std::to_string(item) + " \x01 ü";
    record.settings = {{"temperature", 0.5}};
    record.promptTokens = 3;
    record.tokensEstimated = true;
    return record;
}

std::string address(const std::string &base, const std::string &api = "chat")
{
    const auto found = endpointAddress(base, api);
    return found ? found->url : "error: " + found.error().message;
}

} // namespace

TEST_CASE("the first fenced block is taken out byte for byte")
{
    const auto code = [](std::string_view text) {
        const auto found = firstCodeBlock(text);
        return found ? std::string(*found) : std::string("none");
    };
    CHECK(code("Here:\n```python\ndef f():\n    pass\n```\nDone ```x```") ==
          "def f():\n    pass\n");
    CHECK(code("~~~\na\n```\nb\n~~~\n") == "a\n```\nb\n");
    CHECK(code("````\n```\ninner\n```\n````") == "```\ninner\n```\n");
    CHECK(code("```python\nnever closed\n") == "none");
    CHECK(code("def f(): pass") == "none");
    CHECK(code("```\n```") == "");
    CHECK(code("```py\r\nx\r\n```\r\n") == "x\r\n");
    CHECK(headingOf("\n## A title ##\ntext") == "A title");
    CHECK(headingOf("#no heading") == "");
    CHECK(headingOf("text\n# later") == "");
}

TEST_CASE("the very text and one too like it are refused, another is not")
{
    AnswerFilter filter(0.8);
    const std::string text = passage(-1);
    CHECK(filter.judge(text, hashOfSample(text)).outcome == AnswerOutcome::Kept);
    filter.add(17, text, hashOfSample(text));
    CHECK(filter.judge(text, hashOfSample(text)).outcome == AnswerOutcome::Duplicate);
    const std::string like = passage(100); // 5 of 196 shingles differ: Jaccard 0.95
    const AnswerFilter::Verdict verdict = filter.judge(like, hashOfSample(like));
    CHECK(verdict.outcome == AnswerOutcome::NearDuplicate);
    CHECK(verdict.message.find("like answer 17") != std::string::npos);
    const std::string other = "Something else about lists, sets and a lighthouse by the sea.";
    CHECK(filter.judge(other, hashOfSample(other)).outcome == AnswerOutcome::Kept);
    filter.addKnown(hashOfSample(other));
    CHECK(filter.judge(other, hashOfSample(other)).outcome == AnswerOutcome::Duplicate);

    AnswerFilter lenient(2);
    lenient.add(1, text, hashOfSample(text));
    CHECK(lenient.judge(like, hashOfSample(like)).outcome == AnswerOutcome::Kept);
}

TEST_CASE("answers are read back as they were written, and an unfinished line is written anew")
{
    const TemporaryFolder folder;
    {
        auto log = AnswerLog::open(folder.path(), [](AnswerRecord &&) { FAIL("it is empty"); });
        REQUIRE(log);
        REQUIRE(log->append(recordOf(0)));
        REQUIRE(log->append(recordOf(1)));
    }
    const auto file = folder / answersFileName;
    std::ofstream(file, std::ios::app) << "garbage\n{\"v\":1,\"item\":9,\"outc";
    std::vector<AnswerRecord> found;
    auto log = AnswerLog::open(folder.path(),
                               [&](AnswerRecord &&record) { found.push_back(std::move(record)); });
    REQUIRE(log);
    CHECK(log->damaged() == 1);
    REQUIRE(found.size() == 2);
    CHECK(toJson(found[1]) == toJson(recordOf(1)));
    CHECK(found[1].text == recordOf(1).text);
    REQUIRE(log->append(recordOf(2)));
    AnswerReader reader(file);
    std::vector<std::uint64_t> items;
    const auto read = [&] {
        REQUIRE(reader.read([&](AnswerRecord &&record) {
            items.push_back(record.item);
            return true;
        }));
    };
    read();
    CHECK(items == std::vector<std::uint64_t>{0, 1, 2});
    REQUIRE(log->append(recordOf(3)));
    read();
    CHECK(items == std::vector<std::uint64_t>{0, 1, 2, 3});
}

TEST_CASE("addresses of endpoints are completed, and ones with secrets are refused unread")
{
    CHECK(address("http://127.0.0.1:8080/v1") == "http://127.0.0.1:8080/v1/chat/completions");
    CHECK(address("http://127.0.0.1:8080/v1/", "completions") ==
          "http://127.0.0.1:8080/v1/completions");
    CHECK(address("https://h/v1/chat/completions") == "https://h/v1/chat/completions");
    CHECK(address("https://h/v1/chat/completions", "completions") ==
          "https://h/v1/chat/completions/completions");
    CHECK(address("https://h/v1?api-version=3") == "https://h/v1/chat/completions?api-version=3");
    CHECK(address("ftp://h/v1").find("http:// or https:// is expected") != std::string::npos);
    CHECK(address("nonsense :").find("is no address of an endpoint") != std::string::npos);
    for (const char *secret : {"http://me:sk-hidden@h/v1", "https://h/v1?api-key=sk-hidden",
                               "https://h/v1?Access_Token=sk-hidden"}) {
        CHECK(address(secret).find("holds a name, a password or a key") != std::string::npos);
        CHECK(address(secret).find("sk-hidden") == std::string::npos);
    }
    CHECK(endpointAddress("http://[::1]:1/v1", "chat")->isLoopback);
    CHECK(endpointAddress("http://127.0.0.9/v1", "chat")->isLoopback);
    CHECK_FALSE(endpointAddress("http://127.example.org/v1", "chat")->isLoopback);
    CHECK_FALSE(endpointAddress("http://example.org/v1", "chat")->isEncrypted);
}

TEST_CASE("answers of both kinds are read, and what is none is said")
{
    auto chat = parseAnswer(
        R"({"id":"x","model":"m","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":3,"completion_tokens":2}})",
        "chat");
    REQUIRE(chat);
    CHECK(chat->text == "hi");
    CHECK(chat->completionTokens == 2);
    chat = parseAnswer(
        R"({"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"}]}}]})",
        "chat");
    REQUIRE(chat);
    CHECK(chat->text == "ab");
    CHECK_FALSE(chat->promptTokens);
    CHECK(parseAnswer(R"({"choices":[{"text":"t"}]})", "completions")->text == "t");
    for (const char *body : {"", "[]", "{}", R"({"choices":[]})", R"({"choices":[1]})",
                             R"({"choices":[{"text":"t"}]})", R"({"choices":[{"message":3}]})"})
        CHECK_FALSE(parseAnswer(body, "chat"));
    CHECK(refusalText(R"({"error":{"message":"no\u001b[31m"}})") == "no\\x1b[31m");
    CHECK(refusalText(R"({"detail":"why"})") == "why");
    CHECK(refusalText("<html>") == "<html>");
    CHECK(isOutOfQuota(R"({"error":{"code":"insufficient_quota"}})"));
    CHECK_FALSE(isOutOfQuota(R"({"error":{"code":"rate_limit_exceeded"}})"));
}

TEST_CASE("a key comes from the environment or a line, and is replaced in texts")
{
    ::setenv("OPENAI_API_KEY", "sk-second-0001", 1);
    ::setenv("PHI1_API_KEY", " sk-first-00001\n", 1);
    const auto key = ApiKey::fromEnvironment();
    REQUIRE(key);
    CHECK(key->header() == "Authorization: Bearer sk-first-00001");
    CHECK(::getenv("OPENAI_API_KEY") == nullptr);
    CHECK(::getenv("PHI1_API_KEY") == nullptr);
    CHECK(ApiKey::fromEnvironment()->isEmpty());
    CHECK(key->redacted("a sk-first-00001 b sk-first-00001sk-first-00001") ==
          "a [key] b [key][key]");
    CHECK(ApiKey::fromText("none")->redacted("none of it") == "none of it");
    const auto bad = ApiKey::fromText("two words-of-a-key");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().message.find("words") == std::string::npos);

    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(writeAll(ends[1], "sk-line-000001\r\nrest", "pipe"));
    ::close(ends[1]);
    CHECK(ApiKey::fromDescriptor(ends[0])->header() == "Authorization: Bearer sk-line-000001");
    ::close(ends[0]);
}

TEST_CASE("prompts are given out in order, failed ones when their delay is over")
{
    using Clock = RequestQueue::Clock;
    const auto now = Clock::now();
    RequestQueue queue(4, 2);
    queue.markDone(1);
    CHECK(queue.take(0, now)->item == 0);
    CHECK(queue.take(1, now)->item == 2);
    CHECK_FALSE(queue.take(2, now)); // two at once
    queue.retryAt({0, 2}, now + std::chrono::seconds(5));
    CHECK(queue.take(1, now)->item == 3);
    CHECK_FALSE(queue.take(0, now));
    CHECK_FALSE(queue.isEmpty());
    const auto again = queue.take(0, now + std::chrono::seconds(5));
    REQUIRE(again);
    CHECK(again->item == 0);
    CHECK(again->attempt == 2);
    CHECK(queue.isEmpty());

    RequestQueue held(4, 2);
    held.holdUntil(now + std::chrono::seconds(9));
    CHECK_FALSE(held.take(0, now + std::chrono::seconds(8)));
    CHECK(held.take(0, now + std::chrono::seconds(9)));
    held.slowDown();
    CHECK_FALSE(held.take(1, now + std::chrono::seconds(9)));
    held.speedUp();
    CHECK(held.take(1, now + std::chrono::seconds(9)));
}
