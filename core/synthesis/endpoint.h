// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/synthesis/prompt_plan.h"
#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// Where requests go.
struct EndpointAddress {
    std::string url;          ///< ".../v1/chat/completions"
    bool isLoopback = false;  ///< of this machine
    bool isEncrypted = false; ///< https
};

/// "http://127.0.0.1:8080/v1" and the kind of request → the address of that request; one that ends
/// in it already stays as it is. Usage for what is no http or https address, for one with a name or
/// password in it, and for one whose query has a key: addresses are written into files.
Result<EndpointAddress> endpointAddress(const std::string &base, const std::string &api);

/// The JSON body of a request for a prompt.
std::string requestBody(const SynthesisSpec &spec, const PlannedPrompt &prompt);
/// What of it belongs to the provenance of a sample: temperature, top_p, max_tokens, stop, seed.
Json settingsOf(const SynthesisSpec &spec, const PlannedPrompt &prompt);

/// What a model said.
struct ModelAnswer {
    std::string text;
    std::string finishReason; ///< "stop", "length", …
    std::string model;        ///< as the server names it
    std::string id;
    std::optional<std::uint64_t> promptTokens, completionTokens;
};

/// Reads the body of an answer with status 200. Corrupt, saying what was there, for anything else
/// than a completion of this kind.
Result<ModelAnswer> parseAnswer(std::string_view body, const std::string &api);

/// What the body of a refusal says: error.message, error, message or detail, else its first bytes.
/// Without control characters.
std::string refusalText(std::string_view body);
/// Whether a refusal says that the account has nothing left, so that waiting is no use.
bool isOutOfQuota(std::string_view body);

} // namespace phi1
