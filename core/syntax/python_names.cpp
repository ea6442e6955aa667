// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/python_names.h"

#include <algorithm>

#include "core/syntax/name_scopes.h"

namespace phi1 {

namespace {

bool isComprehension(std::string_view type)
{
    return type == "list_comprehension" || type == "set_comprehension" ||
           type == "dictionary_comprehension" || type == "generator_expression";
}

/// Walks a program and tells NameScopes what is bound and read where. It recurses as deep as the
/// tree, whose depth SyntaxTree limits.
class NameWalk
{
public:
    NameWalk(const SyntaxTree &tree, NameScopes &scopes)
        : m_tree(tree)
        , m_scopes(scopes)
    {}

    void visit(std::int32_t node, std::int32_t scope)
    {
        const std::string_view type = m_tree.node(node).type;
        if (type == "identifier")
            m_scopes.read(node, scope);
        else if (type == "function_definition" || type == "lambda")
            visitFunction(node, scope);
        else if (type == "class_definition")
            visitClass(node, scope);
        else if (isComprehension(type))
            visitComprehension(node, scope);
        else if (type == "assignment" || type == "for_statement" || type == "for_in_clause")
            visitAll(node, scope, "left", &NameWalk::bind);
        else if (type == "as_pattern")
            visitAll(node, scope, "alias", &NameWalk::bind);
        else if (type == "named_expression") {
            visitAll(node, scope, "name", nullptr);
            bind(m_tree.child(node, "name"), m_scopes.aroundComprehensions(scope));
        } else if (type == "augmented_assignment")
            visitAugmented(node, scope);
        else if (type == "delete_statement")
            forget(node, scope);
        else if (type == "global_statement" || type == "nonlocal_statement") {
            for (const std::int32_t name : m_tree.children(node)) {
                if (m_tree.node(name).isNamed)
                    m_scopes.declare(m_tree.text(name), scope, type == "global_statement");
            }
        } else if (type == "import_statement" || type == "import_from_statement" ||
                   type == "future_import_statement")
            visitImport(node, scope);
        else if (type == "attribute")
            visit(m_tree.child(node, "object"), scope);
        else if (type == "member_type")
            visit(m_tree.node(node).firstChild, scope);
        else if (type == "keyword_argument")
            visit(m_tree.child(node, "value"), scope);
        else if (type == "case_clause")
            visitCase(node, scope);
        else if (type == "type_alias_statement")
            visitAlias(node, scope);
        else
            visitAll(node, scope, {}, nullptr);
    }

private:
    using Visitor = void (NameWalk::*)(std::int32_t, std::int32_t);

    /// Visits the children; those of `field`, where named, by `special` or, without it, not at all.
    void visitAll(std::int32_t node, std::int32_t scope, std::string_view field, Visitor special)
    {
        for (const std::int32_t child : m_tree.children(node)) {
            if (!m_tree.node(child).isNamed)
                continue;
            if (field.empty() || m_tree.node(child).field != field)
                visit(child, scope);
            else if (special != nullptr)
                (this->*special)(child, scope);
        }
    }

    /// A target: names are bound, what is before a dot or bracket is read.
    void bind(std::int32_t node, std::int32_t scope)
    {
        if (node < 0)
            return;
        const std::string_view type = m_tree.node(node).type;
        if (type == "identifier")
            m_scopes.bind(node, scope);
        else if (type == "attribute" || type == "subscript" || type == "call")
            visit(node, scope);
        else
            for (const std::int32_t child : m_tree.children(node))
                bind(child, scope);
    }

    void visitAugmented(std::int32_t node, std::int32_t scope)
    {
        const std::int32_t left = m_tree.child(node, "left");
        visitAll(node, scope, {}, nullptr);
        if (left >= 0 && m_tree.node(left).type == "identifier")
            m_scopes.bind(left, scope);
    }

    /// `del x` makes x a name of the scope, but is neither a use nor a binding.
    void forget(std::int32_t node, std::int32_t scope)
    {
        for (const std::int32_t child : m_tree.children(node)) {
            const std::string_view type = m_tree.node(child).type;
            if (type == "identifier")
                m_scopes.own(m_tree.text(child), scope);
            else if (type == "expression_list" || type == "tuple" || type == "list" ||
                     type == "parenthesized_expression")
                forget(child, scope);
            else if (m_tree.node(child).isNamed)
                visit(child, scope);
        }
    }

    void visitImport(std::int32_t node, std::int32_t scope)
    {
        for (const std::int32_t child : m_tree.children(node)) {
            if (m_tree.node(child).field != "name")
                continue;
            // `import a.b` binds a, `import a.b as c` binds c.
            const bool isAliased = m_tree.node(child).type == "aliased_import";
            bind(isAliased ? m_tree.child(child, "alias") : m_tree.node(child).firstChild, scope);
        }
    }

    /// A scope of the names in `[T]` between the one around and the one within, if there are such.
    std::int32_t typeScope(std::int32_t node, std::int32_t scope)
    {
        const std::int32_t parameters = m_tree.child(node, "type_parameters");
        if (parameters < 0)
            return scope;
        const std::int32_t inner = m_scopes.add(NameScopes::Kind::Function, scope);
        bindTypes(parameters, inner);
        return inner;
    }

    void bindTypes(std::int32_t parameters, std::int32_t scope)
    {
        for (const std::int32_t child : m_tree.children(parameters)) {
            if (m_tree.node(child).type == "type")
                bindType(child, scope);
        }
    }

