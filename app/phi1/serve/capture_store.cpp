// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/capture_store.h"

#include <algorithm>
#include <limits>
#include <random>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Of how many captures it is known why they went.
constexpr std::size_t mostGone = 1000;
/// However small they are.
constexpr std::size_t mostCaptures = 256;

std::string newPrefix()
{
    static constexpr char digits[] = "0123456789abcdef";
    std::random_device random;
    std::string prefix = "capture-";
    for (unsigned bits = random(), k = 0; k < 6; ++k, bits >>= 4)
        prefix += digits[bits & 15];
    return prefix + "-";
}

/// An accelerator's memory is its own: the engine says when it is used up.
bool isOnCpu(const ServedModel &model)
{
    return model.inspected.device == "cpu";
}

tl::unexpected<ApiError> refusal(int status, std::string message, std::string code)
{
    return tl::unexpected<ApiError>(
        ApiError{status, std::move(message), "", std::move(code), Json::object()});
}

tl::unexpected<ApiError> tooLarge(std::uint64_t needBytes, std::uint64_t available)
{
    ApiError error{507,
                   concat("the capture needs ", formatBytes(needBytes), " of memory, ",
                          formatBytes(available),
                          " are free; take a shorter text or unload a model"),
                   "", "no_memory", Json::object()};
    error.more = {{"needs_bytes", needBytes}, {"available_bytes", available}};
    return tl::unexpected<ApiError>(std::move(error));
}

} // namespace

/// What has to go so that a capture fits.
struct CaptureStore::Plan {
    std::vector<StoredCapturePointer> drop;
    bool hasBudget = false, hasMemory = false, hasPlace = false;
};

CaptureStore::CaptureStore(std::uint64_t budget, std::function<std::uint64_t()> availableBytes)
    : m_budget(budget)
    , m_availableBytes(std::move(availableBytes))
    , m_prefix(newPrefix())
{}

CaptureStore::Plan CaptureStore::planFor(std::uint64_t needBytes, std::uint64_t available) const
{
    std::vector<const Entry *> unused;
    for (const Entry &entry : m_entries) {
        if (entry.capture.use_count() == 1)
            unused.push_back(&entry);
    }
    std::sort(unused.begin(), unused.end(),
              [](const Entry *a, const Entry *b) { return a->lastUse < b->lastUse; });
    Plan plan;
    std::uint64_t held = heldBytes(), freed = 0;
    const auto fits = [&] {
        plan.hasBudget = held == 0 || held + needBytes <= m_budget;
        plan.hasMemory = needBytes <= available + freed;
        plan.hasPlace = m_entries.size() - plan.drop.size() < mostCaptures;
        return plan.hasBudget && plan.hasMemory && plan.hasPlace;
    };
    for (auto next = unused.begin(); !fits() && next != unused.end(); ++next) {
        const std::uint64_t bytes = (*next)->capture->facts().bytes;
        held -= bytes;
        freed += bytes;
        plan.drop.push_back((*next)->capture);
    }
    return plan;
}

tl::expected<StoredCapturePointer, ApiError>
CaptureStore::add(ServedModelPointer model, std::vector<TokenId> ids, std::uint64_t needBytes)
{
    const std::uint64_t available =
        isOnCpu(*model) ? m_availableBytes() : std::numeric_limits<std::uint64_t>::max() / 2;
    Plan plan; // what is dropped is freed after the lock
    const std::lock_guard lock(m_mutex);
    plan = planFor(needBytes, available);
    if (!plan.hasMemory)
        return tooLarge(needBytes, available);
    if (!plan.hasBudget || !plan.hasPlace)
        return refusal(429,
                       concat(m_entries.size(), " captures in use hold ", formatBytes(heldBytes()),
                              " of the ", formatBytes(m_budget),
                              " that captures may take; try again later"),
                       "captures_in_use");
    for (const auto &dropped : plan.drop) {
        std::erase_if(m_entries, [&](const Entry &entry) { return entry.capture == dropped; });
        remember(dropped->id(), "it was dropped to make room for another one");
    }
    auto capture = std::make_shared<StoredCapture>(concat(m_prefix, m_next++), std::move(model),
                                                   std::move(ids), needBytes);
    m_entries.push_back({capture, ++m_uses});
    return capture;
}

tl::expected<StoredCapturePointer, ApiError> CaptureStore::use(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    for (Entry &entry : m_entries) {
        if (entry.capture->id() == id) {
            entry.lastUse = ++m_uses;
            return entry.capture;
        }
    }
    return missing(id);
}

tl::expected<StoredCapturePointer, ApiError> CaptureStore::look(const std::string &id) const
{
    const std::lock_guard lock(m_mutex);
    for (const Entry &entry : m_entries) {
        if (entry.capture->id() == id)
            return entry.capture;
    }
    return missing(id);
}

std::vector<StoredCapturePointer> CaptureStore::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<StoredCapturePointer> captures;
    for (const Entry &entry : m_entries)
        captures.push_back(entry.capture);
    return captures;
}

tl::expected<StoredCapturePointer, ApiError> CaptureStore::remove(const std::string &id,
                                                                  const std::string &why)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &entry) { return entry.capture->id() == id; });
    if (found == m_entries.end())
        return missing(id);
    StoredCapturePointer capture = found->capture;
    m_entries.erase(found);
    remember(id, why);
    m_leaving.push_back(capture);
    capture->cancel();
    return capture;
}

void CaptureStore::removeOf(const ServedModel &model)
{
    for (const auto &capture : all()) {
        if (capture->model().get() == &model)
            // One that has gone meanwhile is what was wanted.
            (void)remove(capture->id(), concat("its model ", model.id, " was unloaded"));
    }
}

CaptureStore::Totals CaptureStore::totals() const
{
    const std::lock_guard lock(m_mutex);
    return {m_entries.size(), heldBytes()};
}

std::uint64_t CaptureStore::heldBytes() const
{
    std::erase_if(m_leaving, [](const auto &capture) { return capture.expired(); });
    std::uint64_t bytes = 0;
    for (const Entry &entry : m_entries)
        bytes += entry.capture->facts().bytes;
    for (const auto &leaving : m_leaving) {
        if (const auto capture = leaving.lock())
            bytes += capture->facts().bytes;
    }
    return bytes;
}

tl::unexpected<ApiError> CaptureStore::missing(const std::string &id) const
{
    const auto known = std::find_if(m_gone.rbegin(), m_gone.rend(),
                                    [&](const auto &gone) { return gone.first == id; });
    if (known != m_gone.rend())
        return refusal(404, concat("the capture ", id, " has gone: ", known->second),
                       "capture_dropped");
    return refusal(404, concat("there is no capture ", printable(id, 80)), "capture_not_found");
}

void CaptureStore::remember(const std::string &id, const std::string &why)
{
    m_gone.emplace_back(id, why);
    if (m_gone.size() > mostGone)
        m_gone.pop_front();
}

} // namespace phi1
