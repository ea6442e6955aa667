// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>

#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/jobs/job_worker.h"
#include "tests/core/jobs_support.h"
#include "tests/support/fake_curve.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::string line(const std::string &kind, int segment, const std::string &more, int version = 1)
{
    return concat(R"({"event":")", kind, R"(","v":)", version, R"(,"seq":0,"segment":)", segment,
                  R"(,"time":5.5,"elapsed":0.25)", more.empty() ? "" : ",", more, "}\n");
}

std::string step(int segment, int number, const std::string &loss = "1.5")
{
    return line("step", segment, concat(R"("step":)", number, R"(,"loss":)", loss));
}

struct Reading {
    explicit Reading(const std::filesystem::path &file)
        : reader(file)
    {}
    EventReader::Poll poll()
    {
        const auto result = reader.poll([&](const Event &event) {
            lines.emplace_back(event.line);
            curve.add(event);
        });
        REQUIRE(result);
        if (result->restarted) {
            lines.clear();
            curve.clear();
        }
        return *result;
    }
    EventReader reader;
    RunCurve curve;
    std::vector<std::string> lines;
};

} // namespace

TEST_CASE("a reader hands over what was appended since it last looked")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    Reading reading(file);
    CHECK(reading.poll().events == 0);
    CHECK_FALSE(reading.reader.fileExists());
    appendTo(file, line("hello", 0, R"("from_step":0)") + step(0, 1));
    CHECK(reading.poll().events == 2);
    CHECK(reading.poll().events == 0);
    appendTo(file, step(0, 2));
    CHECK(reading.poll().events == 1);
    CHECK(reading.curve.steps().steps == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a torn last line is read once it is whole")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    const std::string whole = step(0, 1);
    Reading reading(file);
    for (const char byte : whole) {
        CHECK(reading.poll().events == 0);
        appendTo(file, std::string(1, byte));
    }
    CHECK(reading.poll().events == 1);
    CHECK(reading.reader.skippedLines() == 0);
}

TEST_CASE("lines that are no events are skipped and counted wherever they stand")
{
    const std::vector<std::string> nonsense = {
        "nonsense\n",
        "{\"event\":\"step\",\"v\":1,\"seq\":0,\"segm\n",
        "{\"event\":\"st" + step(0, 9),
        "[1,2,3]\n",
        "\"event\"\n",
        "17\n",
        "{}\n",
        "{\"event\":\"step\"}\n",
        "{\"v\":1}\n",
        "{\"event\":7,\"v\":1}\n",
        R"({"event":"step","v":1,"step":"many"})"
        "\n",
        R"({"event":"step","v":1,"step":3} and more)"
        "\n",
        R"({"event":"step","v":1,"step":3}{"event":"step","v":1,"step":4})"
        "\n",
        R"({"event":"step","v":1,"segment":-3,"step":3})"
        "\n",
        R"({"event":"step","v":1,"step":99999999999999999999})"
        "\n",
        std::string(50, '\0') + "\n",
        "\xff\xfe\n",
        std::string(3000, '[') + "\n",
        std::string(EventReader::longestLine + 1, 'x') + "\n",
        std::string(3 * EventReader::longestLine, ' ') + "\n",
    };
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    Reading reading(file);
    int number = 0;
    for (const std::string &bad : nonsense) {
        CAPTURE(bad.substr(0, 80));
        appendTo(file, bad + step(0, ++number));
        CHECK(reading.poll().events == 1);
        CHECK(reading.reader.skippedLines() == static_cast<std::uint64_t>(number));
        CHECK(reading.curve.steps().steps.size() == static_cast<std::size_t>(number));
    }
}

TEST_CASE("unknown events and fields are skipped over, known ones beside them read")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    appendTo(file, line("eclipse", 0, R"("sun":{"moon":[1,{"a":2}]})"));
    appendTo(file,
             line("step", 0, R"("deep":{"x":[[]]},"text":"1.5","step":4,"loss":0.5,"yes":true)"));
    Reading reading(file);
    CHECK(reading.poll().events == 2);
    CHECK(reading.curve.steps().steps == std::vector<std::int64_t>{4});
    CHECK(reading.curve.steps().columns.size() == 1);
    CHECK(reading.curve.steps().find("loss")->values.at(0) == 0.5);
}

TEST_CASE("another version is refused with both numbers")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    appendTo(file, step(0, 1) + line("step", 0, R"("step":2)", 99) + step(0, 3));
    EventReader reader(file);
    for (int i = 0; i < 2; ++i) {
        const auto result = reader.poll([](const Event &) {});
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ErrorCode::Incompatible);
        CHECK(result.error().message.find("version 99") != std::string::npos);
        CHECK(result.error().message.find("version 1") != std::string::npos);
    }
}

TEST_CASE("a file that was cut, replaced or rewritten is read from its start again")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    const auto write = [&](const std::string &text) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    };
    write(step(0, 1) + step(0, 2));
    Reading reading(file);
    CHECK(reading.poll().events == 2);

    SUBCASE("cut")
    {
        write(step(0, 1));
    }
    SUBCASE("replaced by another file")
    {
        appendTo(folder / "other", step(0, 1) + step(0, 2));
        std::filesystem::rename(folder / "other", file);
    }
    SUBCASE("rewritten in place and longer than before")
    {
        write(step(0, 7) + step(0, 8) + step(0, 9));
    }
    SUBCASE("deleted and made again")
    {
        std::filesystem::remove(file);
        CHECK(reading.poll().restarted);
        write(step(0, 3));
        CHECK(reading.poll().events == 1);
        CHECK(reading.lines ==
              std::vector<std::string>{step(0, 3).substr(0, step(0, 3).size() - 1)});
        return;
    }
    const auto first = reading.poll();
    CHECK(first.restarted);
    CHECK(first.events == 0);
    CHECK(reading.poll().events == linesOf(file));
    CHECK(reading.lines.size() == linesOf(file));
}

