// SPDX-License-Identifier: Apache-2.0
#include "model/inference/weights_fingerprint.h"

#include <chrono>
#include <utility>

#include <sched.h>

#include "model/formats/weights.h"

namespace phi1 {

namespace {

constexpr const char *kind = "fingerprint of weights";

/// How long the first tokens are left alone.
constexpr std::chrono::milliseconds patience{1500};

/// Reading less than this disturbs nobody.
constexpr std::uint64_t smallBytes = 64u << 20;

bool isSmall(const Weights &weights)
{
    std::uint64_t bytes = 0;
    for (const TensorEntry &tensor : weights.tensors())
        bytes += tensor.bytes.size();
    return bytes < smallBytes;
}

} // namespace

WeightsFingerprint::WeightsFingerprint(std::shared_ptr<const Weights> weights)
    : m_weights(std::move(weights))
    , m_memory(FileMemory(kind, m_weights->files()))
{
    if (std::optional<std::string> known = m_memory->recall())
        m_result = std::move(*known);
    else
        m_thread = std::thread([this] { compute(); });
}

WeightsFingerprint::WeightsFingerprint(std::string known)
    : m_result(std::move(known))
{}

WeightsFingerprint::~WeightsFingerprint()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

std::optional<std::string> WeightsFingerprint::value() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_result)
        return std::nullopt;
    return m_result->value_or(std::string());
}

Result<std::string> WeightsFingerprint::wait()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_result)
            return *m_result;
        m_stop = true; // the slow thread is not worth waiting for
    }
    m_changed.notify_all();
    return finish(m_weights->fingerprint());
}

void WeightsFingerprint::compute()
{
    const sched_param none = {};
    ::sched_setscheduler(0, SCHED_IDLE, &none);
    const auto stopped = [this] {
        const std::lock_guard lock(m_mutex);
        return m_stop;
    };
    if (!isSmall(*m_weights)) {
        std::unique_lock lock(m_mutex);
        if (m_changed.wait_for(lock, patience, [this] { return m_stop; }))
            return;
    }
    if (std::optional<std::string> found = m_weights->fingerprint([&] { return !stopped(); }))
        (void)finish(std::move(*found));
}

Result<std::string> WeightsFingerprint::finish(std::string fingerprint)
{
    Result<std::string> result = std::move(fingerprint);
    if (const Result<void> sound = m_weights->check(); !sound)
        result = failure(sound.error().code, sound.error().message);
    else
        m_memory->remember(*result);
    const std::lock_guard lock(m_mutex);
    m_result = std::move(result);
    return *m_result;
}

} // namespace phi1
