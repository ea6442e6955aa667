// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/name_scopes.h"

#include <algorithm>

namespace phi1 {

std::int32_t NameScopes::add(Kind kind, std::int32_t parent)
{
    m_scopes.emplace_back();
    m_scopes.back().kind = kind;
    m_scopes.back().parent = parent;
    return static_cast<std::int32_t>(m_scopes.size()) - 1;
}

void NameScopes::bind(std::int32_t node, std::int32_t scope)
{
    m_binds.push_back({node, scope});
    own(m_tree.text(node), scope);
}

void NameScopes::own(std::string_view name, std::int32_t index)
{
    scope(index).own.insert(name);
}

void NameScopes::declare(std::string_view name, std::int32_t index, bool isGlobal)
{
    (isGlobal ? scope(index).globals : scope(index).nonlocals).insert(name);
}

std::int32_t NameScopes::aroundComprehensions(std::int32_t index) const
{
    while (scope(index).kind == Kind::Comprehension)
        index = scope(index).parent;
    return index;
}

std::int32_t NameScopes::around(std::string_view name, std::int32_t index) const
{
    for (index = scope(index).parent; index > 0; index = scope(index).parent) {
        const Scope &here = scope(index);
        if (here.kind == Kind::Class)
            continue;
        if (here.globals.count(name) != 0)
            return 0;
        if (here.own.count(name) != 0 && here.nonlocals.count(name) == 0)
            return index;
    }
    return 0;
}

std::int32_t NameScopes::home(std::string_view name, std::int32_t index) const
{
    const Scope &here = scope(index);
    if (here.globals.count(name) != 0)
        return 0;
    return here.own.count(name) != 0 && here.nonlocals.count(name) == 0 ? index
                                                                        : around(name, index);
}

std::vector<std::int32_t> NameScopes::bindingsBefore(std::string_view name, std::int32_t index,
                                                     std::uint32_t byte) const
{
    std::vector<std::int32_t> before;
    const auto found = scope(index).bindings.find(name);
    if (found == scope(index).bindings.end())
        return before;
    for (const std::int32_t node : found->second) {
        if (m_tree.node(node).end <= byte)
            before.push_back(node);
    }
    return before;
}

void NameScopes::settleBinds()
{
    for (const Place &bind : m_binds) {
        const std::string_view name = m_tree.text(bind.node);
        scope(home(name, bind.scope)).bindings[name].push_back(bind.node);
    }
    m_binds.clear();
}

std::vector<std::int32_t> NameScopes::unbound()
{
    settleBinds();
    std::vector<std::int32_t> nodes;
    for (const Place &read : m_reads) {
        const std::string_view name = m_tree.text(read.node);
        // Whatever a function or class owns is bound or deleted there.
        if (home(name, read.scope) == 0 && scope(0).own.count(name) == 0 &&
            scope(0).bindings.count(name) == 0)
            nodes.push_back(read.node);
    }
    std::sort(nodes.begin(), nodes.end());
    return nodes;
}

std::vector<NameUse> NameScopes::uses()
{
    settleBinds();
    for (Scope &each : m_scopes) {
        for (auto &[name, nodes] : each.bindings)
            std::sort(nodes.begin(), nodes.end());
    }
    std::vector<NameUse> uses;
    for (const Place &read : m_reads) {
        const std::string_view name = m_tree.text(read.node);
        const std::uint32_t byte = m_tree.node(read.node).begin;
        const std::int32_t place = home(name, read.scope);
        std::vector<std::int32_t> bindings = bindingsBefore(name, place, byte);
        if (bindings.empty() && scope(place).kind == Kind::Class)
            bindings = bindingsBefore(name, 0, byte);
        if (!bindings.empty())
            uses.push_back({read.node, std::move(bindings)});
    }
    std::sort(uses.begin(), uses.end(),
              [](const NameUse &a, const NameUse &b) { return a.use < b.use; });
    return uses;
}

} // namespace phi1
