// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/route_table.h"

#include <optional>

namespace phi1 {

namespace {

/// What stands for the *; nothing where the path is another.
std::optional<std::string_view> fit(std::string_view pattern, std::string_view path)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return path == pattern ? std::optional<std::string_view>("") : std::nullopt;
    const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
        !path.ends_with(after))
        return std::nullopt;
    const std::string_view id =
        path.substr(before.size(), path.size() - before.size() - after.size());
    return id.find('/') == std::string_view::npos ? std::optional(id) : std::nullopt;
}

} // namespace

void RouteTable::add(std::string method, std::string path, Handler handler, Pace pace)
{
    m_routes.push_back({std::move(method), std::move(path), pace, std::move(handler)});
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const
{
    Match match;
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    for (const Route &route : m_routes) {
        const auto id = fit(route.path, path);
        if (!id)
            continue;
        match.isPath = true;
        if (route.method != wanted)
            continue;
        match.route = &route;
        match.id = *id;
        break;
    }
    return match;
}

std::string RouteTable::allowedMethods(std::string_view path) const
{
    std::string allowed = "OPTIONS";
    for (const char *method : {"GET", "HEAD", "POST", "DELETE"}) {
        if (path == "*" || find(method, path).route)
            allowed += std::string(", ") + method;
    }
    return allowed;
}

} // namespace phi1