    /// `T`, `*T`, `**T` or `T: bound`.
    void bindType(std::int32_t node, std::int32_t scope)
    {
        std::int32_t name = node;
        while (m_tree.node(name).type == "type" || m_tree.node(name).type == "splat_type" ||
               m_tree.node(name).type == "constrained_type") {
            const std::vector<std::int32_t> parts = m_tree.children(name);
            const auto first = std::find_if(parts.begin(), parts.end(), [&](std::int32_t part) {
                return m_tree.node(part).isNamed;
            });
            if (first == parts.end())
                return;
            if (m_tree.node(name).type == "constrained_type")
                visit(parts.back(), scope);
            name = *first;
        }
        bind(name, scope);
    }

    void visitFunction(std::int32_t node, std::int32_t scope)
    {
        bind(m_tree.child(node, "name"), scope);
        const std::int32_t around = typeScope(node, scope);
        const std::int32_t inner = m_scopes.add(NameScopes::Kind::Function, around);
        if (const std::int32_t parameters = m_tree.child(node, "parameters"); parameters >= 0) {
            for (const std::int32_t parameter : m_tree.children(parameters))
                visitParameter(parameter, around, inner);
        }
        if (const std::int32_t type = m_tree.child(node, "return_type"); type >= 0)
            visit(type, around);
        if (const std::int32_t body = m_tree.child(node, "body"); body >= 0)
            visit(body, inner);
    }

    /// Defaults and annotations are evaluated around the function.
    void visitParameter(std::int32_t node, std::int32_t around, std::int32_t inner)
    {
        const std::string_view type = m_tree.node(node).type;
        if (type != "default_parameter" && type != "typed_parameter" &&
            type != "typed_default_parameter") {
            bind(node, inner);
            return;
        }
        for (const std::int32_t child : m_tree.children(node)) {
            const std::string_view field = m_tree.node(child).field;
            if (field == "value" || field == "type")
                visit(child, around);
            else if (m_tree.node(child).isNamed)
                bind(child, inner);
        }
    }

    void visitClass(std::int32_t node, std::int32_t scope)
    {
        bind(m_tree.child(node, "name"), scope);
        const std::int32_t around = typeScope(node, scope);
        if (const std::int32_t bases = m_tree.child(node, "superclasses"); bases >= 0)
            visit(bases, around);
        if (const std::int32_t body = m_tree.child(node, "body"); body >= 0)
            visit(body, m_scopes.add(NameScopes::Kind::Class, around));
    }

    /// The first iterable is evaluated around the comprehension.
    void visitComprehension(std::int32_t node, std::int32_t scope)
    {
        const std::int32_t inner = m_scopes.add(NameScopes::Kind::Comprehension, scope);
        bool isFirst = true;
        for (const std::int32_t child : m_tree.children(node)) {
            if (m_tree.node(child).type == "for_in_clause" && isFirst) {
                isFirst = false;
                for (const std::int32_t part : m_tree.children(child)) {
                    if (m_tree.node(part).field == "left")
                        bind(part, inner);
                    else if (m_tree.node(part).isNamed)
                        visit(part, scope);
                }
            } else {
                visit(child, inner);
            }
        }
    }

    void visitCase(std::int32_t node, std::int32_t scope)
    {
        for (const std::int32_t child : m_tree.children(node)) {
            if (m_tree.node(child).type == "case_pattern")
                bindPattern(child, scope);
            else if (m_tree.node(child).isNamed)
                visit(child, scope);
        }
    }

    void bindPattern(std::int32_t node, std::int32_t scope)
    {
        const std::string_view type = m_tree.node(node).type;
        if (type == "identifier") {
            m_scopes.bind(node, scope); // after `as` or `*`
            return;
        }
        if (type == "dotted_name") {
            const std::int32_t name = m_tree.node(node).firstChild;
            const bool isValue = m_tree.node(name).nextSibling >= 0 || // `a.b` or a class's name
                                 m_tree.node(m_tree.node(node).parent).type == "class_pattern" ||
                                 m_tree.node(node).field == "key";
            isValue ? m_scopes.read(name, scope) : m_scopes.bind(name, scope);
            return;
        }
        const bool isKeyword = type == "keyword_pattern"; // `x=` names an attribute
        for (const std::int32_t child : m_tree.children(node)) {
            if (m_tree.node(child).isNamed && !(isKeyword && child == m_tree.node(node).firstChild))
                bindPattern(child, scope);
        }
    }

    /// `type X[T] = …`, whose left side is parsed as a type.
    void visitAlias(std::int32_t node, std::int32_t scope)
    {
        const std::int32_t left = m_tree.child(node, "left");
        std::int32_t inner = scope;
        std::int32_t name = left < 0 ? -1 : m_tree.node(left).firstChild;
        if (name >= 0 && m_tree.node(name).type == "generic_type") {
            inner = m_scopes.add(NameScopes::Kind::Function, scope);
            bindTypes(m_tree.childOfType(name, "type_parameter"), inner);
            name = m_tree.node(name).firstChild;
        }
        bind(name, scope);
        if (const std::int32_t right = m_tree.child(node, "right"); right >= 0)
            visit(right, inner);
    }

    const SyntaxTree &m_tree;
    NameScopes &m_scopes;
};

} // namespace

std::vector<NameUse> nameUses(const SyntaxTree &tree)
{
    NameScopes scopes(tree);
    if (!tree.nodes().empty())
        NameWalk(tree, scopes).visit(0, scopes.add(NameScopes::Kind::Module, -1));
    return scopes.uses();
}

std::vector<std::int32_t> unboundNames(const SyntaxTree &tree)
{
    NameScopes scopes(tree);
    if (!tree.nodes().empty())
        NameWalk(tree, scopes).visit(0, scopes.add(NameScopes::Kind::Module, -1));
    return scopes.unbound();
}

} // namespace phi1
