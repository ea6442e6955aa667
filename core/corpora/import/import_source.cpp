// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/import_source.h"

#include <cerrno>
#include <optional>

#include <sys/stat.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t blockBytes = 1u << 20;
constexpr std::size_t itemBytes = 256; ///< of an item besides its text, about

std::optional<InputIdentity> identityOf(const std::filesystem::path &path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    return InputIdentity{static_cast<std::uint64_t>(status.st_size),
                         status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
                         static_cast<std::uint64_t>(status.st_ino),
                         {}};
}

} // namespace

ImportSource::ImportSource(const std::vector<ImportFile> &files, const FieldMapping &mapping,
                           std::map<std::string, SampleWriter::OpenInput> known, ImportQueue &queue)
    : m_files(files)
    , m_mapping(mapping)
    , m_fingerprint(mapping.fingerprint())
    , m_known(std::move(known))
    , m_queue(queue)
{}

void ImportSource::run()
{
    for (std::size_t file = 0; file < m_files.size(); ++file)
        if (!readFile(file))
            return;
    if (flush())
        m_queue.close();
}

bool ImportSource::flush()
{
    return m_queue.push(std::exchange(m_block, {}));
}

bool ImportSource::give(ImportItem item, std::size_t bytes)
{
    m_block.bytes += bytes + itemBytes;
    m_block.items.push_back(std::move(item));
    return m_block.bytes < blockBytes || flush();
}

bool ImportSource::readFile(std::size_t index)
{
    const ImportFile &file = m_files[index];
    const std::uint64_t before = bytesRead();
    ImportItem open;
    open.kind = ImportItem::Kind::Open;
    open.file = index;
    const auto identity = identityOf(file.path);
    open.identity = identity.value_or(InputIdentity{});
    open.identity.mapping = m_fingerprint;
    InputPosition from;
    if (const auto known = m_known.find(file.path.string()); known != m_known.end())
        from = positionOf(known->second, open.identity);
    if (!give(std::move(open), 0))
        return false;

    ImportItem close;
    close.kind = ImportItem::Kind::Close;
    close.state = InputState::Broken;
    auto records = openRecords(file, m_mapping);
    if (records && from != InputPosition{})
        if (auto resumed = (*records)->goOnAt(from); !resumed)
            records = tl::unexpected<Error>(resumed.error());
    if (!records)
        close.message = records.error().message;
    else if (!readRecords(**records, before, close))
        return false;
    if (close.state == InputState::Finished) {
        const auto now = identityOf(file.path);
        if (!now || now != identity) {
            close.state = InputState::Broken;
            close.message = concat(file.path, now ? " was changed" : " vanished",
                                   " while it was read; import it again");
        }
    }
    m_bytesRead = before + file.size;
    return give(std::move(close), 0);
}

bool ImportSource::readRecords(RecordReader &records, std::uint64_t before, ImportItem &close)
{
    for (;;) {
        ImportItem item;
        const Result<RecordReader::Found> found = records.next(item.record);
        m_bytesRead.store(before + records.consumed(), std::memory_order_relaxed);
        if (!found) {
            close.message = found.error().message;
            return true;
        }
        item.position = records.position();
        switch (*found) {
        case RecordReader::Found::End:
            close.state = InputState::Finished;
            return true;
        case RecordReader::Found::Record:
            item.facts = factsOfText(item.record.text);
            if (item.record.origin.title.empty())
                item.record.origin.title = item.record.origin.path;
            break;
        case RecordReader::Found::Problem:
            item.kind = ImportItem::Kind::Problem;
            item.line = records.line();
            item.message = records.problem();
            break;
        case RecordReader::Found::Nothing:
            item.kind = ImportItem::Kind::Skipped;
            break;
        }
        const std::size_t bytes = item.record.text.size() + item.record.origin.prompt.size() +
                                  item.record.origin.extra.size() + item.message.size();
        if (!give(std::move(item), bytes))
            return false;
    }
}

} // namespace phi1
