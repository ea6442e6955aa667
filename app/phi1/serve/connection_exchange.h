// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "app/phi1/serve/http_types.h"

namespace phi1 {

class HttpConnection;

/// The side of a connection that faces whoever answers one of its requests.
/// @param number  of the exchange, as the connection counts
std::shared_ptr<Exchange> makeExchange(std::shared_ptr<HttpConnection> connection,
                                       HttpRequest request, std::uint64_t number);

} // namespace phi1
