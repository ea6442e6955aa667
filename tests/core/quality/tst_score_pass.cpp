// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/corpora/store/column.h"
#include "core/quality/score_pass.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

/// A corpus whose text of row N is N.
class Numbers final : public SampleTexts
{
public:
    explicit Numbers(SampleRow rows)
        : m_rows(rows)
    {}
    Result<void> read(SampleRow first, SampleRow end,
                      const std::function<bool(SampleRow, std::string_view)> &take) override
    {
        for (SampleRow row = first; row < std::min(end, m_rows); ++row) {
            if (!take(row, std::to_string(row)))
                break;
        }
        return {};
    }

private:
    SampleRow m_rows;
};

OpenSampleTexts numbers(SampleRow rows)
{
    return [rows]() -> Result<std::unique_ptr<SampleTexts>> {
        return std::make_unique<Numbers>(rows);
    };
}

float scoreOf(SampleRow row)
{
    return row % 10 == 3 ? std::nanf("") : static_cast<float>(row) / 2;
}

ScoreOptions options()
{
    ScoreOptions options;
    options.key = "score.half";
    options.facts = {{"kind", "test"}};
    options.threads = 2;
    options.scorer = [] {
        return [](std::string_view text) {
            return scoreOf(static_cast<SampleRow>(std::stoul(std::string(text))));
        };
    };
    return options;
}

/// Rows whose value in the column is not scoreOf(); `only` empty: all are expected.
int differing(const CorpusFiles &files, SampleRow rows, const std::set<SampleRow> &only = {})
{
    const auto column = Column::open(files.column("score.half"));
    REQUIRE(column);
    REQUIRE(column->numbers().size() == rows);
    int count = 0;
    for (SampleRow row = 0; row < rows; ++row) {
        const float expected = only.empty() || only.contains(row) ? scoreOf(row) : std::nanf("");
        const float found = column->numbers()[row];
        count += std::isnan(expected) ? !std::isnan(found) : found != expected;
    }
    return count;
}

} // namespace

TEST_CASE("every sample gets its score, and samples that come later theirs")
{
    test::TemporaryFolder folder;
    const CorpusFiles files{folder.path()};
    std::uint64_t last = 0;
    ScoreOptions first = options();
    first.progress = [&](std::uint64_t done, std::uint64_t total) {
        CHECK(done > last);
        CHECK(total == 5500);
        last = done;
    };
    const auto report = writeScores(files, 5500, numbers(5500), first);
    REQUIRE(report);
    CHECK(report->scored == 4950);
    CHECK(report->withoutScore == 550);
    CHECK(last == 5500);
    CHECK(differing(files, 5500) == 0);

    const auto more = writeScores(files, 7001, numbers(7001), options());
    REQUIRE(more);
    CHECK(more->begun == 5500);
    CHECK(more->scored + more->withoutScore == 1501);
    CHECK(differing(files, 7001) == 0);
    CHECK(writeScores(files, 7001, numbers(7001), options())->scored == 0);
}

TEST_CASE("only samples of a list get a score")
{
    test::TemporaryFolder folder;
    const CorpusFiles files{folder.path()};
    ScoreOptions some = options();
    some.only = std::vector<SampleRow>{0, 1, 2, 999, 1000, 1001, 2500, 3999};
    const auto report = writeScores(files, 4000, numbers(4000), some);
    REQUIRE(report);
    CHECK(report->scored == 8);
    CHECK(differing(files, 4000, {some.only->begin(), some.only->end()}) == 0);
}

TEST_CASE("scores of somebody else are refused, or replaced when that is asked for")
{
    test::TemporaryFolder folder;
    const CorpusFiles files{folder.path()};
    REQUIRE(writeScores(files, 100, numbers(100), options()));
    ScoreOptions other = options();
    other.facts = {{"kind", "other"}};
    other.scorer = [] { return [](std::string_view) { return 1.0f; }; };
    CHECK(writeScores(files, 100, numbers(100), other).error().code == ErrorCode::Incompatible);
    CHECK(differing(files, 100) == 0);
    other.replace = true;
    REQUIRE(writeScores(files, 100, numbers(100), other));
    const auto replaced = Column::open(files.column("score.half"));
    REQUIRE(replaced);
    CHECK(replaced->numbers()[50] == 1.0f);
    // the same scorer goes on, though it may replace
    CHECK(writeScores(files, 150, numbers(150), other)->begun == 100);
}

TEST_CASE("a stop leaves whole pieces, and the next call goes on")
{
    test::TemporaryFolder folder;
    const CorpusFiles files{folder.path()};
    ScoreOptions stopped = options();
    std::atomic<bool> stop = false;
    stopped.progress = [&](std::uint64_t done, std::uint64_t) { stop = done >= 3000; };
    stopped.stopRequested = [&] { return stop.load(); };
    const auto first = writeScores(files, 50000, numbers(50000), stopped);
    REQUIRE_FALSE(first);
    CHECK(first.error().code == ErrorCode::Cancelled);
    const auto second = writeScores(files, 50000, numbers(50000), options());
    REQUIRE(second);
    CHECK(second->begun >= 3000);
    CHECK(second->begun < 50000);
    CHECK(differing(files, 50000) == 0);
}

TEST_CASE("a kill loses the piece in work at most")
{
    test::TemporaryFolder folder;
    const CorpusFiles files{folder.path()};
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ScoreOptions slow = options();
        slow.progress = [&](std::uint64_t done, std::uint64_t) {
            if (done >= 4000 && ::write(pipe[1], "x", 1) == 1)
                ::pause();
        };
        (void)writeScores(files, 9000, numbers(9000), slow);
        ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(pipe[0], &byte, 1) == 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);
    ::close(pipe[1]);
    const auto report = writeScores(files, 9000, numbers(9000), options());
    REQUIRE(report);
    CHECK(report->begun >= 4000);
    CHECK(differing(files, 9000) == 0);
}

TEST_CASE("the spread of scores is told without those that are missing")
{
    std::vector<float> scores;
    for (int i = 100; i >= 0; --i)
        scores.push_back(static_cast<float>(i));
    scores.push_back(std::nanf(""));
    const Json spread = scoreSpread(scores);
    CHECK(spread["samples"] == 101);
    CHECK(spread["missing"] == 1);
    CHECK(spread["mean"] == 50.0);
    CHECK(spread["minimum"] == 0.0);
    CHECK(spread["quantiles"]["0.25"] == 25.0);
    CHECK(spread["maximum"] == 100.0);
    CHECK_FALSE(scoreSpread({}).contains("mean"));
}
