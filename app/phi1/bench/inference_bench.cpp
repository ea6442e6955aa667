// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/inference_bench_models.h"
#include "app/phi1/bench/peer_process.h"
#include "app/phi1/bench/python_library.h"
#include "app/phi1/bundled_tokenizer.h"
#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "model/cpu/cpu_features.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// `text` with the identifier `from` called `to`.
std::string renamed(const std::string &text, const std::string &from, const std::string &to)
{
    const auto isWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = i + from.size();
        const bool is = text.compare(i, from.size(), from) == 0 &&
                        (i == 0 || !isWord(text[i - 1])) &&
                        (end >= text.size() || !isWord(text[end]));
        result += is ? to : std::string(1, text[i]);
        i = is ? end : i + 1;
    }
    return result;
}

using Clock = std::chrono::steady_clock;

constexpr std::int64_t before = 32;  ///< tokens in the cache when decoding is timed
constexpr std::int64_t decoded = 64; ///< tokens timed
constexpr std::int64_t prompt = 512; ///< tokens of the timed prefill

HardwareOptions hardware(const BenchContext &context, const std::string &dtype)
{
    return {.device = context.device, .dtype = dtype, .threads = context.threads};
}

/// A way of another program to run the checkpoint.
struct Peer {
    std::string name;
    std::vector<std::string> command;
};

struct Peers {
    Peer llamaF16, llamaQ8, llamaQ8Repacked, ctranslate2, transformers;
};

Peers peersOf(const BenchContext &context, const fs::path &checkpoint)
{
    const std::string threads = std::to_string(context.threads);
    const std::string llama =
        (context.peerPython.parent_path().parent_path() / "llama/llama_peer").string();
    const std::string script = (context.sourceRoot / "tests/peers/inference.py").string();
    const auto python = [&](const char *library, const std::string &folder, const char *type) {
        return std::vector<std::string>{
            context.peerPython.string(), script, library, folder, threads, type};
    };
    return {
        {"llama.cpp F16", {llama, checkpoint.string() + "-f16.gguf", threads, "plain"}},
        {"llama.cpp Q8_0", {llama, checkpoint.string() + "-q8_0.gguf", threads, "plain"}},
        {"llama.cpp Q8_0 repacked", {llama, checkpoint.string() + "-q8_0.gguf", threads, "repack"}},
        {"CTranslate2 int8", python("ctranslate2", checkpoint.string() + "-ct2-int8", "int8")},
        {"transformers float32", python("transformers", checkpoint.string(), "float32")}};
}

/// One figure of ours against one peer, taking turns.
struct Comparison {
    std::string name;
    Peer peer;
    std::string question;
    std::int64_t tokens = 0;
    std::function<Result<double>()> ours; ///< seconds for `tokens`
};

Result<Json> compare(const BenchContext &context, const Comparison &comparison, Json details)
{
    BenchRow row{.name = comparison.name,
                 .unit = "tokens/s",
                 .lowerIsBetter = false,
                 .ours = {},
                 .peer = {},
                 .peerName = comparison.peer.name,
                 .note = {},
                 .details = std::move(details)};
    std::optional<PeerProcess> peer;
    if (context.peerPython.empty()) {
        row.peerName.clear();
        row.note = peerMissing;
    } else {
        peer.emplace();
        PHI1_TRY(peer->start(comparison.peer.command));
        PHI1_ASSIGN(const Json ready, peer->ask(""));
        row.details["peer_version"] = ready.value("version", std::string());
        PHI1_TRY(peer->ask(comparison.question)); // warm
    }
    PHI1_TRY(comparison.ours());
    for (int i = 0; i < context.repetitions; ++i) {
        PHI1_ASSIGN(const double seconds, comparison.ours());
        row.ours.push_back(static_cast<double>(comparison.tokens) / seconds);
        if (peer) {
            PHI1_ASSIGN(const Json answer, peer->ask(comparison.question));
            row.peer.push_back(static_cast<double>(comparison.tokens) /
                               answer.at("seconds").get<double>());
        }
    }
    context.progress(concat(comparison.name, ": ", medianOf(row.ours), " tokens/s, ",
                            comparison.peer.name, ": ",
                            row.peer.empty() ? 0.0 : medianOf(row.peer)));
    return toJson(row);
}

