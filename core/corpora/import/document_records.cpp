// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "core/corpora/byte_source.h"
#include "core/corpora/import/record_reader.h"

namespace phi1 {

namespace {

/// As far as git looks for a zero byte.
constexpr std::size_t binaryProbe = 8000;

class DocumentRecords final : public RecordReader
{
public:
    DocumentRecords(std::unique_ptr<ByteSource> source, ImportFile file, FieldMapping mapping)
        : m_source(std::move(source))
        , m_file(std::move(file))
        , m_mapping(std::move(mapping))
    {}

    Result<Found> next(ImportRecord &record) override
    {
        if (m_done)
            return Found::End;
        m_done = true;
        record = {};
        std::string &text = record.text;
        std::size_t length = 0;
        for (;;) {
            if (length > longestRecord) {
                text = {};
                return refuse(concat("is longer than ", formatBytes(longestRecord),
                                     ", the longest that is imported; split it"));
            }
            text.resize(length + std::max<std::size_t>(1u << 14, length));
            PHI1_ASSIGN(const std::size_t count, m_source->read(std::span(text).subspan(length)));
            const std::size_t probed = std::min(length, binaryProbe);
            const std::size_t probe = std::min(length + count, binaryProbe) - probed;
            if (std::memchr(text.data() + probed, '\0', probe)) {
                if (!m_file.named)
                    return Found::Nothing;
                return refuse("is a binary file, expected text, JSONL or Parquet");
            }
            length += count;
            if (count == 0)
                break;
        }
        text.resize(length);
        if (text.empty())
            return m_file.named ? refuse("is empty") : Result<Found>(Found::Nothing);
        m_mapping.applyConstants(record.origin);
        record.origin.path = m_file.inside;
        return Found::Record;
    }

    InputPosition position() const override { return {m_done ? 1u : 0u, 0}; }
    Result<void> goOnAt(const InputPosition &position) override
    {
        m_done = position.offset > 0;
        return {};
    }
    std::uint64_t consumed() const override { return m_source->consumed(); }

private:
    Result<Found> refuse(std::string why)
    {
        m_problem = std::move(why);
        return Found::Problem;
    }

    std::unique_ptr<ByteSource> m_source;
    ImportFile m_file;
    FieldMapping m_mapping;
    bool m_done = false;
};

} // namespace

Result<std::unique_ptr<RecordReader>> openDocumentRecords(const ImportFile &file,
                                                          const FieldMapping &mapping)
{
    PHI1_ASSIGN(std::unique_ptr<ByteSource> source, ByteSource::open(file.path));
    return std::make_unique<DocumentRecords>(std::move(source), file, mapping);
}

} // namespace phi1