TEST_CASE("numbers read back bit-equal, also those that are none")
{
    const TemporaryFolder folder;
    PhiloxStream random(7);
    std::vector<double> written = {0.0,          -0.0,     5e-324,   1.7976931348623157e308,
                                   std::nan(""), INFINITY, -INFINITY};
    while (written.size() < 500) {
        const double value = std::bit_cast<double>(random.next64());
        if (std::isfinite(value))
            written.push_back(value);
    }
    {
        auto worker = JobWorker::start(folder.path(), {"test", {}, Json::object(), 2.0});
        REQUIRE(worker);
        for (std::size_t i = 0; i < written.size(); ++i)
            REQUIRE((*worker)->event({{"event", "step"}, {"step", i}, {"loss", written[i]}}));
    }
    const auto curve = readRunCurve(folder.path());
    REQUIRE(curve);
    const CurveColumn *loss = curve->steps().find("loss");
    REQUIRE(loss);
    REQUIRE(loss->values.size() == written.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (std::isnan(written[i]))
            CHECK((std::isnan(loss->values[i]) && loss->present[i]));
        else
            CHECK(std::bit_cast<std::uint64_t>(loss->values[i]) ==
                  std::bit_cast<std::uint64_t>(written[i]));
    }
}

TEST_CASE("what lies beyond the step that a resume began from is history")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    Reading reading(file);
    appendTo(file, line("hello", 0, R"("from_step":0)"));
    for (int i = 1; i <= 9; ++i)
        appendTo(file, step(0, i, "1"));
    appendTo(file, line("eval", 0, R"("step":4,"name":"validation","loss":3)") +
                       line("eval", 0, R"("step":8,"name":"validation","loss":3)"));

    SUBCASE("with the hello of the new segment")
    {
        appendTo(file, line("hello", 1, R"("from_step":5)"));
    }
    SUBCASE("without it, because its line was torn")
    {
        appendTo(file, R"({"event":"hello","v":1,"seg)"
                       "\n");
    }
    SUBCASE("with a straggler of the earlier segment behind it")
    {
        appendTo(file, line("hello", 1, R"("from_step":5)") + step(0, 10, "1"));
    }
    for (int i = 6; i <= 7; ++i)
        appendTo(file, step(1, i, "2"));
    reading.poll();
    const CurveTable &steps = reading.curve.steps();
    CHECK(steps.steps == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7});
    CHECK(steps.find("loss")->values == std::vector<double>{1, 1, 1, 1, 1, 2, 2});
    CHECK(steps.segments == std::vector<int>{0, 0, 0, 0, 0, 1, 1});
    REQUIRE(reading.curve.evaluations().size() == 1);
    CHECK(reading.curve.evaluations()[0].table.steps == std::vector<std::int64_t>{4});
    CHECK(reading.curve.historicSteps() >= 4);
}

TEST_CASE("a writer killed at random moments leaves no missing and no doubled point")
{
    const TemporaryFolder folder;
    const auto file = folder / "events.jsonl";
    PhiloxStream random(3);
    Reading reading(file);
    long last = 0;
    for (int kill = 0; kill < 40; ++kill) {
        const long from =
            last == 0 ? 0 : static_cast<long>(random.below(static_cast<std::uint64_t>(last) + 1));
        Child writer({"run", concat("job ", folder.path().string(), "\nhello ", from, "\nsteps ",
                                    from + 1, " ", from + 2000000)});
        const std::size_t before =
            std::filesystem::exists(file) ? std::filesystem::file_size(file) : 0;
        REQUIRE(eventually([&] {
            return std::filesystem::exists(file) && std::filesystem::file_size(file) > before + 400;
        }));
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(8000)));
        ::kill(writer.pid, SIGKILL);
        writer.wait();
        if (kill % 3 == 0) // as a power cut may leave it
            appendTo(file, step(kill, 5).substr(0, 1 + random.below(60)));
        reading.poll();
        const CurveTable &steps = reading.curve.steps();
        REQUIRE_FALSE(steps.steps.empty());
        const CurveColumn *loss = steps.find("loss");
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < steps.steps.size(); ++i)
            wrong += steps.steps[i] != static_cast<std::int64_t>(i + 1) ||
                     loss->values[i] != fakeLoss(static_cast<long>(i + 1));
        CHECK(wrong == 0);
        CHECK(reading.curve.segment() == kill);
        last = static_cast<long>(steps.steps.back());
    }
    // Who comes later sees the same.
    const auto again = readRunCurve(folder.path());
    REQUIRE(again);
    CHECK(again->steps().steps == reading.curve.steps().steps);
    CHECK(again->historicSteps() > 0);
}

TEST_CASE("a folder without events is named")
{
    const TemporaryFolder folder;
    const auto curve = readRunCurve(folder / "nothing");
    REQUIRE_FALSE(curve);
    CHECK(curve.error().code == ErrorCode::NotFound);
    CHECK(curve.error().message.find((folder / "nothing").string()) != std::string::npos);
}
