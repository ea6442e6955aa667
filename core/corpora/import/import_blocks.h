// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/corpora/import/record_reader.h"

namespace phi1 {

/// What the thread that reads files tells the thread that writes the corpus.
struct ImportItem {
    enum class Kind {
        Open,    ///< a file is begun: `file`, `identity`
        Record,  ///< `record`, `facts`
        Problem, ///< `line`, `message`
        Skipped, ///< a binary file of a folder
        Close,   ///< the file is done: `state`, and why in `message` unless it is Finished
    } kind = Kind::Record;
    ImportRecord record;
    TextFacts facts;
    InputPosition position; ///< behind a record or problem
    std::uint64_t line = 0;
    std::string message;
    InputState state = InputState::Finished;
    std::size_t file = 0;
    InputIdentity identity;
};

struct ImportBlock {
    std::vector<ImportItem> items;
    std::size_t bytes = 0; ///< of texts and more
};

/// Blocks on their way from one thread to another, within a budget of bytes.
class ImportQueue
{
public:
    /// Waits for room. @return false once nobody takes blocks any more
    bool push(ImportBlock block)
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock, [&] { return m_abandoned || m_blocks.empty() || m_bytes < budget; });
        if (m_abandoned)
            return false;
        m_bytes += block.bytes;
        m_blocks.push_back(std::move(block));
        m_filled.notify_one();
        return true;
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_filled.notify_one();
    }
    void abandon()
    {
        const std::lock_guard lock(m_mutex);
        m_abandoned = true;
        m_room.notify_one();
    }
    /// Nothing after that time, or at the end (then atEnd()).
    std::optional<ImportBlock> pop(std::chrono::milliseconds patience)
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait_for(lock, patience, [&] { return m_closed || !m_blocks.empty(); });
        if (m_blocks.empty())
            return std::nullopt;
        ImportBlock block = std::move(m_blocks.front());
        m_blocks.pop_front();
        m_bytes -= block.bytes;
        m_room.notify_one();
        return block;
    }
    bool atEnd() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed && m_blocks.empty();
    }

private:
    static constexpr std::size_t budget = 16u << 20;
    mutable std::mutex m_mutex;
    std::condition_variable m_room, m_filled;
    std::deque<ImportBlock> m_blocks;
    std::size_t m_bytes = 0;
    bool m_closed = false, m_abandoned = false;
};

} // namespace phi1
