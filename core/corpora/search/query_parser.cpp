// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/query_parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// FTS5's parser has a stack of 100 places, and a group takes up to four of them.
constexpr int deepestGroup = 20;
/// FTS5 refuses expressions of more than a few hundred phrases, and looks each word of a phrase up.
constexpr int mostParts = 200;
constexpr std::size_t mostPhraseWords = 200;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}
bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

class QueryParser
{
public:
    QueryParser(std::string_view text, const FieldReader &readField,
                const std::function<std::vector<std::string>(std::string_view)> &tokenize,
                std::size_t leastPrefix)
        : m_text(text)
        , m_readField(readField)
        , m_tokenize(tokenize)
        , m_leastPrefix(leastPrefix)
    {}

    Result<ParsedQuery> parse()
    {
        ParsedQuery parsed;
        skipSpace();
        if (!atEnd()) {
            PHI1_ASSIGN(parsed.tree, either());
            if (!atEnd()) // only a closing bracket ends a group early
                return wrong(m_position, "a closing bracket without an opening one",
                             "remove it, or put it into quotes: \")\"");
        }
        parsed.ignored = std::move(m_ignored);
        if (!parsed.tree && !parsed.ignored.empty())
            return failure(
                ErrorCode::Usage,
                concat("`", parsed.ignored.front(),
                       "` has no letter, digit or underscore, which is all that a search "
                       "for words finds; search for it as a substring"));
        return parsed;
    }

private:
    bool atEnd() const { return m_position >= m_text.size(); }
    char current() const { return atEnd() ? '\0' : m_text[m_position]; }
    void skipSpace()
    {
        while (!atEnd() && isSpace(current()))
            ++m_position;
    }

    /// In characters from 1, as a person counts.
    std::size_t column(std::size_t position) const
    {
        return 1 + characters(m_text.substr(0, position));
    }

    tl::unexpected<Error> wrong(std::size_t position, std::string_view found,
                                std::string_view help) const
    {
        return failure(ErrorCode::Usage, concat("the search has ", found, " at character ",
                                                column(position), "; ", help));
    }

    /// Whether the operator stands here as a word of its own.
    bool isOperator(std::string_view name) const
    {
        if (m_text.substr(m_position, name.size()) != name)
            return false;
        const auto end = m_position + name.size();
        return end == m_text.size() || isSpace(m_text[end]) || m_text[end] == '(' ||
               m_text[end] == ')' || m_text[end] == '"';
    }

    bool take(std::string_view name)
    {
        if (!isOperator(name))
            return false;
        m_position += name.size();
        skipSpace();
        return true;
    }

    static QueryTree joined(QueryNode::Kind kind, std::vector<QueryTree> parts)
    {
        std::erase(parts, nullptr); // what was ignored
        if (parts.empty())
            return nullptr;
        if (parts.size() == 1)
            return parts.front();
        auto node = std::make_shared<QueryNode>();
        node->kind = kind;
        node->children = std::move(parts);
        return node;
    }

    Result<QueryTree> either()
    {
        std::vector<QueryTree> parts;
        do {
            PHI1_ASSIGN(auto part, all());
            parts.push_back(std::move(part));
        } while (take("OR"));
        return joined(QueryNode::Kind::Or, std::move(parts));
    }

    Result<QueryTree> all()
    {
        std::vector<QueryTree> parts;
        for (;;) {
            PHI1_ASSIGN(auto part, negated());
            parts.push_back(std::move(part));
            if (take("AND"))
                continue;
            if (atEnd() || current() == ')' || isOperator("OR"))
                break;
        }
        return joined(QueryNode::Kind::And, std::move(parts));
    }

    Result<QueryTree> negated()
    {
        bool negative = false;
        while (take("NOT"))
            negative = !negative;
        PHI1_ASSIGN(auto part, single());
        if (!negative || !part)
            return part;
        auto node = std::make_shared<QueryNode>();
        node->kind = QueryNode::Kind::Not;
        node->children.push_back(std::move(part));
        return QueryTree(std::move(node));
    }

    Result<QueryTree> single()
    {
        if (atEnd())
            return wrong(m_position, "its end",
                         "a word, a \"phrase\" or a group was expected there");
        for (const std::string_view name : {"AND", "OR"}) {
            if (isOperator(name))
                return wrong(m_position, concat("`", name, "` where a word was expected"),
                             concat("write it in quotes to search for the word: \"", name, "\""));
        }
        if (++m_parts > mostParts)
            return failure(ErrorCode::Usage, concat("the search has more than ", mostParts,
                                                    " parts; search for a phrase in quotes, or as "
                                                    "a substring"));
        if (current() == ')')
            return wrong(m_position, "a closing bracket where a word was expected",
                         "put it into quotes to leave it out of the grammar: \")\"");
        if (current() == '(')
            return group();
        const auto start = m_position;
        if (isNameStart(current())) {
            auto end = m_position + 1;
            while (end < m_text.size() && isNamePart(m_text[end]))
                ++end;
            // std::sort is no field of std.
            if (end + 1 < m_text.size() && m_text[end] == ':' && m_text[end + 1] != ':' &&
                !isSpace(m_text[end + 1]) && m_text[end + 1] != ')') {
                const std::string name(m_text.substr(start, end - start));
                m_position = end + 1;
                return field(name, start);
            }
        }
        return phrase(QueryNode::Place::Anywhere);
    }

