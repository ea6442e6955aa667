// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "model/inference/engine.h"
#include "model/inference/generation_request.h"
#include "model/inference/inference_limits.h"
#include "model/inference/logit_row.h"
#include "model/inference/prefix_cache.h"
#include "model/inference/prompt_lookup.h"
#include "model/inference/running_request.h"
#include "model/inference/sampler.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// All requests of one model, computed together, one step at a time: a new token for every
/// completion under way and a piece of the prompts that wait. Not thread-safe.
class ModelBatch
{
public:
    struct Turn {
        bool batchLane = true; ///< whether requests of Lane::Batch take part
        /// Completions of Lane::Batch in this step at most; they take turns.
        std::size_t batchSequences = std::numeric_limits<std::size_t>::max();
        std::int64_t promptRows = 0; ///< tokens of prompts to compute at most
    };
    struct Counts {
        std::int64_t queued = 0; ///< requests not begun
        std::int64_t active = 0; ///< requests begun
        std::int64_t sequences = 0;
    };

    ModelBatch(std::shared_ptr<Engine> engine, std::shared_ptr<const Tokenizer> tokenizer,
               const InferenceLimits &limits);
    ~ModelBatch(); ///< no request may be left: failAll() or cancelAll() first
    ModelBatch(const ModelBatch &) = delete;
    ModelBatch &operator=(const ModelBatch &) = delete;

    /// @param request  was checked with checkRequest()
    void submit(std::unique_ptr<RunningRequest> request);
    /// The request ends in the next step. Whether it is one of these.
    bool cancel(Ticket ticket);
    void cancelAll(); ///< at once
    void failAll(const Error &error);

    /// Whether a step would have something to do.
    bool hasWork(bool batchLane) const;
    bool decodes() const; ///< whether completions are under way
    Counts counts() const;
    void step(const Turn &turn);

    Engine &engine() { return *m_engine; }
    /// What a token of a prompt took lately, with all that was computed beside it; 0: not known.
    double secondsPerPromptRow() const { return m_secondsPerPromptRow; }

private:
    /// Rows of one completion or one prompt in the call to come.
    struct Part {
        RunningRequest *request = nullptr;
        Sequence *sequence = nullptr; ///< null: the prompt
        std::size_t firstRow = 0;
        std::size_t rows = 0;
        std::size_t firstLogits = 0;
        std::size_t logits = 0;  ///< rows that want them
        std::int64_t before = 0; ///< length of the slot
        bool lookup = false;     ///< the drafts are guesses, not forced
    };

    bool takesPart(const RunningRequest &request, const Turn &turn) const;
    void dropCancelled();
    void admit(const Turn &turn);
    bool hasCapacity(Lane lane) const;
    std::int64_t promised() const;
    /// Whether so many positions can be promised too, or who asks is alone; makes room for them.
    bool roomFor(std::int64_t positions, bool alone);
    bool begin(RunningRequest &request);
    void beginSamples(RunningRequest &request);
    bool beginSample(RunningRequest &request);
    void collectRows(const Turn &turn);
    void collectSequences(const Turn &turn);
    void collectSequence(RunningRequest &request, Sequence &sequence, std::size_t sequences);
    void collectPrompt(RunningRequest &request, std::int64_t &rowsLeft);
    double draftRowCost() const;
    void addRow(Part &part, SlotId slot, TokenId token, bool wantsLogits);

    void compute();
    Result<void> run(std::span<const Part> parts);
    void computeAlone();
    void finishParts(std::span<const Part> parts);
    void finishPrompt(const Part &part);
    void promptComputed(RunningRequest &request);
    void verify(const Part &part);

    /// The next token of a completion from m_row; whether the completion goes on.
    bool advance(RunningRequest &request, Sequence &sequence);
    void describe(const GenerationRequest &request, TokenId id, TokenReport &report);
    void endSample(RunningRequest &request, Sequence &sequence, FinishReason reason,
                   SampleEnd end = {});
    void endUnbegunSamples(RunningRequest &request, FinishReason reason);
    void cancelNow(RunningRequest &request);
    void fail(RunningRequest &request, const Error &error);
    void retire(SlotId slot, std::span<const TokenId> tokens, bool keep);
    void sweep();

    std::shared_ptr<Engine> m_engine;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    InferenceLimits m_limits;
    PrefixCache m_cache;
    std::vector<std::unique_ptr<RunningRequest>> m_requests; ///< by lane, then by arrival
    Sampler m_sampler;
    RowCost m_rowCost;
    double m_secondsPerPromptRow = 0;
    std::size_t m_batchTurn = 0; ///< the completion of Lane::Batch that is first in the next step
    RunningRequest::Clock::time_point m_computed; ///< when the last call of the engine ended
    // Of the step that runs; members, so that their memory is kept.
    std::vector<EngineRow> m_rows;
    std::vector<Part> m_parts;
    std::vector<float> m_logits;
    std::vector<EngineRow> m_partRows;
    LogitRow m_row;
    TokenReport m_report;
    std::vector<TokenReport> m_promptReports;
};

} // namespace phi1
