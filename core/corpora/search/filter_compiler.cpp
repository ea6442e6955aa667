// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/filter_compiler.h"

#include "core/base/text.h"
#include "core/corpora/search/column_mask.h"
#include "core/corpora/search/field_reader.h"
#include "core/corpora/search/fts_tokenizer.h"
#include "core/corpora/search/query_parser.h"
#include "core/corpora/search/text_pattern.h"

namespace phi1 {

namespace {

/// From here on beginnings of one letter are refused. At a million samples such a search goes on
/// for up to 58 ms after it was stopped.
constexpr SampleRow largeCorpus = 200'000;

/// Takes the fields of the outermost AND out of a tree.
QueryTree withoutFields(const QueryTree &tree, std::vector<NumberFilter> &numbers,
                        std::vector<CategoryFilter> &categories)
{
    if (!tree)
        return nullptr;
    if (tree->kind == QueryNode::Kind::Number) {
        numbers.push_back(tree->number);
        return nullptr;
    }
    if (tree->kind == QueryNode::Kind::Category) {
        categories.push_back(tree->category);
        return nullptr;
    }
    if (tree->kind != QueryNode::Kind::And)
        return tree;
    std::vector<QueryTree> left;
    for (const auto &child : tree->children) {
        if (auto rest = withoutFields(child, numbers, categories))
            left.push_back(std::move(rest));
    }
    if (left.size() < 2)
        return left.empty() ? nullptr : left.front();
    auto node = std::make_shared<QueryNode>();
    node->kind = QueryNode::Kind::And;
    node->children = std::move(left);
    return node;
}

} // namespace

Result<CompiledFilter> FilterCompiler::compile(const CorpusView &view, const SampleFilter &filter)
{
    CompiledFilter compiled;
    compiled.m_filter = filter;
    compiled.m_numbers = filter.numbers;
    compiled.m_categories = filter.categories;
    for (const auto &number : filter.numbers)
        PHI1_TRY(checkFilter(view, number));
    for (const auto &category : filter.categories)
        PHI1_TRY(checkFilter(view, category));
    if (filter.withoutNearDuplicates && !view.column(columnKey::duplicateOf))
        return failure(ErrorCode::Usage, concat("near-duplicates of corpus ", view.files().name(),
                                                " are not known yet; phi1 duplicates finds them"));
    if (filter.text.text.empty())
        return compiled;
    if (filter.text.mode != TextMode::Words) {
        PHI1_ASSIGN(const auto pattern, TextPattern::compile(filter.text));
        return compiled;
    }
    const auto *tokenizer = threadTokenizer();
    if (!tokenizer)
        return failure(ErrorCode::Incompatible, "this SQLite has no full-text search (FTS5); "
                                                "install one that was built with it");
    PHI1_ASSIGN(auto parsed, parseQuery(
                                 filter.text.text,
                                 [&](const std::string &field, const std::string &value) {
                                     return readField(view, field, value);
                                 },
                                 [&](std::string_view text) { return tokenizer->words(text); },
                                 view.rows() < largeCorpus ? 1 : 2));
    compiled.m_words = withoutFields(parsed.tree, compiled.m_numbers, compiled.m_categories);
    for (const auto &part : parsed.ignored)
        compiled.m_remark += (compiled.m_remark.empty() ? "`" : ", `") + part + "`";
    if (!compiled.m_remark.empty())
        compiled.m_remark += " left out: words are letters, digits and underscores";
    return compiled;
}

} // namespace phi1
