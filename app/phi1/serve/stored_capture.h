// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/phi1/serve/model_registry.h"
#include "core/base/result.h"
#include "model/inference/attention/attention_capture.h"

namespace phi1 {

/// A capture that clients know by its id, from the request for it on. Every member may be called
/// from any thread unless it says otherwise.
class StoredCapture
{
public:
    enum class State { Capturing, Ready, Failed };

    struct Facts {
        State state = State::Capturing;
        std::int64_t layersReady = 0;
        double progress = 0;
        std::uint64_t bytes = 0;    ///< held; while it is made: what it will take
        double seconds = 0;         ///< of computing
        std::optional<bool> finite; ///< of what the heads put out; known when it is ready
        Error error;                ///< of a failed one
    };

    StoredCapture(std::string id, ServedModelPointer model, std::vector<TokenId> ids,
                  std::uint64_t expectedBytes);

    const std::string &id() const { return m_id; }
    const ServedModelPointer &model() const { return m_model; }
    const std::vector<TokenId> &ids() const { return m_ids; }

    Facts facts() const;
    /// Null before its first slice was computed. Used on the computing thread only.
    std::shared_ptr<AttentionCapture> capture() const;

    /// Of the one who makes it, on the computing thread: who waits is told.
    void update(const Facts &facts, std::shared_ptr<AttentionCapture> capture);
    void fail(const Error &error);
    /// It takes so much now: more while questions to it keep what they have computed.
    void setBytes(std::uint64_t bytes);

    /// Calls `told` once, at the next update, or at once if there will be none.
    void onUpdate(std::function<void()> told);

    /// Ends the making of it.
    void cancel() { m_stop.request_stop(); }
    std::stop_token stopToken() const { return m_stop.get_token(); }

private:
    const std::string m_id;
    const ServedModelPointer m_model;
    const std::vector<TokenId> m_ids;
    std::stop_source m_stop;

    mutable std::mutex m_mutex; ///< of what follows
    Facts m_facts;
    std::shared_ptr<AttentionCapture> m_capture;
    std::vector<std::function<void()>> m_waiting;
};

using StoredCapturePointer = std::shared_ptr<StoredCapture>;

/// The object CAPTURE of the protocol (docs/engine.md).
/// @param withTokens  its ids and pieces too
Json captureJson(const StoredCapture &capture, bool withTokens);

} // namespace phi1
