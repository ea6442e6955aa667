// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bench/inference_bench_models.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "app/phi1/bench/random_checkpoint.h"
#include "app/phi1/engine_choice.h"
#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/attention/capture_text.h"
#include "model/inference/loaded_engine.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Ids that do not repeat for a while.
TokenId idAt(std::int64_t index)
{
    return static_cast<TokenId>(1000 + index * 7919 % 40000);
}

/// An engine whose most probable token is dictated: sequences continue with a text that was chosen
/// before, while every row costs what it costs.
class DictatedEngine final : public Engine
{
public:
    explicit DictatedEngine(std::shared_ptr<Engine> engine)
        : m_engine(std::move(engine))
    {}

    void dictate(std::int64_t promptTokens, std::vector<TokenId> text)
    {
        m_promptTokens = promptTokens;
        m_text = std::move(text);
    }

    std::int64_t vocabulary() const override { return m_engine->vocabulary(); }
    std::int64_t context() const override { return m_engine->context(); }
    std::int64_t promptRowsPerCall() const override { return m_engine->promptRowsPerCall(); }
    EngineFacts facts() const override { return m_engine->facts(); }
    Result<SlotId> open() override { return m_engine->open(); }
    void close(SlotId slot) override { m_engine->close(slot); }
    Result<SlotId> fork(SlotId slot, std::int64_t length) override
    {
        return m_engine->fork(slot, length);
    }
    std::int64_t length(SlotId slot) const override { return m_engine->length(slot); }
    void truncate(SlotId slot, std::int64_t length) override { m_engine->truncate(slot, length); }
    bool hasRoom(std::int64_t positions) const override { return m_engine->hasRoom(positions); }

    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override
    {
        std::vector<std::int64_t> positions;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool follows = i > 0 && rows[i - 1].slot == rows[i].slot;
            positions.push_back(follows ? positions.back() + 1 : m_engine->length(rows[i].slot));
        }
        PHI1_TRY(m_engine->run(rows, logits));
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!rows[i].wantsLogits)
                continue;
            const std::int64_t next = positions[i] + 1 - m_promptTokens;
            if (next >= 0 && next < static_cast<std::int64_t>(m_text.size()))
                logits[wanted * static_cast<std::size_t>(vocabulary()) +
                       static_cast<std::size_t>(m_text[static_cast<std::size_t>(next)])] = 1e6f;
            ++wanted;
        }
        return {};
    }

private:
    std::shared_ptr<Engine> m_engine;
    std::int64_t m_promptTokens = 0;
    std::vector<TokenId> m_text;
};

/// Collects one request and tells when it ended.
class Collector final : public GenerationSink
{
public:
    void onToken(const TokenReport &token, std::string_view) override
    {
        if (tokens.empty())
            first = Clock::now();
        tokens.push_back(token.id);
        last = Clock::now();
    }
    void onFinished(const GenerationSummary &result) override
    {
        summary = result;
        finish();
    }
    void onFailed(const Error &failed) override
    {
        error = failed;
        finish();
    }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_done.wait(lock, [this] { return m_finished; });
    }

    std::vector<TokenId> tokens;
    Clock::time_point first, last;
    GenerationSummary summary;
    std::optional<Error> error;

private:
    void finish()
    {
        const std::lock_guard guard(m_mutex);
        m_finished = true;
        m_done.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_done;
    bool m_finished = false;
};

} // namespace

Result<BenchCheckpoints> benchCheckpoints(const BenchContext &context, bool both)
{
    const char *given = std::getenv("PHI1_BENCH_FOLDER");
    const fs::path folder = given ? fs::path(given) : fs::temp_directory_path() / "phi1-bench";
    PHI1_TRY(makeFolders(folder));
    const BenchCheckpoints result{folder / "base", folder / "finetuned"};
    PhiConfig config;
    config.eosToken = config.bosToken = 50256;
    std::uint64_t seed = 1;
    std::error_code ignored;
    for (const fs::path &each : {result.base, result.finetuned}) {
        if (!both && each == result.finetuned)
            break;
        if (!fs::exists(each, ignored)) {
            context.progress(concat("making a checkpoint of phi-1's size in ", each));
            PHI1_TRY(writeRandomCheckpoint(each, config, seed));
        }
        ++seed;
    }
    if (both && !context.peerPython.empty()) {
        context.progress("making the peers' forms of it");
        const fs::path peers = context.peerPython.parent_path().parent_path();
        PHI1_ASSIGN(const ChildResult child,
                    runChild({(context.sourceRoot / "tests/peers/convert").string(), peers.string(),
                              result.base.string()},
                             true));
        if (child.exitStatus != 0)
            return failure(ErrorCode::Io, concat("tests/peers/convert ended with status ",
                                                 child.exitStatus, "; its message stands above"));
    }
    return result;
}

double measureReadBandwidth(int threads)
{
    constexpr std::size_t total = std::size_t(1) << 30;
    constexpr std::size_t piece = std::size_t(1) << 20;
    std::vector<std::uint64_t> memory(total / sizeof(std::uint64_t), 1);
    ThreadPool pool(threads);
    std::vector<std::uint64_t> sums(total / piece);
    double best = 0;
    for (int pass = 0; pass < 6; ++pass) {
        const auto start = Clock::now();
        pool.run(static_cast<std::int64_t>(total / piece), [&](std::int64_t task) {
            typedef std::uint64_t Vector __attribute__((vector_size(64), aligned(8)));
            const auto *from = reinterpret_cast<const Vector *>(
                memory.data() + static_cast<std::size_t>(task) * (piece / sizeof(std::uint64_t)));
            Vector sum[4] = {};
            for (std::size_t i = 0; i < piece / sizeof(Vector); i += 4)
                for (std::size_t k = 0; k < 4; ++k)
                    sum[k] += from[i + k];
            const Vector all = sum[0] + sum[1] + sum[2] + sum[3];
            sums[static_cast<std::size_t>(task)] = all[0] + all[7];
        });
        best = std::max(best, static_cast<double>(total) / since(start));
    }
    return best;
}

