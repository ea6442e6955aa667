// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/phi1/serve/http_types.h"

namespace phi1 {

/// What the engine answers to, by method and path.
class RouteTable
{
public:
    /// Sees to it that the exchange is answered, now or later.
    /// @param id  the part of the path where the route has a *; else empty
    using Handler =
        std::function<void(const std::shared_ptr<Exchange> &exchange, const std::string &id)>;

    enum class Pace {
        Quick, ///< reading and tokenizing
        Slow,  ///< may wait for seconds
    };

    struct Route {
        std::string method;
        std::string path; ///< "/v1/models/*"; at most one *, for a part without a /
        Pace pace = Pace::Quick;
        Handler handler;
    };

    struct Match {
        const Route *route = nullptr; ///< null: none with this method
        std::string id;
        bool isPath = false; ///< some method knows the path
    };

    void add(std::string method, std::string path, Handler handler, Pace pace = Pace::Quick);
    /// HEAD is answered as GET is.
    Match find(std::string_view method, std::string_view path) const;
    /// "OPTIONS, GET, HEAD": what the path knows; everything for the path *.
    std::string allowedMethods(std::string_view path) const;

private:
    std::vector<Route> m_routes;
};

} // namespace phi1
