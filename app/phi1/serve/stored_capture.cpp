// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/stored_capture.h"

#include "app/phi1/serve/inspection.h"

namespace phi1 {

namespace {

const char *stateName(StoredCapture::State state)
{
    switch (state) {
    case StoredCapture::State::Capturing:
        return "capturing";
    case StoredCapture::State::Ready:
        return "ready";
    case StoredCapture::State::Failed:
        break;
    }
    return "failed";
}

} // namespace

StoredCapture::StoredCapture(std::string id, ServedModelPointer model, std::vector<TokenId> ids,
                             std::uint64_t expectedBytes)
    : m_id(std::move(id))
    , m_model(std::move(model))
    , m_ids(std::move(ids))
{
    m_facts.bytes = expectedBytes;
}

StoredCapture::Facts StoredCapture::facts() const
{
    const std::lock_guard lock(m_mutex);
    return m_facts;
}

std::shared_ptr<AttentionCapture> StoredCapture::capture() const
{
    const std::lock_guard lock(m_mutex);
    return m_capture;
}

void StoredCapture::update(const Facts &facts, std::shared_ptr<AttentionCapture> capture)
{
    std::vector<std::function<void()>> waiting;
    {
        const std::lock_guard lock(m_mutex);
        m_facts = facts;
        m_capture = std::move(capture);
        waiting.swap(m_waiting);
    }
    for (const auto &told : waiting)
        told();
}

void StoredCapture::fail(const Error &error)
{
    Facts facts = this->facts();
    facts.state = State::Failed;
    facts.bytes = 0;
    facts.error = error;
    update(facts, nullptr);
}

void StoredCapture::setBytes(std::uint64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    // What it will take, while it is made, is known better before.
    if (m_facts.state == State::Ready)
        m_facts.bytes = bytes;
}

void StoredCapture::onUpdate(std::function<void()> told)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_facts.state == State::Capturing) {
            m_waiting.push_back(std::move(told));
            return;
        }
    }
    told();
}

Json captureJson(const StoredCapture &capture, bool withTokens)
{
    const StoredCapture::Facts facts = capture.facts();
    const ModelSource &source = capture.model()->loaded.source;
    Json json = {{"capture", capture.id()},
                 {"model", capture.model()->id},
                 {"state", stateName(facts.state)},
                 {"layers_ready", facts.layersReady},
                 {"progress", facts.progress},
                 {"tokens", capture.ids().size()},
                 {"layers", source.config.layers},
                 {"heads", source.config.heads},
                 {"bytes", facts.bytes},
                 {"seconds", facts.seconds},
                 {"finite", facts.finite ? Json(*facts.finite) : Json()}};
    if (facts.state == StoredCapture::State::Failed)
        json["error"] = facts.error.message;
    if (withTokens) {
        json["ids"] = capture.ids();
        json["pieces"] = piecesJson(*source.tokenizer, capture.ids());
    }
    return json;
}

} // namespace phi1
