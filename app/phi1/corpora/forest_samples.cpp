// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/forest_samples.h"

#include <algorithm>
#include <numeric>

#include "core/base/text.h"
#include "core/corpora/labels/label_column.h"

namespace phi1 {

namespace {

/// Whether a row has a value in a column that may be missing or shorter.
std::uint32_t countOf(const Column *column, SampleRow row)
{
    return column != nullptr && row < column->counts().size() ? column->counts()[row]
                                                              : missingCount;
}

std::string listed(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// Those of the checkpoint in a folder.
std::vector<std::string> madeWith(const CorpusFiles &files, const std::vector<std::string> &names,
                                  const std::string &folder)
{
    std::error_code error;
    const std::filesystem::path wanted = std::filesystem::weakly_canonical(folder, error);
    std::vector<std::string> fitting;
    for (const std::string &name : names) {
        const auto file = EmbeddingFile::open(files, name);
        if (file && std::filesystem::weakly_canonical(file->facts().checkpoint, error) == wanted)
            fitting.push_back(name);
    }
    return fitting;
}

} // namespace

Result<ForestFiles> forestFiles(const Workspace &workspace, const std::string &name)
{
    PHI1_TRY(scoreKey(name)); // the score that it gives has its name
    return ForestFiles{workspace.root / "forests" / name};
}

Result<EmbeddingFile> openEmbeddings(const OpenCorpus &corpus, const std::string &name)
{
    const std::vector<std::string> all = embeddingNames(corpus.files);
    std::vector<std::string> fitting;
    std::copy_if(all.begin(), all.end(), std::back_inserter(fitting),
                 [&](const std::string &one) { return one.starts_with(name); });
    if (std::find(all.begin(), all.end(), name) != all.end())
        fitting = {name};
    if (fitting.empty())
        fitting = madeWith(corpus.files, all, name);
    if (fitting.size() == 1)
        return EmbeddingFile::open(corpus.files, fitting.front());
    const std::string make = concat("`phi1 embed CHECKPOINT --corpus ", corpus.files.name(), "`");
    if (all.empty())
        return failure(ErrorCode::NotFound, concat("The corpus ", corpus.files.name(),
                                                   " has no embeddings; ", make, " makes them."));
    if (fitting.empty())
        return failure(ErrorCode::NotFound,
                       concat("The corpus ", corpus.files.name(), " has no embeddings '",
                              printable(name), "', but ", listed(all), "."));
    return failure(ErrorCode::Usage, concat("The corpus ", corpus.files.name(), " has embeddings ",
                                            listed(fitting), "; choose with --embeddings."));
}

Result<EmbeddingFile> embeddingsOf(const OpenCorpus &corpus, const std::string &model,
                                   const std::string &checkpoint)
{
    for (const std::string &name : embeddingNames(corpus.files)) {
        auto file = EmbeddingFile::open(corpus.files, name);
        if (file && file->facts().model == model)
            return file;
    }
    return failure(ErrorCode::NotFound,
                   concat("The corpus ", corpus.files.name(), " has no embeddings of ", checkpoint,
                          ", which the forest is trained on; `phi1 embed` makes them."));
}

Result<LabelledSamples> labelledSamples(const OpenCorpus &corpus, const EmbeddingFile &embeddings)
{
    PHI1_ASSIGN(const CorpusView view, openLabelledView(corpus.files, corpus.workspace.database()));
    const Column *labels = view.column(columnKey::label);
    const Column *duplicates = view.column(columnKey::duplicateOf);
    std::vector<std::size_t> order(embeddings.rows().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return embeddings.rows()[a] < embeddings.rows()[b];
    });
    LabelledSamples samples;
    for (const std::size_t index : order) {
        const SampleRow row = embeddings.rows()[index];
        const std::uint32_t label = countOf(labels, row);
        if (label == missingCount)
            continue;
        const std::uint32_t cluster = countOf(duplicates, row);
        samples.vectors.push_back(index);
        samples.rows.push_back(row);
        samples.labels.push_back(static_cast<std::uint8_t>(label + 1));
        samples.groups.push_back(cluster == missingCount ? row : cluster);
    }
    const std::span<const std::uint32_t> all = labels->counts();
    const auto labelled = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](std::uint32_t l) { return l != missingCount; }));
    samples.withoutEmbedding = labelled - samples.rows.size();
    return samples;
}

} // namespace phi1
