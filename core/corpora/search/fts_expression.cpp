// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/fts_expression.h"

#include <vector>

namespace phi1 {

namespace {

std::string phrase(const QueryNode &node)
{
    std::string text = node.place == QueryNode::Place::Title  ? "title : \""
                       : node.place == QueryNode::Place::Text ? "text : \""
                                                              : "\"";
    for (const char c : node.words) {
        if (c == '"')
            text += '"';
        text += c;
    }
    text += node.prefix ? "\" *" : "\"";
    return text;
}

std::string joined(const std::vector<std::string> &parts, const char *between)
{
    if (parts.size() == 1)
        return parts.front();
    std::string text = "(";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            text += between;
        text += parts[i];
    }
    return text + ")";
}

void collectPositive(const QueryNode &node, std::vector<std::string> &parts)
{
    if (node.kind == QueryNode::Kind::Words)
        parts.push_back(phrase(node));
    if (node.kind == QueryNode::Kind::And || node.kind == QueryNode::Kind::Or) {
        for (const auto &child : node.children)
            collectPositive(*child, parts);
    }
}

} // namespace

std::optional<std::string> ftsExpression(const QueryNode &node)
{
    if (node.kind == QueryNode::Kind::Words)
        return phrase(node);
    if (node.kind != QueryNode::Kind::And && node.kind != QueryNode::Kind::Or)
        return std::nullopt;
    std::vector<std::string> with, without;
    for (const auto &child : node.children) {
        const bool negative = child->kind == QueryNode::Kind::Not;
        if (negative && node.kind == QueryNode::Kind::Or)
            return std::nullopt;
        auto text = ftsExpression(negative ? *child->children.front() : *child);
        if (!text)
            return std::nullopt;
        (negative ? without : with).push_back(std::move(*text));
    }
    if (with.empty())
        return std::nullopt;
    auto text = joined(with, node.kind == QueryNode::Kind::And ? " AND " : " OR ");
    // One NOT of them all: FTS5's parser has room for few brackets within brackets.
    if (!without.empty())
        text = "(" + text + " NOT " + joined(without, " OR ") + ")";
    return text;
}

std::string ftsPositiveWords(const QueryNode &node)
{
    std::vector<std::string> parts;
    collectPositive(node, parts);
    return parts.empty() ? std::string() : joined(parts, " OR ");
}

} // namespace phi1