Result<void> writeBenchPrompt(const fs::path &file)
{
    return writeFileAtomically(file, "def rolling_mean(values, window):\n    \"\"\"Mean of");
}

BenchModel::BenchModel(std::shared_ptr<Engine> engine)
    : m_engine(std::move(engine))
{}

Result<BenchModel> BenchModel::load(const fs::path &checkpoint, const HardwareOptions &hardware)
{
    PHI1_ASSIGN(const LoadedEngine loaded,
                openEngine(checkpoint, hardware, makeThreadPool(hardware.threads)));
    return BenchModel(loaded.engine);
}

Result<void> BenchModel::feed(SlotId slot, std::int64_t count)
{
    m_logits.resize(static_cast<std::size_t>(m_engine->vocabulary()));
    std::vector<EngineRow> rows;
    for (std::int64_t i = 0; i < count; ++i) {
        rows.push_back({slot, idAt(i + slot * 977), i + 1 == count});
        if (static_cast<std::int64_t>(rows.size()) == m_engine->promptRowsPerCall() ||
            rows.back().wantsLogits) {
            PHI1_TRY(m_engine->run(rows, rows.back().wantsLogits ? std::span(m_logits)
                                                                 : std::span<float>()));
            rows.clear();
        }
    }
    return {};
}

Result<double> BenchModel::decode(std::int64_t sequences, std::int64_t before, std::int64_t count)
{
    std::vector<std::unique_ptr<ScopedSlot>> slots;
    for (std::int64_t i = 0; i < sequences; ++i) {
        PHI1_ASSIGN(const SlotId slot, m_engine->open());
        slots.push_back(std::make_unique<ScopedSlot>(*m_engine, slot));
        PHI1_TRY(feed(slot, before));
    }
    m_logits.resize(static_cast<std::size_t>(sequences * m_engine->vocabulary()));
    const auto start = Clock::now();
    std::vector<EngineRow> rows;
    for (std::int64_t i = 0; i < count; ++i) {
        rows.clear();
        for (const auto &slot : slots)
            rows.push_back({slot->id(), idAt(before + i + slot->id() * 977), true});
        PHI1_TRY(m_engine->run(rows, m_logits));
    }
    return since(start);
}

Result<std::shared_ptr<AttentionCapture>> BenchModel::capture(std::int64_t count)
{
    std::vector<TokenId> ids;
    for (std::int64_t i = 0; i < count; ++i)
        ids.push_back(idAt(i));
    return captureText(*m_engine, std::move(ids));
}

Result<double> BenchModel::prefill(std::int64_t count)
{
    PHI1_ASSIGN(const SlotId slot, m_engine->open());
    const ScopedSlot scope(*m_engine, slot);
    const auto start = Clock::now();
    PHI1_TRY(feed(slot, count));
    return since(start);
}

struct BenchServer::State {
    InferenceThread thread{InferenceLimits{.prefixCache = false}};
    std::vector<ModelId> models;
    std::shared_ptr<DictatedEngine> first;
    std::vector<TokenId> dictated;
};

BenchServer::BenchServer(std::shared_ptr<State> state)
    : m_state(std::move(state))
{}

Result<BenchServer> BenchServer::load(const std::vector<fs::path> &checkpoints,
                                      const HardwareOptions &hardware)
{
    auto state = std::make_shared<State>();
    const auto pool = makeThreadPool(hardware.threads);
    for (const fs::path &checkpoint : checkpoints) {
        PHI1_ASSIGN(const LoadedEngine loaded, openEngine(checkpoint, hardware, pool));
        std::shared_ptr<Engine> engine = loaded.engine;
        if (!state->first)
            engine = state->first = std::make_shared<DictatedEngine>(engine);
        state->models.push_back(state->thread.add(engine, loaded.source.tokenizer));
    }
    return BenchServer(std::move(state));
}

void BenchServer::dictate(std::vector<TokenId> text)
{
    m_state->dictated = std::move(text);
}

Result<BenchServer::Outcome> BenchServer::complete(std::span<const std::size_t> models,
                                                   const std::vector<TokenId> &prompt,
                                                   std::int64_t newTokens, bool promptLookup)
{
    GenerationRequest request;
    request.prompt = prompt;
    for (std::int64_t i = 0; request.prompt.size() < 32 && prompt.empty(); ++i)
        request.prompt.push_back(idAt(i));
    request.options.maxNewTokens = newTokens;
    request.options.stopAtEndOfText = false;
    request.promptLookup = promptLookup;
    m_state->first->dictate(static_cast<std::int64_t>(request.prompt.size()), m_state->dictated);
    const auto start = Clock::now();
    std::vector<std::shared_ptr<Collector>> sinks;
    for (const std::size_t model : models) {
        sinks.push_back(std::make_shared<Collector>());
        PHI1_TRY(m_state->thread.submit(m_state->models.at(model), request, sinks.back()));
    }
    Outcome outcome;
    for (const auto &sink : sinks) {
        sink->wait();
        if (sink->error)
            return tl::unexpected(*sink->error);
        outcome.seconds =
            std::max(outcome.seconds, std::chrono::duration<double>(sink->last - start).count());
    }
    const Collector &front = *sinks.front();
    outcome.tokens = front.tokens;
    outcome.decodeSeconds = std::chrono::duration<double>(front.last - front.first).count();
    outcome.drafted = front.summary.drafted;
    outcome.accepted = front.summary.accepted;
    return outcome;
}

} // namespace phi1
