// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/corpus_import.h"

#include <chrono>
#include <optional>
#include <thread>

#include "core/base/text.h"
#include "core/corpora/import/import_source.h"
#include "core/corpora/store/sample_writer.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

/// After this long a batch is ended; its commit, which writes the index, takes about as long again.
constexpr std::chrono::milliseconds batchTime{50};
constexpr std::size_t problemsTold = 1000;

/// The half that writes.
class Importer
{
public:
    Importer(SampleWriter &writer, const std::vector<ImportFile> &files, ImportSummary &summary)
        : m_writer(writer)
        , m_files(files)
        , m_summary(summary)
    {}

    Result<void> take(const ImportItem &item)
    {
        switch (item.kind) {
        case ImportItem::Kind::Open:
            return open(item);
        case ImportItem::Kind::Record:
            return add(item);
        case ImportItem::Kind::Problem:
            m_input->position = item.position;
            ++m_input->input.documents;
            return tellProblem(item.line, item.message);
        case ImportItem::Kind::Skipped:
            ++m_summary.binaryFiles;
            return {};
        case ImportItem::Kind::Close:
            break;
        }
        m_input->input.state = item.state;
        m_input->input.message = item.message;
        if (item.state == InputState::Broken) {
            m_summary.errors.push_back(item.message);
            PHI1_TRY(tellProblem(0, item.message));
        }
        PHI1_TRY(m_writer.updateInput(*m_input));
        m_input.reset();
        return {};
    }

    Result<void> commit()
    {
        if (m_input)
            PHI1_TRY(m_writer.updateInput(*m_input));
        return m_writer.commit();
    }

private:
    Result<void> open(const ImportItem &item)
    {
        PHI1_ASSIGN(m_input, m_writer.openInput(m_files[item.file].path.string(), item.identity));
        return {};
    }
    Result<void> add(const ImportItem &item)
    {
        m_origin = item.record.origin;
        m_origin.input = m_input->input.path;
        PHI1_ASSIGN(const AddedSample added, m_writer.add(item.record.text, item.facts, m_origin));
        ImportInput &counts = m_input->input;
        m_input->position = item.position;
        ++counts.documents;
        counts.samples += added.isNew;
        counts.duplicates += !added.isNew;
        counts.duplicateIds += added.idMetBefore;
        counts.textBytes += item.record.text.size();
        m_summary.imported += added.isNew;
        m_summary.duplicates += !added.isNew;
        m_summary.duplicateIds += added.idMetBefore;
        m_summary.textBytes += item.record.text.size();
        return {};
    }
    Result<void> tellProblem(std::uint64_t line, const std::string &message)
    {
        ++m_summary.problems;
        if (m_summary.brokenLines.size() < problemsTold)
            m_summary.brokenLines.push_back({m_input->input.path, line, message});
        return m_writer.addProblem(*m_input, line, message);
    }

    SampleWriter &m_writer;
    const std::vector<ImportFile> &m_files;
    ImportSummary &m_summary;
    std::optional<SampleWriter::OpenInput> m_input;
    SampleOrigin m_origin;
};

/// Ends the reading thread however the writing one ends.
struct ReadingThread {
    ImportQueue &queue;
    std::thread thread;
    ReadingThread(ImportQueue &blocks, ImportSource &source)
        : queue(blocks)
        , thread([&source] { source.run(); })
    {}
    ReadingThread(const ReadingThread &) = delete;
    ReadingThread &operator=(const ReadingThread &) = delete;
    ~ReadingThread()
    {
        queue.abandon();
        thread.join();
    }
};

} // namespace

Result<ImportSummary> importCorpus(const CorpusFiles &corpus, const std::vector<ImportFile> &files,
                                   const FieldMapping &mapping, const std::function<bool()> &stop,
                                   const std::function<void(const ImportProgress &)> &progress)
{
    PHI1_ASSIGN(SampleWriter writer, SampleWriter::open(corpus, "phi1 import"));
    std::map<std::string, SampleWriter::OpenInput> known;
    PHI1_ASSIGN(std::vector<SampleWriter::OpenInput> inputs, writer.inputs());
    for (SampleWriter::OpenInput &input : inputs)
        known.emplace(input.input.path, std::move(input));
    ImportSummary summary;
    ImportProgress told;
    for (const ImportFile &file : files)
        told.bytesTotal += file.size;

    ImportQueue queue;
    ImportSource source(files, mapping, std::move(known), queue);
    Importer importer(writer, files, summary);
    const ReadingThread reading(queue, source);
    Clock::time_point begun = Clock::now();
    const auto endBatch = [&]() -> Result<void> {
        PHI1_TRY(importer.commit());
        told.bytesRead = source.bytesRead();
        told.documents = summary.imported + summary.duplicates + summary.problems;
        told.textBytes = summary.textBytes;
        progress(told);
        begun = Clock::now();
        return {};
    };
    while (!summary.interrupted && !queue.atEnd()) {
        const std::optional<ImportBlock> block = queue.pop(batchTime);
        for (std::size_t i = 0; block && i < block->items.size() && !summary.interrupted; ++i) {
            PHI1_TRY(importer.take(block->items[i]));
            summary.interrupted = stop();
            if (Clock::now() - begun > batchTime)
                PHI1_TRY(endBatch());
        }
        if (!block && Clock::now() - begun > batchTime)
            PHI1_TRY(endBatch());
        summary.interrupted = summary.interrupted || stop();
    }
    PHI1_TRY(endBatch());
    summary.samples = writer.rows();
    return summary;
}

} // namespace phi1
