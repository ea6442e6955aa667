// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/stored_capture.h"

namespace phi1 {

/// The captures of an engine within a budget of memory: the one not used for longest makes room.
/// Who holds the pointer of a capture uses it, and it is not dropped meanwhile. Every member may be
/// called from any thread.
class CaptureStore
{
public:
    static constexpr std::uint64_t defaultBudget = 2ull << 30;

    /// @param budget  bytes that all captures may take; one alone may take more
    /// @param availableBytes  of the machine's memory; called when one of the CPU is added
    CaptureStore(std::uint64_t budget, std::function<std::uint64_t()> availableBytes);

    /// Makes room for a capture and enters it; the one who asked makes it.
    /// @param needBytes  of memory it will take at most
    /// @return 507 with what is needed and what is free; 429 where the captures in use leave no
    /// room
    tl::expected<StoredCapturePointer, ApiError>
    add(ServedModelPointer model, std::vector<TokenId> ids, std::uint64_t needBytes);

    /// Counts as a use. @return 404 with what became of it
    tl::expected<StoredCapturePointer, ApiError> use(const std::string &id);
    /// Does not count as one.
    tl::expected<StoredCapturePointer, ApiError> look(const std::string &id) const;
    std::vector<StoredCapturePointer> all() const; ///< in the order in which they were made

    /// Takes one out and ends the making of it. @param why  "it was deleted": for those who ask
    tl::expected<StoredCapturePointer, ApiError> remove(const std::string &id,
                                                        const std::string &why);
    /// Takes those of a model out.
    void removeOf(const ServedModel &model);

    struct Totals {
        std::size_t captures = 0;
        std::uint64_t bytes = 0; ///< also of those taken out that somebody still uses
    };
    Totals totals() const;

private:
    struct Entry {
        StoredCapturePointer capture;
        std::uint64_t lastUse = 0;
    };
    struct Plan;

    Plan planFor(std::uint64_t needBytes, std::uint64_t available) const;
    tl::unexpected<ApiError> missing(const std::string &id) const;
    void remember(const std::string &id, const std::string &why);
    std::uint64_t heldBytes() const;

    const std::uint64_t m_budget;
    const std::function<std::uint64_t()> m_availableBytes;
    const std::string m_prefix; ///< of ids; another in each engine, so that an old id finds nothing
    mutable std::mutex m_mutex;
    std::vector<Entry> m_entries;
    mutable std::vector<std::weak_ptr<StoredCapture>> m_leaving; ///< taken out, perhaps in use
    std::deque<std::pair<std::string, std::string>> m_gone;      ///< id, why; the latest ones
    std::uint64_t m_next = 1;
    std::uint64_t m_uses = 0;
};

} // namespace phi1