Result<void> measureWeights(const BenchContext &context, const fs::path &checkpoint,
                            const std::string &dtype, std::span<const Peer> decodePeers,
                            std::span<const Peer> prefillPeers, std::vector<Json> &rows)
{
    PHI1_ASSIGN(BenchModel model, BenchModel::load(checkpoint, hardware(context, dtype)));
    const EngineFacts facts = model.facts();
    const Json details = {{"dtype", dtype},
                          {"kernels", facts.kernels},
                          {"threads", facts.threads},
                          {"weight_bytes", facts.weightBytes}};
    double best = 0;
    for (const Peer &peer : decodePeers) {
        Comparison comparison{.name = concat("inference/decode-", dtype),
                              .peer = peer,
                              .question = concat("decode ", before, " ", decoded),
                              .tokens = decoded,
                              .ours = [&] { return model.decode(1, before, decoded); }};
        PHI1_ASSIGN(Json row, compare(context, comparison, details));
        best = std::max(best, row["ours"].get<double>());
        rows.push_back(std::move(row));
    }
    for (const Peer &peer : prefillPeers) {
        Comparison comparison{.name = concat("inference/prefill-", dtype),
                              .peer = peer,
                              .question = concat("prefill ", prompt),
                              .tokens = prompt,
                              .ours = [&] { return model.prefill(prompt); }};
        PHI1_ASSIGN(Json row, compare(context, comparison, details));
        rows.push_back(std::move(row));
    }
    BenchRow share{.name = concat("inference/bandwidth-", dtype),
                   .unit = "GB/s",
                   .lowerIsBetter = false,
                   .ours = {best * static_cast<double>(facts.weightBytes) / 1e9},
                   .peer = {},
                   .peerName = {},
                   .note = "weights read for each decoded token",
                   .details = details};
    if (facts.device == "cpu") { // what the memory gives at all, measured in the same run
        share.peer = {measureReadBandwidth(context.threads) / 1e9};
        share.peerName = "plain reading";
    }
    rows.push_back(toJson(share));

    // Several sequences on the same weights: rows of one call.
    BenchRow two{.name = concat("inference/two-requests-", dtype),
                 .unit = "tokens/s",
                 .lowerIsBetter = false,
                 .ours = {},
                 .peer = {},
                 .peerName = "one request",
                 .note = {},
                 .details = details};
    for (int i = 0; i < context.repetitions; ++i) {
        PHI1_ASSIGN(const double both, model.decode(2, before, decoded));
        PHI1_ASSIGN(const double alone, model.decode(1, before, decoded));
        two.ours.push_back(2.0 * decoded / both);
        two.peer.push_back(decoded / alone);
    }
    rows.push_back(toJson(two));
    return {};
}

/// A function and the same one edited, as ids.
struct Edit {
    std::vector<TokenId> prompt, edited;
};

Result<Edit> codeEdit(const BenchContext &context)
{
    PHI1_ASSIGN(const auto tokenizer, loadTokenizer(bundledTokenizer()));
    PHI1_ASSIGN(const std::vector<fs::path> files, pythonStandardLibrary(context.peerPython));
    for (const fs::path &file : files) {
        if (file.filename() != "bisect.py")
            continue;
        PHI1_ASSIGN(const std::string code, readFile(file));
        std::string edited = code;
        for (const auto &[from, to] :
             {std::pair("lo", "low"), std::pair("hi", "high"), std::pair("mid", "middle")})
            edited = renamed(edited, from, to);
        return Edit{
            tokenizer->encode(code + "\n# The same with longer names:\n", SpecialTokens::AsText),
            tokenizer->encode(edited, SpecialTokens::AsText)};
    }
    return failure(ErrorCode::NotFound,
                   "Python's standard library has no bisect.py; install a whole python3");
}

