// SPDX-License-Identifier: Apache-2.0
#include "core/quality/facts/facts_pass.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/ordered_work.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

constexpr SampleRow rowsAtOnce = 250; // read by a thread in one piece
constexpr SampleRow rowsBeforeFlush = 1000;
constexpr int factsVersion = 1; ///< of the rules; columns of another are replaced

constexpr std::string_view parseNames[] = {"no code", "parses", "syntax error"};
constexpr std::string_view importNames[] = {"none", "standard library", "third party", "relative"};

/// What the columns hold of one sample.
struct RowFacts {
    std::uint32_t tokens = missingCount;
    ParseState parse = ParseState::NoCode;
    float comments = std::numeric_limits<float>::quiet_NaN();
    std::uint32_t undefinedNames = missingCount;
    ImportKind imports = ImportKind::None;
    std::optional<bool> selfContained;
};

RowFacts rowFacts(std::string_view text, SampleForm form)
{
    const CodeFacts facts = sampleFacts(text, form);
    RowFacts row;
    row.parse = facts.parse;
    row.imports = facts.imports;
    row.selfContained = facts.selfContained();
    if (facts.comments)
        row.comments = static_cast<float>(*facts.comments);
    if (facts.undefinedNames)
        row.undefinedNames = static_cast<std::uint32_t>(facts.undefinedNames->size());
    return row;
}

/// A column that may be further along than the others: rows it has are not added again.
struct Target {
    ColumnWriter writer;
    SampleRow rows = 0;
};

class FactColumns
{
public:
    static Result<FactColumns> open(const CorpusFiles &files, const FactsOptions &options)
    {
        FactColumns columns;
        const Json facts = {{"program", "phi1 facts"}, {"version", factsVersion}};
        Json tokenFacts = facts;
        tokenFacts["tokenizer"] = options.tokens.name;
        tokenFacts["fingerprint"] = options.tokens.fingerprint;
        if (options.tokens.count) {
            PHI1_TRY(columns.add(files, columnKey::tokens, ColumnType::Count, tokenFacts));
        } else {
            columns.m_targets.emplace_back();
        }
        PHI1_TRY(columns.add(files, columnKey::parse, ColumnType::Category, facts));
        PHI1_TRY(columns.add(files, columnKey::comments, ColumnType::Number, facts));
        PHI1_TRY(columns.add(files, columnKey::undefinedNames, ColumnType::Count, facts));
        PHI1_TRY(columns.add(files, columnKey::imports, ColumnType::Category, facts));
        PHI1_TRY(columns.add(files, columnKey::selfContained, ColumnType::Category, facts));
        for (std::size_t i = 0; i < std::size(parseNames); ++i)
            columns.m_parse[i] = columns.m_targets[1]->writer.valueOf(parseNames[i]);
        for (std::size_t i = 0; i < std::size(importNames); ++i)
            columns.m_imports[i] = columns.m_targets[4]->writer.valueOf(importNames[i]);
        columns.m_no = columns.m_targets[5]->writer.valueOf("no");
        columns.m_yes = columns.m_targets[5]->writer.valueOf("yes");
        return columns;
    }

    /// Rows that all columns have.
    SampleRow rows() const
    {
        SampleRow rows = noSample;
        for (const std::optional<Target> &target : m_targets)
            rows = target ? std::min(rows, target->rows) : rows;
        return rows;
    }
    bool needsTokens(SampleRow row) const { return m_targets[0] && row >= m_targets[0]->rows; }
    bool needsCode(SampleRow row) const
    {
        return std::any_of(m_targets.begin() + 1, m_targets.end(),
                           [row](const std::optional<Target> &each) { return row >= each->rows; });
    }

    void add(SampleRow row, const RowFacts &facts)
    {
        const bool parses = facts.parse == ParseState::Parses;
        if (m_targets[0])
            put(0, row, facts.tokens);
        put(1, row, m_parse[static_cast<std::size_t>(facts.parse)]);
        put(2, row, facts.comments);
        put(3, row, facts.undefinedNames);
        put(4, row, parses ? m_imports[static_cast<std::size_t>(facts.imports)] : missingCount);
        put(5, row, facts.selfContained ? (*facts.selfContained ? m_yes : m_no) : missingCount);
    }

