// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/duplicate_pass.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/ordered_work.h"
#include "core/base/text.h"
#include "core/corpora/duplicates/band_pass.h"
#include "core/corpora/duplicates/duplicate_files.h"
#include "core/corpora/store/column.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

constexpr SampleRow rowsAtOnce = 1024; // signed by a thread in one piece
constexpr SampleRow rowsOfState = 16 * rowsAtOnce;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Pass
{
public:
    Pass(const CorpusFiles &corpus, DuplicateFiles files, SampleRow rows,
         const OpenSampleTexts &openTexts, const DuplicateOptions &options)
        : m_corpus(corpus)
        , m_files(std::move(files))
        , m_rows(rows)
        , m_openTexts(openTexts)
        , m_options(options)
        , m_threads(options.threads > 0
                        ? options.threads
                        : static_cast<int>(std::max(1u, std::thread::hardware_concurrency())))
    {
        m_report.samples = rows;
    }

    Result<DuplicateReport> run()
    {
        PHI1_TRY(forgetWhatChanged());
        PHI1_TRY(m_files.beginWriting());
        const auto signing = Clock::now();
        PHI1_TRY(sign());
        m_report.signingSeconds = secondsSince(signing);
        const auto comparing = Clock::now();
        UnionFind clusters(m_rows);
        PHI1_TRY(compare(clusters));
        PHI1_TRY(writeColumn(clusters));
        m_report.comparingSeconds = secondsSince(comparing);
        return m_report;
    }

private:
    DuplicateState &state() { return m_files.state; }
    bool isStopped() const { return m_options.stopRequested && m_options.stopRequested(); }
    void progress(std::string_view stage, std::uint64_t done, std::uint64_t total) const
    {
        if (m_options.progress)
            m_options.progress(stage, done, total);
    }

    /// Signatures of another corpus of this name, and bands of other rows or another threshold.
    Result<void> forgetWhatChanged()
    {
        if (state().signedRows > 0) {
            std::string last;
            PHI1_ASSIGN(const std::unique_ptr<SampleTexts> texts, m_openTexts());
            PHI1_TRY(texts->read(state().signedRows - 1, state().signedRows,
                                 [&](SampleRow, std::string_view text) {
                                     last = hashOfSample(text).hex();
                                     return true;
                                 }));
            if (last != state().lastHash)
                state() = {};
        }
        if (state().threshold != m_options.threshold) {
            state().links = 0;
            state().bands = 0;
        }
        if (state().bandRows != m_rows)
            state().bands = 0; // the links stay true
        state().threshold = m_options.threshold;
        return {};
    }

    struct Piece {
        std::vector<MinHashSignature> signatures;
        std::string lastHash;
    };

    Result<void> sign()
    {
        const SampleRow begin = state().signedRows;
        const std::uint64_t pieces = (std::uint64_t{m_rows} - begin + rowsAtOnce - 1) / rowsAtOnce;
        const auto makeWorker = [&](int) {
            auto texts = std::make_shared<Result<std::unique_ptr<SampleTexts>>>(m_openTexts());
            return [this, texts, begin](std::uint64_t index) -> Result<Piece> {
                if (!*texts)
                    return tl::unexpected<Error>(texts->error());
                Piece piece;
                const SampleRow first = begin + static_cast<SampleRow>(index) * rowsAtOnce;
                const SampleRow end = std::min(m_rows, first + rowsAtOnce);
                PHI1_TRY((**texts)->read(first, end, [&](SampleRow row, std::string_view text) {
                    bool isEmpty = false;
                    piece.signatures.push_back(minHashOf(text, isEmpty));
                    if (row + 1 == end)
                        piece.lastHash = hashOfSample(text).hex();
                    return !isStopped();
                }));
                if (piece.signatures.size() != end - first && !isStopped())
                    return failure(ErrorCode::Corrupt,
                                   concat("the corpus gave ", piece.signatures.size(),
                                          " texts of the samples ", first, " to ", end - 1));
                return piece;
            };
        };
        const auto take = [&](std::uint64_t index, Piece &&piece) -> Result<void> {
            if (isStopped())
                return failure(ErrorCode::Cancelled,
                               concat("interrupted; the signatures of ", state().signedRows,
                                      " samples are kept"));
            PHI1_TRY(m_files.append(piece.signatures));
            m_signedRows += static_cast<SampleRow>(piece.signatures.size());
            if (m_signedRows % rowsOfState == 0 || index + 1 == pieces) {
                state().signedRows = begin + m_signedRows;
                state().lastHash = piece.lastHash;
                PHI1_TRY(m_files.saveState());
            }
            progress("Signing", begin + m_signedRows, m_rows);
            return {};
        };
        return runOrdered<Piece>(m_threads, pieces, makeWorker, take);
    }

    Result<void> compare(UnionFind &clusters)
    {
        PHI1_ASSIGN(const std::vector<DuplicateLink> known, m_files.readLinks());
        for (const DuplicateLink &link : known)
            clusters.join(link.first, link.second);
        m_report.links = known.size();
        if (m_rows == 0)
            return {};
        PHI1_ASSIGN(const MappedFile mapped, m_files.mapSignatures());
        const auto signatures = signaturesIn(mapped, m_rows);
        m_report.empty = static_cast<SampleRow>(
            std::count_if(signatures.begin(), signatures.end(), isEmptySignature));
        BandPass pass(signatures, clusters, m_openTexts,
                      {m_options.threshold, m_threads, m_options.memory, m_options.stopRequested});
        const std::uint64_t total = std::uint64_t{m_rows} * bandCount;
        for (std::size_t band = state().bands; band < bandCount; ++band) {
            progress("Comparing", std::uint64_t{m_rows} * band, total);
            std::vector<DuplicateLink> links;
            const Result<void> done = pass.run(band, links);
            PHI1_TRY(mapped.check());
            // What was found is true even of a band that was not finished.
            PHI1_TRY(m_files.append(links));
            state().links += links.size();
            state().bandRows = m_rows;
            state().bands = static_cast<std::uint32_t>(band + (done ? 1 : 0));
            PHI1_TRY(m_files.saveState());
            m_report.links += links.size();
            if (!done)
                return done;
        }
        progress("Comparing", total, total);
        m_report.candidates = pass.counts().candidates;
        m_report.compared = pass.counts().compared;
        return {};
    }

    Result<void> writeColumn(UnionFind &clusters)
    {
        std::vector<std::uint32_t> sizes(m_rows);
        for (SampleRow row = 0; row < m_rows; ++row)
            ++sizes[clusters.find(row)];
        ColumnInfo info;
        info.key = columnKey::duplicateOf;
        info.type = ColumnType::Count;
        info.facts = {{"program", "phi1 duplicates"},
                      {"version", 1},
                      {"threshold", m_options.threshold},
                      {"rows", m_rows},
                      {"shingle_tokens", 5},
                      {"min_hashes", minHashCount},
                      {"bands", bandCount}};
        PHI1_ASSIGN(ColumnWriter column, ColumnWriter::open(m_corpus, info, true));
        PHI1_TRY(column.truncate(0)); // what an interrupted call wrote
        for (SampleRow row = 0; row < m_rows; ++row) {
            const SampleRow root = clusters.find(row);
            column.add(sizes[root] > 1 ? root : missingCount);
            m_report.clustered += sizes[root] > 1 ? 1 : 0;
            m_report.clusters += sizes[row] > 1 ? 1 : 0;
        }
        return column.finish();
    }

    const CorpusFiles &m_corpus;
    DuplicateFiles m_files;
    const SampleRow m_rows;
    const OpenSampleTexts &m_openTexts;
    const DuplicateOptions &m_options;
    const int m_threads;
    SampleRow m_signedRows = 0; ///< by this call
    DuplicateReport m_report;
};

} // namespace

Result<DuplicateReport> findDuplicates(const CorpusFiles &files, SampleRow rows,
                                       const OpenSampleTexts &openTexts,
                                       const DuplicateOptions &options)
{
    if (!(options.threshold >= 0.5 && options.threshold <= 1.0))
        return failure(ErrorCode::Usage,
                       concat("near-duplicates cannot be found at a Jaccard index of ",
                              options.threshold, "; choose one from 0.5 to 1"));
    PHI1_ASSIGN(DuplicateFiles known, DuplicateFiles::open(files));
    return Pass(files, std::move(known), rows, openTexts, options).run();
}

} // namespace phi1