/// Prompt lookup against plain decoding of the same text. The text is dictated (see
/// BenchServer::dictate()), so that random weights copy and edit as trained ones would.
Result<void> measureLookup(const BenchContext &context, BenchServer &server,
                           const std::string &dtype, std::vector<Json> &rows)
{
    PHI1_ASSIGN(Edit edit, codeEdit(context));
    // Drafts are found again and again, and are wrong: few different ids in an order of their own.
    Edit worst;
    PhiloxStream draws(7);
    for (int i = 0; i < 512; ++i)
        worst.prompt.push_back(static_cast<TokenId>(1000 + draws.below(12)));
    for (int i = 0; i < 256; ++i)
        worst.edited.push_back(static_cast<TokenId>(1000 + draws.below(12)));
    constexpr std::int64_t tokens = 96;
    for (const auto &[name, text] : {std::pair("edit", &edit), std::pair("worst", &worst)}) {
        BenchRow lookup{.name = concat("serving/prompt-lookup-", name, "-", dtype),
                        .unit = "tokens/s",
                        .lowerIsBetter = false,
                        .ours = {},
                        .peer = {},
                        .peerName = "plain decoding",
                        .note = {},
                        .details = {{"dtype", dtype}}};
        bool identical = true;
        server.dictate(text->edited);
        for (int i = 0; i < context.repetitions; ++i) {
            PHI1_ASSIGN(const BenchServer::Outcome with,
                        server.complete({0}, text->prompt, tokens, true));
            PHI1_ASSIGN(const BenchServer::Outcome without,
                        server.complete({0}, text->prompt, tokens, false));
            identical = identical && with.tokens == without.tokens &&
                        with.tokens.size() == static_cast<std::size_t>(tokens);
            lookup.ours.push_back(tokens / with.decodeSeconds);
            lookup.peer.push_back(tokens / without.decodeSeconds);
            lookup.details["drafted"] = with.drafted;
            lookup.details["accepted"] = with.accepted;
        }
        lookup.note = identical ? "identical text" : "TEXTS DIFFER";
        context.progress(concat(lookup.name, ": ", medianOf(lookup.ours),
                                " tokens/s, plain: ", medianOf(lookup.peer)));
        rows.push_back(toJson(lookup));
    }
    return {};
}

/// Two checkpoints that take turns, against one that has all threads.
Result<void> measurePanes(const BenchContext &context, const fs::path &base,
                          const fs::path &finetuned, const std::string &dtype,
                          std::vector<Json> &rows)
{
    BenchRow row{.name = concat("serving/two-panes-", dtype),
                 .unit = "tokens/s",
                 .lowerIsBetter = false,
                 .ours = {},
                 .peer = {},
                 .peerName = "one pane",
                 .note = "different checkpoints, both panes together",
                 .details = Json::object()};
    PHI1_ASSIGN(BenchServer server, BenchServer::load({base, finetuned}, hardware(context, dtype)));
    PHI1_TRY(server.complete({0, 1}, {}, 4, false));
    for (int i = 0; i < context.repetitions; ++i) {
        PHI1_ASSIGN(const BenchServer::Outcome both, server.complete({0, 1}, {}, decoded, false));
        PHI1_ASSIGN(const BenchServer::Outcome alone, server.complete({0}, {}, decoded, false));
        row.ours.push_back(2.0 * decoded / both.seconds);
        row.peer.push_back(decoded / alone.seconds);
    }
    context.progress(
        concat(row.name, ": ", medianOf(row.ours), " tokens/s, one pane: ", medianOf(row.peer)));
    rows.push_back(toJson(row));
    // Long prompts take long, and what a draft saves is the same in both types.
    return dtype == "int8" ? measureLookup(context, server, dtype, rows) : Result<void>();
}

