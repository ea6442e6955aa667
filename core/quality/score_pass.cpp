// SPDX-License-Identifier: Apache-2.0
#include "core/quality/score_pass.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

#include "core/base/ordered_work.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"

namespace phi1 {

namespace {

constexpr SampleRow rowsPerPiece = 1000;
constexpr float none = std::numeric_limits<float>::quiet_NaN();

struct Piece {
    std::vector<float> scores;
    std::uint64_t scored = 0, bytes = 0;
};

/// Scores of rows [first, end).
class PieceMaker
{
public:
    PieceMaker(const OpenSampleTexts &openTexts, const ScoreOptions &options)
        : m_options(options)
        , m_texts(openTexts())
        , m_score(options.scorer())
    {}

    Result<Piece> make(SampleRow first, SampleRow end)
    {
        if (!m_texts)
            return tl::unexpected<Error>(m_texts.error());
        Piece piece;
        piece.scores.assign(end - first, none);
        if (!m_options.only) {
            PHI1_TRY(read(piece, first, first, end));
            return piece;
        }
        // Runs of neighbours at once: a filter often leaves most rows.
        const std::vector<SampleRow> &only = *m_options.only;
        auto at = std::lower_bound(only.begin(), only.end(), first);
        while (at != only.end() && *at < end) {
            SampleRow last = *at;
            auto next = at;
            while (next != only.end() && *next < end && *next == last) {
                ++next;
                ++last;
            }
            PHI1_TRY(read(piece, first, *at, last));
            at = next;
        }
        return piece;
    }

private:
    Result<void> read(Piece &piece, SampleRow first, SampleRow from, SampleRow to)
    {
        bool stopped = false;
        PHI1_TRY((*m_texts)->read(from, to, [&](SampleRow row, std::string_view text) {
            const float score = m_score(text);
            piece.scores[row - first] = score;
            piece.scored += std::isnan(score) ? 0 : 1;
            piece.bytes += text.size();
            stopped = m_options.stopRequested && m_options.stopRequested();
            return !stopped;
        }));
        if (stopped)
            return failure(ErrorCode::Cancelled, "");
        return {};
    }

    const ScoreOptions &m_options;
    Result<std::unique_ptr<SampleTexts>> m_texts;
    TextScorer m_score;
};

} // namespace

Result<ScoreReport> writeScores(const CorpusFiles &files, SampleRow rows,
                                const OpenSampleTexts &openTexts, const ScoreOptions &options)
{
    const auto begin = std::chrono::steady_clock::now();
    ColumnInfo info;
    info.key = options.key;
    info.type = ColumnType::Number;
    info.facts = options.facts;
    // Scores of the same scorer are gone on with, also by somebody who would replace others'.
    const Result<Column> before = Column::open(files.column(options.key));
    const bool same =
        before && before->info().type == info.type && before->info().facts == info.facts;
    PHI1_ASSIGN(ColumnWriter writer, ColumnWriter::open(files, info, options.replace && !same));
    ScoreReport report;
    report.samples = rows;
    report.begun = std::min(writer.rows(), rows);
    const SampleRow left = rows - report.begun;
    const std::uint64_t pieces = (std::uint64_t{left} + rowsPerPiece - 1) / rowsPerPiece;
    const int threads = options.threads > 0
                            ? options.threads
                            : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const auto firstOf = [&](std::uint64_t piece) {
        return report.begun + static_cast<SampleRow>(piece) * rowsPerPiece;
    };
    const Result<void> outcome = runOrdered<Piece>(
        std::max(1, static_cast<int>(std::min<std::uint64_t>(pieces, threads))), pieces,
        [&](int) {
            const auto maker = std::make_shared<PieceMaker>(openTexts, options);
            return [maker, &firstOf, rows](std::uint64_t piece) {
                return maker->make(firstOf(piece), std::min(rows, firstOf(piece) + rowsPerPiece));
            };
        },
        [&](std::uint64_t piece, Piece &&made) -> Result<void> {
            for (const float score : made.scores)
                writer.add(score);
            PHI1_TRY(writer.flush());
            report.scored += made.scored;
            report.withoutScore += made.scores.size() - made.scored;
            report.bytes += made.bytes;
            if (options.progress)
                options.progress(firstOf(piece) + made.scores.size(), rows);
            return {};
        });
    if (!outcome && outcome.error().code == ErrorCode::Cancelled)
        return failure(ErrorCode::Cancelled, concat("Stopped after ", writer.rows(), " of ", rows,
                                                    " samples; the same command goes on."));
    PHI1_TRY(Result<void>(outcome));
    PHI1_TRY(writer.finish());
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return report;
}

Json scoreSpread(std::span<const float> scores)
{
    std::vector<float> values;
    values.reserve(scores.size());
    for (const float score : scores) {
        if (!std::isnan(score))
            values.push_back(score);
    }
    Json json = {{"samples", values.size()}, {"missing", scores.size() - values.size()}};
    if (values.empty())
        return json;
    json["mean"] = jsonNumber(std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size()));
    std::sort(values.begin(), values.end());
    json["minimum"] = jsonNumber(values.front());
    for (const double share : {0.1, 0.25, 0.5, 0.75, 0.9}) {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
        json["quantiles"][concat(share)] = jsonNumber(values[at]);
    }
    json["maximum"] = jsonNumber(values.back());
    return json;
}

} // namespace phi1
