// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/syntax_tree.h"

#include <algorithm>
#include <limits>
#include <memory>

#include <tree_sitter/api.h>

#include "core/base/text.h"

extern "C" const TSLanguage *tree_sitter_python();

namespace phi1 {

namespace {

// Whoever walks the table may recurse so deep; the parser itself does not recurse.
constexpr int deepest = 1000;
constexpr std::size_t longest = 16u << 20;
constexpr std::uint64_t patience = 5'000'000; // microseconds

struct Release {
    void operator()(TSParser *parser) const { ts_parser_delete(parser); }
    void operator()(TSTree *tree) const { ts_tree_delete(tree); }
};

class Cursor
{
public:
    explicit Cursor(TSNode root)
        : m_cursor(ts_tree_cursor_new(root))
    {}
    Cursor(const Cursor &) = delete;
    Cursor &operator=(const Cursor &) = delete;
    ~Cursor() { ts_tree_cursor_delete(&m_cursor); }

    TSNode node() const { return ts_tree_cursor_current_node(&m_cursor); }
    std::string_view field() const
    {
        const char *name = ts_tree_cursor_current_field_name(&m_cursor);
        return name == nullptr ? std::string_view() : name;
    }
    bool down() { return ts_tree_cursor_goto_first_child(&m_cursor); }
    bool right() { return ts_tree_cursor_goto_next_sibling(&m_cursor); }
    bool up() { return ts_tree_cursor_goto_parent(&m_cursor); }

private:
    TSTreeCursor m_cursor;
};

/// The grammar also derives Python 2, whose programs mean something else.
bool isPython2(std::string_view type)
{
    return type == "print_statement" || type == "exec_statement" || type == "<>";
}

} // namespace

std::string SyntaxTree::parse(std::string_view text)
{
    m_text = text;
    m_nodes.clear();
    if (text.size() > longest)
        return concat("the text has ", text.size(), " bytes, code of up to ", longest,
                      " is analysed");
    const std::unique_ptr<TSParser, Release> parser(ts_parser_new());
    if (!parser || !ts_parser_set_language(parser.get(), tree_sitter_python()))
        return "the library tree-sitter here does not read this program's grammar of Python";
    ts_parser_set_timeout_micros(parser.get(), patience);
    const std::unique_ptr<TSTree, Release> tree(ts_parser_parse_string(
        parser.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
    if (!tree)
        return "the text takes too long to parse";

    Cursor cursor(ts_tree_root_node(tree.get()));
    std::vector<std::int32_t> path;     // of open nodes
    std::vector<std::int32_t> youngest; // last child of each, -1
    for (;;) {
        const TSNode node = cursor.node();
        const std::string_view type = ts_node_type(node);
        const auto line = [&] { return ts_node_start_point(node).row + 1; };
        if (ts_node_is_missing(node) || type == "ERROR")
            return concat("line ", line(), " is not Python");
        if (isPython2(type))
            return concat("line ", line(), " is Python 2");
        const auto index = static_cast<std::int32_t>(m_nodes.size());
        m_nodes.push_back({type, cursor.field(), ts_node_start_byte(node), ts_node_end_byte(node),
                           path.empty() ? -1 : path.back(), -1, -1, ts_node_is_named(node)});
        if (!path.empty()) {
            std::int32_t &previous = youngest.back();
            (previous < 0 ? m_nodes[static_cast<std::size_t>(path.back())].firstChild
                          : m_nodes[static_cast<std::size_t>(previous)].nextSibling) = index;
            previous = index;
        }
        if (cursor.down()) {
            path.push_back(index);
            youngest.push_back(-1);
            if (path.size() > deepest)
                return concat("line ", line(), " is nested deeper than ", deepest, " levels");
            continue;
        }
        while (!cursor.right()) {
            if (!cursor.up())
                return {};
            path.pop_back();
            youngest.pop_back();
        }
    }
}

std::string_view SyntaxTree::text(std::int32_t index) const
{
    const SyntaxNode &found = node(index);
    return m_text.substr(found.begin, found.end - found.begin);
}

std::vector<std::int32_t> SyntaxTree::children(std::int32_t index) const
{
    std::vector<std::int32_t> found;
    for (std::int32_t at = node(index).firstChild; at >= 0; at = node(at).nextSibling)
        found.push_back(at);
    return found;
}

std::int32_t SyntaxTree::child(std::int32_t index, std::string_view field) const
{
    std::int32_t at = node(index).firstChild;
    while (at >= 0 && node(at).field != field)
        at = node(at).nextSibling;
    return at;
}

std::int32_t SyntaxTree::childOfType(std::int32_t index, std::string_view type) const
{
    std::int32_t at = node(index).firstChild;
    while (at >= 0 && node(at).type != type)
        at = node(at).nextSibling;
    return at;
}

std::size_t SyntaxTree::lineStart(std::size_t byte) const
{
    const std::size_t end = byte == 0 ? std::string_view::npos : m_text.rfind('\n', byte - 1);
    return end == std::string_view::npos ? 0 : end + 1;
}

bool SyntaxTree::startsLine(std::int32_t index) const
{
    const std::size_t begin = node(index).begin;
    const std::size_t start = lineStart(begin);
    const std::string_view before = m_text.substr(start, begin - start);
    return std::all_of(before.begin(), before.end(),
                       [](char c) { return c == ' ' || c == '\t' || c == '\f'; });
}

} // namespace phi1
