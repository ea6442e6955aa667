// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/curves/curve_data.h"
#include "core/curves/stored_column.h"

namespace phi1 {

/// Which events.jsonl a cache was made from, and how much of it.
struct EventsIdentity {
    std::uint64_t consumed = 0; ///< bytes of whole lines that were read
    /// Where the file ended when they were: beyond `consumed` with a torn last line.
    std::uint64_t sizeSeen = 0;
    std::uint64_t skippedLines = 0;
    std::string firstHash, lastHash; ///< of the first and last block before `consumed`
    std::string lastBytes;           ///< the very last ones; not kept in the cache

    /// Reads both blocks. Corrupt if the file is shorter or no line ends there.
    static Result<EventsIdentity> read(int eventsFile, std::uint64_t consumed);
    bool isSameStart(const EventsIdentity &other) const
    {
        return consumed == other.consumed && firstHash == other.firstHash &&
               lastHash == other.lastHash;
    }
};

/// The binary form of a CurveData in a file. Version 1, little-endian:
///     header     512 bytes: magic, version, length of the file, EventsIdentity, place and hash of
///                the detail, CurveSummary; the last 32 are the hash of those before
///     columns    doubles, one column behind the other
///     detail     where each column lies, with its hash; evaluations, marks, the segment
/// It is not trusted: each length is checked before it is used, each part against its hash.
class CurveCache
{
public:
    static constexpr const char *fileName = "events.cache";
    static constexpr std::uint32_t version = 1;

    /// Reads the header. NotFound; Corrupt; Incompatible for another version.
    static Result<CurveCache> open(const std::filesystem::path &path);

    const EventsIdentity &identity() const { return m_identity; }
    const CurveSummary &summary() const { return m_summary; }
    /// Reads the detail; the columns are read when they are used.
    Result<std::unique_ptr<CurveData>> curve();

    /// Replaces the file in one step. Not synced: after a power cut the hashes tell.
    static Result<void> write(const std::filesystem::path &path, const CurveData &data,
                              const EventsIdentity &identity);

private:
    CurveCache() = default;

    std::shared_ptr<ColumnSource> m_source;
    std::uint64_t m_fileBytes = 0;
    std::uint64_t m_detailOffset = 0, m_detailBytes = 0;
    std::string m_detailHash;
    EventsIdentity m_identity;
    CurveSummary m_summary;
};

} // namespace phi1
