// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/complete/same_weights.h"

#include <algorithm>
#include <cstring>

#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/weights_fingerprint.h"

namespace phi1 {

namespace {

/// So long a beginning of the prompt tells models apart.
constexpr std::size_t probeTokens = 32;

/// Logits after the beginning of the prompt; empty where they could not be computed.
std::vector<float> probe(Engine &engine, const std::vector<TokenId> &prompt)
{
    const auto opened = engine.open();
    if (!opened)
        return {};
    const ScopedSlot slot(engine, *opened);
    const std::size_t count = std::min(probeTokens, prompt.size());
    std::vector<EngineRow> rows;
    for (std::size_t i = 0; i < count; ++i)
        rows.push_back({slot.id(), prompt[i], i + 1 == count});
    std::vector<float> logits(static_cast<std::size_t>(engine.vocabulary()));
    if (!engine.run(rows, logits))
        return {};
    return logits;
}

bool equalBits(const std::vector<float> &a, const std::vector<float> &b)
{
    return !a.empty() && a.size() == b.size() &&
           std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

} // namespace

std::vector<std::string> sameWeights(const Panes &panes, const std::vector<std::string> &paths,
                                     const std::vector<std::vector<TokenId>> &prompts)
{
    std::vector<std::string> warnings;
    for (const auto &pane : panes) {
        if (!pane->loaded.source.fingerprint)
            continue;
        WeightsFingerprint &identity = *pane->loaded.source.fingerprint;
        if (StopSignals::stopRequested()) { // who interrupts does not want to wait
            pane->record.fingerprint = identity.value().value_or("");
            continue;
        }
        if (const auto fingerprint = identity.wait())
            pane->record.fingerprint = *fingerprint;
        else
            warnings.push_back(fingerprint.error().message);
    }
    std::vector<std::vector<float>> logits(panes.size());
    const bool compares = panes.size() > 1 && !StopSignals::stopRequested();
    for (std::size_t i = 0; compares && i < panes.size(); ++i) {
        logits[i] = probe(*panes[i]->loaded.engine, prompts[i]);
        for (std::size_t j = 0; j < i; ++j) {
            const std::string &mine = panes[i]->record.fingerprint;
            if (!mine.empty() && mine == panes[j]->record.fingerprint) {
                warnings.push_back(
                    concat(paths[j], " and ", paths[i], " hold the same weights (", mine, ")"));
                break;
            }
            if (prompts[i] == prompts[j] && equalBits(logits[i], logits[j])) {
                warnings.push_back(concat(paths[j], " and ", paths[i],
                                          " compute the same logits for the prompt, although the "
                                          "fingerprints of their weights differ"));
                break;
            }
        }
    }
    return warnings;
}

} // namespace phi1
