// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/forest_lesson.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/corpora/store/column.h"

namespace phi1 {

namespace {

constexpr std::size_t doubtfulListed = 50;

void add(ForestLesson &lesson, const OpenCorpus &corpus, const EmbeddingFile &embeddings,
         const LabelledSamples &labelled, int goodFrom)
{
    lesson.withoutEmbedding += labelled.withoutEmbedding;
    std::uint32_t firstGroup = 0; // clusters are numbered for each corpus anew
    for (const std::uint32_t group : lesson.groups)
        firstGroup = std::max(firstGroup, group + 1);
    for (std::size_t i = 0; i < labelled.rows.size(); ++i) {
        const auto vector = embeddings.vector(labelled.vectors[i]);
        // An empty text has no numbers.
        if (!std::all_of(vector.begin(), vector.end(), [](float v) { return std::isfinite(v); })) {
            lesson.withoutEmbedding += 1;
            continue;
        }
        lesson.samples.values.insert(lesson.samples.values.end(), vector.begin(), vector.end());
        lesson.samples.good.push_back(labelled.labels[i] >= goodFrom ? 1 : 0);
        lesson.labels.push_back(labelled.labels[i]);
        lesson.groups.push_back(firstGroup + labelled.groups[i]);
        lesson.origins.push_back({lesson.corpora.size(), labelled.rows[i]});
    }
    lesson.corpora.push_back(corpus.files);
}

} // namespace

Result<ForestLesson> forestLesson(const ForestCommand &command, const OpenCorpus &corpus,
                                  const EmbeddingFile &embeddings)
{
    ForestLesson lesson;
    lesson.samples.width = embeddings.facts().width;
    PHI1_ASSIGN(const LabelledSamples labelled, labelledSamples(corpus, embeddings));
    add(lesson, corpus, embeddings, labelled, command.goodFrom);
    PHI1_TRY(embeddings.check());
    for (const std::string &name : command.also) {
        PHI1_ASSIGN(const OpenCorpus other, openCorpus({command.corpus.workspace, name}));
        PHI1_ASSIGN(const EmbeddingFile vectors,
                    embeddingsOf(other, embeddings.facts().model, embeddings.facts().checkpoint));
        PHI1_ASSIGN(const LabelledSamples more, labelledSamples(other, vectors));
        add(lesson, other, vectors, more, command.goodFrom);
        PHI1_TRY(vectors.check());
    }
    return lesson;
}

Json doubtfulLabels(const ForestLesson &lesson, const ForestReport &report)
{
    std::vector<std::size_t> order(lesson.labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto doubt = [&](std::size_t i) {
        return std::abs(report.shares[i] - static_cast<float>(lesson.samples.good[i]));
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return doubt(a) > doubt(b); });
    Json list = Json::array();
    for (const std::size_t i : order) {
        if (list.size() == doubtfulListed || doubt(i) <= 0.5f)
            break;
        const auto [corpus, row] = lesson.origins[i];
        const CorpusFiles &files = lesson.corpora[corpus];
        const auto hashes = Column::open(files.column(columnKey::hash));
        const bool known = hashes && row < hashes->hashes().size();
        list.push_back({{"corpus", files.name()},
                        {"row", row},
                        {"hash", known ? hashes->hashes()[row].hex() : ""},
                        {"label", int{lesson.labels[i]}},
                        {"share", jsonNumber(report.shares[i])}});
    }
    return list;
}

} // namespace phi1
