// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/syntax/python_names.h"
#include "core/syntax/syntax_tree.h"

namespace phi1 {

/// The scopes of a program: what is bound and read in each, and which binding a read means.
class NameScopes
{
public:
    enum class Kind { Module, Class, Function, Comprehension };

    explicit NameScopes(const SyntaxTree &tree)
        : m_tree(tree)
    {}

    std::int32_t add(Kind kind, std::int32_t parent);
    void read(std::int32_t node, std::int32_t scope) { m_reads.push_back({node, scope}); }
    void bind(std::int32_t node, std::int32_t scope);
    /// The name belongs to the scope although nothing is bound here.
    void own(std::string_view name, std::int32_t scope);
    /// `global name` or `nonlocal name`.
    void declare(std::string_view name, std::int32_t scope, bool isGlobal);
    /// The nearest scope that is no comprehension: where `:=` binds.
    std::int32_t aroundComprehensions(std::int32_t scope) const;

    /// One of these, once everything is told. By node.
    std::vector<NameUse> uses();
    std::vector<std::int32_t> unbound(); ///< reads of names that nothing binds

private:
    void settleBinds();

    struct Scope {
        Kind kind = Kind::Module;
        std::int32_t parent = -1;
        std::unordered_set<std::string_view> own, globals, nonlocals;
        std::unordered_map<std::string_view, std::vector<std::int32_t>> bindings; ///< nodes
    };
    struct Place {
        std::int32_t node = -1, scope = -1;
    };

    const Scope &scope(std::int32_t index) const
    {
        return m_scopes[static_cast<std::size_t>(index)];
    }
    Scope &scope(std::int32_t index) { return m_scopes[static_cast<std::size_t>(index)]; }
    /// The function around `index`, or the module, that has the name.
    std::int32_t around(std::string_view name, std::int32_t index) const;
    /// Where a name that is bound or read in a scope lives.
    std::int32_t home(std::string_view name, std::int32_t index) const;
    std::vector<std::int32_t> bindingsBefore(std::string_view name, std::int32_t scope,
                                             std::uint32_t byte) const;

    const SyntaxTree &m_tree;
    std::vector<Scope> m_scopes;
    std::vector<Place> m_reads, m_binds;
};

} // namespace phi1