    Result<void> flush()
    {
        for (std::optional<Target> &target : m_targets) {
            if (target)
                PHI1_TRY(target->writer.flush());
        }
        return {};
    }
    Result<void> finish()
    {
        for (std::optional<Target> &target : m_targets) {
            if (target)
                PHI1_TRY(target->writer.finish());
        }
        return {};
    }

private:
    Result<void> add(const CorpusFiles &files, std::string_view key, ColumnType type,
                     const Json &facts)
    {
        ColumnInfo info;
        info.key = key;
        info.type = type;
        info.facts = facts;
        Result<ColumnWriter> writer = ColumnWriter::open(files, info);
        if (!writer && writer.error().code == ErrorCode::Incompatible)
            writer = ColumnWriter::open(files, info, true); // of other rules or another tokenizer
        if (!writer)
            return failure(std::move(writer));
        const SampleRow rows = writer->rows();
        m_targets.push_back(Target{std::move(*writer), rows});
        return {};
    }
    template<typename T>
    void put(std::size_t target, SampleRow row, T value)
    {
        if (row >= m_targets[target]->rows)
            m_targets[target]->writer.add(value);
    }

    std::vector<std::optional<Target>> m_targets; ///< tokens (perhaps none), parse, comments …
    std::array<std::uint32_t, std::size(parseNames)> m_parse{};
    std::array<std::uint32_t, std::size(importNames)> m_imports{};
    std::uint32_t m_no = 0, m_yes = 0;
};

struct Piece {
    std::vector<RowFacts> rows;
    std::uint64_t bytes = 0;
};

} // namespace

Result<FactsReport> writeFacts(const CorpusFiles &files, SampleRow rows,
                               const OpenSampleTexts &openTexts, const FactsOptions &options)
{
    const auto beginTime = Clock::now();
    PHI1_ASSIGN(FactColumns columns, FactColumns::open(files, options));
    FactsReport report;
    report.samples = rows;
    report.begun = std::min(rows, columns.rows());
    const int threads = options.threads > 0
                            ? options.threads
                            : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const auto isStopped = [&] { return options.stopRequested && options.stopRequested(); };
    const std::uint64_t pieces = (std::uint64_t{rows} - report.begun + rowsAtOnce - 1) / rowsAtOnce;

    const auto makeWorker = [&](int) {
        auto texts = std::make_shared<Result<std::unique_ptr<SampleTexts>>>(openTexts());
        return [&, texts](std::uint64_t index) -> Result<Piece> {
            if (!*texts)
                return tl::unexpected<Error>(texts->error());
            Piece piece;
            const SampleRow first = report.begun + static_cast<SampleRow>(index) * rowsAtOnce;
            const SampleRow end = std::min(rows, first + rowsAtOnce);
            PHI1_TRY((**texts)->read(first, end, [&](SampleRow row, std::string_view text) {
                RowFacts facts;
                if (columns.needsCode(row))
                    facts = rowFacts(text, options.form ? options.form(row) : SampleForm::Unknown);
                if (columns.needsTokens(row))
                    facts.tokens = static_cast<std::uint32_t>(
                        std::min<std::size_t>(options.tokens.count(text), missingCount - 1));
                piece.rows.push_back(facts);
                piece.bytes += text.size();
                return !isStopped();
            }));
            if (piece.rows.size() != end - first && !isStopped())
                return failure(ErrorCode::Corrupt,
                               concat("the corpus ", files.name(), " gave ", piece.rows.size(),
                                      " texts of the samples ", first, " to ", end - 1));
            return piece;
        };
    };
    SampleRow row = report.begun;
    SampleRow unflushed = 0;
    const auto take = [&](std::uint64_t, Piece &&piece) -> Result<void> {
        for (const RowFacts &facts : piece.rows) {
            columns.add(row, facts);
            report.tokens += columns.needsTokens(row) ? facts.tokens : 0;
            report.parses += facts.parse == ParseState::Parses ? 1 : 0;
            report.syntaxErrors += facts.parse == ParseState::SyntaxError ? 1 : 0;
            report.noCode += facts.parse == ParseState::NoCode ? 1 : 0;
            ++row;
        }
        report.bytes += piece.bytes;
        unflushed += static_cast<SampleRow>(piece.rows.size());
        if (unflushed >= rowsBeforeFlush || isStopped()) {
            PHI1_TRY(columns.flush());
            unflushed = 0;
        }
        if (options.progress)
            options.progress(row, rows);
        if (isStopped())
            return failure(ErrorCode::Cancelled,
                           concat("interrupted; the facts of ", row, " samples are kept"));
        return {};
    };
    PHI1_TRY(runOrdered<Piece>(threads, pieces, makeWorker, take));
    PHI1_TRY(columns.finish());
    report.seconds = std::chrono::duration<double>(Clock::now() - beginTime).count();
    return report;
}

} // namespace phi1