Result<double> processSeconds(const std::vector<std::string> &command)
{
    const auto start = Clock::now();
    PHI1_ASSIGN(const ChildResult child, runChild(command, true));
    if (child.exitStatus != 0)
        return failure(ErrorCode::Io, concat(command[0], " ended with status ", child.exitStatus,
                                             "; 0 is expected"));
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// From the start of a process to its end after one token.
Result<void> measureStart(const BenchContext &context, const fs::path &checkpoint,
                          const Peers &peers, std::vector<Json> &rows)
{
    const fs::path promptFile = checkpoint.string() + "-prompt.txt";
    PHI1_TRY(writeBenchPrompt(promptFile));
    const std::vector<std::string> ours = {ownProgram(),
                                           "complete",
                                           checkpoint.string(),
                                           "--prompt-file",
                                           promptFile.string(),
                                           "--max-new-tokens",
                                           "1",
                                           "--threads",
                                           std::to_string(context.threads)};
    const Peer bfloat16 = {"transformers bfloat16",
                           {peers.transformers.command[0], peers.transformers.command[1],
                            "transformers", checkpoint.string(), std::to_string(context.threads),
                            "bfloat16"}};
    for (const Peer &peer : {peers.llamaF16, bfloat16}) {
        BenchRow row{.name = "first-token/start-to-first-token",
                     .unit = "s",
                     .lowerIsBetter = true,
                     .ours = {},
                     .peer = {},
                     .peerName = peer.name,
                     .note = "whole process, file cache warm, bfloat16, 16 tokens of prompt",
                     .details = Json::object()};
        for (int i = 0; i < context.repetitions; ++i) {
            PHI1_ASSIGN(const double seconds, processSeconds(ours));
            row.ours.push_back(seconds);
            if (context.peerPython.empty()) {
                row.peerName.clear();
                row.note = peerMissing;
                continue;
            }
            const auto start = Clock::now();
            PeerProcess process;
            PHI1_TRY(process.start(peer.command));
            PHI1_TRY(process.ask(""));
            PHI1_TRY(process.ask("prefill 16"));
            row.peer.push_back(std::chrono::duration<double>(Clock::now() - start).count());
        }
        rows.push_back(toJson(row));
    }
    return {};
}

} // namespace

namespace {

/// On a GPU: decoding against transformers in the same type, eager.
Result<std::vector<Json>> benchOnDevice(const BenchContext &context, const fs::path &checkpoint)
{
    std::vector<Json> rows;
    const Peer peer[] = {
        {"transformers bfloat16",
         {context.peerPython.string(), (context.sourceRoot / "tests/peers/inference.py").string(),
          "transformers", checkpoint.string(), std::to_string(context.threads), "bfloat16",
          context.device}}};
    PHI1_TRY(measureWeights(context, checkpoint, "bfloat16", peer, peer, rows));
    return rows;
}

/// `given` with what its defaults mean.
BenchContext resolved(const BenchContext &given)
{
    BenchContext context = given;
    if (context.threads == 0)
        context.threads = usableCores();
    return context;
}

} // namespace

Result<std::vector<Json>> benchInference(const BenchContext &given)
{
    const BenchContext context = resolved(given);
    const bool isOnDevice = context.device.starts_with("cuda");
    PHI1_ASSIGN(const BenchCheckpoints checkpoints, benchCheckpoints(context, !isOnDevice));
    if (isOnDevice)
        return benchOnDevice(context, checkpoints.base);
    const Peers peers = peersOf(context, checkpoints.base);
    std::vector<Json> rows;
    const Peer int8Decode[] = {peers.llamaQ8, peers.llamaQ8Repacked, peers.ctranslate2,
                               peers.transformers};
    const Peer int8Prefill[] = {peers.ctranslate2, peers.llamaQ8Repacked};
    PHI1_TRY(measureWeights(context, checkpoints.base, "int8", int8Decode, int8Prefill, rows));
    const Peer floatPeers[] = {peers.llamaF16};
    PHI1_TRY(measureWeights(context, checkpoints.base, "bfloat16", floatPeers, floatPeers, rows));
    return rows;
}

Result<std::vector<Json>> benchServing(const BenchContext &given)
{
    const BenchContext context = resolved(given);
    PHI1_ASSIGN(const BenchCheckpoints checkpoints, benchCheckpoints(context, true));
    std::vector<Json> rows;
    for (const char *dtype : {"int8", "bfloat16"})
        PHI1_TRY(measurePanes(context, checkpoints.base, checkpoints.finetuned, dtype, rows));
    return rows;
}

Result<std::vector<Json>> benchFirstToken(const BenchContext &given)
{
    const BenchContext context = resolved(given);
    PHI1_ASSIGN(const BenchCheckpoints checkpoints, benchCheckpoints(context, true));
    std::vector<Json> rows;
    PHI1_TRY(measureStart(context, checkpoints.base, peersOf(context, checkpoints.base), rows));
    return rows;
}

} // namespace phi1
