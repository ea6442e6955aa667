// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/corpus_search.h"

#include <chrono>
#include <stop_token>

#include "app/phi1/corpora/corpus_option.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/labels/label_column.h"
#include "core/corpora/search/field_reader.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace {

Result<SampleFilter> filterFor(const CorpusView &view, const CorpusQuestion &question)
{
    SampleFilter filter = question.filter;
    for (const auto &[key, value] : question.where) {
        PHI1_ASSIGN(const QueryNode node, readField(view, key, value));
        if (node.kind == QueryNode::Kind::Number)
            filter.numbers.push_back(node.number);
        else
            filter.categories.push_back(node.category);
    }
    return filter;
}

/// The first line of a text as a title, not too long.
std::string firstLine(std::string_view text)
{
    while (!text.empty() && (text.front() == '\n' || text.front() == ' ' || text.front() == '\r'))
        text.remove_prefix(1);
    return std::string(text.substr(0, std::min<std::size_t>(text.find('\n'), 100)));
}

Result<std::vector<ShownHit>> shownHits(const SampleSearch &search, const CompiledFilter &filter,
                                        const SampleHits &hits, std::size_t limit)
{
    PHI1_ASSIGN(const SampleStore store, SampleStore::open(search.view().files()));
    const Column *tokens = search.view().column(columnKey::tokens);
    std::vector<ShownHit> shown;
    for (const SampleRow row : hits.rows().first(std::min<std::size_t>(limit, hits.total()))) {
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled, "stopped");
        PHI1_ASSIGN(const Sample sample, store.sample(row));
        ShownHit hit;
        hit.row = row;
        hit.hash = sample.hash.hex();
        hit.title = sample.origin.title.empty() ? firstLine(sample.text) : sample.origin.title;
        hit.source = sample.origin.source;
        hit.kind = sample.origin.kind;
        hit.topic = sample.origin.topic;
        hit.audience = sample.origin.audience;
        if (tokens && row < tokens->counts().size())
            hit.tokens = tokens->counts()[row];
        hit.excerpt = hitExcerpt(sample.text, filter);
        shown.push_back(std::move(hit));
    }
    return shown;
}

} // namespace

Result<CorpusAnswer> askCorpus(const Workspace &workspace, const std::string &name,
                               const CorpusQuestion &question, Progress &progress)
{
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus({workspace.root.string(), name}));
    PHI1_ASSIGN(CorpusView view, openLabelledView(corpus.files, workspace.database()));
    PHI1_ASSIGN(SampleSearch search, SampleSearch::open(std::move(view)));
    PHI1_ASSIGN(const SampleFilter filter, filterFor(search.view(), question));
    PHI1_ASSIGN(const CompiledFilter compiled, search.compile(filter));
    std::stop_source stop;
    const auto sink = [&](const SearchProgress &told) {
        progress.update(told.searched, told.total, concat(told.hits, " hits in ", name));
        if (StopSignals::stopRequested())
            stop.request_stop();
    };
    const auto begin = std::chrono::steady_clock::now();
    CorpusAnswer answer;
    answer.corpus = name;
    answer.rows = search.view().rows();
    PHI1_ASSIGN(answer.hits, search.run(compiled, question.order, stop.get_token(), sink));
    answer.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    PHI1_ASSIGN(answer.shown, shownHits(search, compiled, answer.hits, question.limit));
    return answer;
}

Json toJson(const std::string &corpus, const ShownHit &hit)
{
    Json json = {{"corpus", corpus},      {"row", hit.row},
                 {"hash", hit.hash},      {"title", hit.title},
                 {"source", hit.source},  {"kind", hit.kind},
                 {"topic", hit.topic},    {"audience", hit.audience},
                 {"tokens", nullptr},     {"excerpt", hit.excerpt.text},
                 {"spans", Json::array()}};
    if (hit.tokens != missingCount)
        json["tokens"] = hit.tokens;
    for (const ByteSpan &span : hit.excerpt.spans)
        json["spans"].push_back({span.begin, span.end});
    return json;
}

std::string toText(const ShownHit &hit)
{
    std::string facts;
    const std::string tokens =
        hit.tokens == missingCount ? std::string() : concat(hit.tokens, " tokens");
    for (const std::string &fact : {hit.kind, hit.source, hit.topic, hit.audience, tokens}) {
        if (!fact.empty())
            facts += (facts.empty() ? "" : " · ") + printable(fact, 60);
    }
    std::string text = concat("  ", hit.row, "  ", printable(hit.title, 100), "\n    ",
                              printable(hit.excerpt.text, 400), "\n");
    if (!facts.empty())
        text += "    " + facts + "\n";
    return text;
}

} // namespace phi1
