// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/phi1/serve/http_types.h"
#include "core/base/result.h"

namespace phi1 {

/// Who may ask. A page in a browser must not, whatever name it reached this machine by (DNS
/// rebinding); nor another user of this machine, who does not have the token.
struct AccessPolicy {
    std::string token;      ///< empty: none is asked for
    bool isLoopback = true; ///< only names of the loopback are taken for this machine
    std::string host;       ///< as --host named it
    std::string machine;    ///< name of this machine, where it listens beyond the loopback

    /// The refusal (401, 403), or nothing.
    std::optional<HttpResponse> refusal(const HttpRequest &request) const;
};

/// Usage unless `token` has 16 to 4096 printable characters of ASCII without spaces.
Result<void> checkToken(std::string_view token);

/// Whether both are equal, in a time that depends on their lengths only.
bool equalInConstantTime(std::string_view a, std::string_view b);

} // namespace phi1