    Result<QueryTree> group()
    {
        const auto start = m_position;
        if (++m_depth > deepestGroup)
            return wrong(start, "groups nested too deeply", "remove some brackets");
        ++m_position;
        skipSpace();
        PHI1_ASSIGN(auto inside, either());
        if (current() != ')')
            return wrong(start, "an opening bracket that is not closed",
                         "close it, or put it into quotes: \"(\"");
        ++m_position;
        skipSpace();
        --m_depth;
        return inside;
    }

    Result<QueryTree> field(const std::string &name, std::size_t start)
    {
        if (name == "title")
            return phrase(QueryNode::Place::Title);
        if (name == "text")
            return phrase(QueryNode::Place::Text);
        std::string value;
        if (current() == '"') {
            PHI1_ASSIGN(value, quoted());
        } else {
            value = bare();
        }
        skipSpace();
        auto node = m_readField(name, value);
        if (!node)
            return failure(node.error().code,
                           concat(node.error().message, " (character ", column(start), ")"));
        return std::make_shared<const QueryNode>(std::move(*node));
    }

    /// Up to a space, bracket or quote.
    std::string bare()
    {
        const auto start = m_position;
        while (!atEnd() && !isSpace(current()) && current() != '(' && current() != ')' &&
               current() != '"')
            ++m_position;
        return std::string(m_text.substr(start, m_position - start));
    }

    /// What stands between quotes; a doubled one is one of the text.
    Result<std::string> quoted()
    {
        const auto start = m_position++;
        std::string value;
        for (;;) {
            const auto end = m_text.find('"', m_position);
            if (end == std::string_view::npos)
                return wrong(start, "a quote that is not closed",
                             "close it; a quote inside a phrase is written twice");
            value += m_text.substr(m_position, end - m_position);
            m_position = end + 1;
            if (current() != '"')
                return value;
            value += '"';
            ++m_position;
        }
    }

    Result<QueryTree> phrase(QueryNode::Place place)
    {
        const auto start = m_position;
        auto node = std::make_shared<QueryNode>();
        node->kind = QueryNode::Kind::Words;
        node->place = place;
        if (current() == '"') {
            PHI1_ASSIGN(node->words, quoted());
            if (current() == '*') {
                node->prefix = true;
                ++m_position;
            }
        } else {
            node->words = bare();
            if (node->words.empty()) // a bracket behind title:
                return wrong(m_position, "a bracket where a word was expected",
                             "title: and text: take one word or \"phrase\"");
            while (node->words.ends_with('*')) {
                node->prefix = true;
                node->words.pop_back();
            }
        }
        skipSpace();
        std::replace(node->words.begin(), node->words.end(), '\0', ' ');
        const auto list = m_tokenize(node->words);
        const auto words = list.size();
        if (words > mostPhraseWords)
            return failure(ErrorCode::Usage,
                           concat("the search has a phrase of ", words, " words, at most ",
                                  mostPhraseWords, " are possible; search for a part of it"));
        if (words == 0) {
            m_ignored.push_back(node->words + (node->prefix ? "*" : ""));
            return QueryTree();
        }
        if (node->prefix && characters(list.back()) < m_leastPrefix)
            return wrong(start, concat("too short a beginning of words, `", list.back(), "*`,"),
                         concat("in a corpus of this size write at least ", m_leastPrefix,
                                " letters before the *"));
        return QueryTree(std::move(node));
    }

    std::string_view m_text;
    const FieldReader &m_readField;
    const std::function<std::vector<std::string>(std::string_view)> &m_tokenize;
    std::size_t m_leastPrefix;
    std::size_t m_position = 0;
    int m_depth = 0, m_parts = 0;
    std::vector<std::string> m_ignored;
};

} // namespace

Result<ParsedQuery>
parseQuery(std::string_view text, const FieldReader &readField,
           const std::function<std::vector<std::string>(std::string_view)> &tokenize,
           std::size_t leastPrefix)
{
    return QueryParser(text, readField, tokenize, leastPrefix).parse();
}

} // namespace phi1
