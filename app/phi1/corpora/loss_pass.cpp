// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/loss_pass.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

#include "app/phi1/corpora/mixed_source.h"
#include "app/phi1/engine_choice.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "model/inference/text_loss.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

/// What an interruption by SIGKILL may lose.
constexpr std::chrono::seconds flushEvery{2};

std::string columnName(const LossPass &pass, const ModelSource &source)
{
    std::string name;
    for (const char c : pass.name.empty() ? source.name : pass.name)
        name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' ? c : '-';
    return name.substr(0, 80);
}

/// The mean over the tokens that have a loss; NaN if there is none.
Result<float> meanLoss(Engine &engine, const Tokenizer &tokenizer, std::string_view text,
                       std::size_t limit)
{
    std::vector<TokenId> ids = tokenizer.encode(text, SpecialTokens::AsText);
    if (ids.size() > limit)
        ids.resize(limit);
    if (ids.size() < 2)
        return std::numeric_limits<float>::quiet_NaN();
    PHI1_ASSIGN(const std::vector<float> losses,
                textLoss(engine, ids, {}, [](std::size_t) { return true; }));
    double sum = 0;
    for (std::size_t i = 1; i < losses.size(); ++i)
        sum += static_cast<double>(losses[i]);
    return static_cast<float>(sum / static_cast<double>(losses.size() - 1));
}

} // namespace

Result<void> runLossPass(const Workspace &workspace, const LossPass &pass)
{
    MixSource wanted;
    wanted.corpus = pass.corpus;
    wanted.filter = pass.filter;
    PHI1_ASSIGN(const MixedSource source, findSamples(workspace, wanted));
    PHI1_ASSIGN(const LoadedEngine loaded,
                openEngine(pass.checkpoint, pass.hardware, makeThreadPool(pass.hardware.threads)));
    if (!loaded.source.tokenizer)
        return failure(
            ErrorCode::Incompatible,
            concat(loaded.source.folder, " has no tokenizer; copy the one of its training there"));
    PHI1_ASSIGN(const std::string fingerprint, loaded.source.fingerprint->wait());
    const std::int64_t context = loaded.engine->context();
    const std::int64_t limit = pass.maxTokens > 0 ? pass.maxTokens : context;

    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(source.files, "phi1 score --loss"));
    ColumnInfo info;
    info.key = concat("loss.", columnName(pass, loaded.source));
    info.type = ColumnType::Number;
    info.facts = {{"kind", "loss"},
                  {"checkpoint", loaded.source.folder.string()},
                  {"fingerprint", fingerprint},
                  {"dtype", loaded.engine->facts().dtype},
                  {"tokens", limit},
                  {"filter", toJson(pass.filter)}};
    PHI1_ASSIGN(ColumnWriter column, ColumnWriter::open(source.files, info, pass.replace));
    const SampleRow total = source.view.rows();
    Progress progress(pass.output, "Scoring", "samples");
    progress.startAt(column.rows());
    auto flushed = std::chrono::steady_clock::now();
    SampleRow scored = 0;
    for (SampleRow row = column.rows(); row < total; ++row) {
        if (StopSignals::stopRequested()) {
            PHI1_TRY(column.flush());
            return failure(ErrorCode::Cancelled, concat("interrupted at sample ", row, " of ",
                                                        total, "; the same command goes on"));
        }
        if (!source.hits.contains(row)) {
            column.add(std::numeric_limits<float>::quiet_NaN());
            continue;
        }
        PHI1_ASSIGN(const std::string text, source.store->text(row));
        PHI1_ASSIGN(const float loss, meanLoss(*loaded.engine, *loaded.source.tokenizer, text,
                                               static_cast<std::size_t>(limit)));
        column.add(loss);
        ++scored;
        if (std::chrono::steady_clock::now() - flushed > flushEvery) {
            PHI1_TRY(column.flush());
            flushed = std::chrono::steady_clock::now();
        }
        progress.update(row + 1, total);
    }
    PHI1_TRY(column.finish());
    progress.finish();
    if (pass.output.json)
        std::printf("%s\n", dumpJson({{"corpus", pass.corpus},
                                      {"column", info.key},
                                      {"samples", total},
                                      {"scored", scored},
                                      {"fingerprint", fingerprint}})
                                .c_str());
    else
        std::printf("%s: %u samples scored, column %s\n", printable(pass.corpus).c_str(), scored,
                    info.key.c_str());
    return {};
}

} // namespace phi1
