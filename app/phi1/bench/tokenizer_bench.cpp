// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstring>
#include <memory>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/measuring.h"
#include "app/phi1/bench/peer_process.h"
#include "app/phi1/bench/python_library.h"
#include "app/phi1/bundled_tokenizer.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

struct Corpus {
    std::vector<std::string> documents;
    std::string listing; ///< paths, one a line
    double mebibytes = 0;
};

Result<Corpus> readCorpus(const fs::path &interpreter)
{
    Corpus corpus;
    PHI1_ASSIGN(const std::vector<fs::path> files, pythonStandardLibrary(interpreter));
    for (const fs::path &file : files) {
        PHI1_ASSIGN(std::string content, readFile(file));
        corpus.mebibytes += static_cast<double>(content.size()) / (1 << 20);
        corpus.documents.push_back(std::move(content));
        corpus.listing += file.string() + "\n";
    }
    return corpus;
}

/// One pass over all documents, each encoded for itself; MiB/s.
double measureOurs(const Tokenizer &tokenizer, const Corpus &corpus)
{
    const auto begin = std::chrono::steady_clock::now();
    std::size_t tokens = 0;
    for (const std::string &document : corpus.documents)
        tokens += tokenizer.encode(document, SpecialTokens::Recognise).size();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    return tokens == 0 ? 0.0 : corpus.mebibytes / seconds.count();
}

Result<double> measurePeer(PeerProcess &peer, const std::string &name, const Corpus &corpus)
{
    PHI1_ASSIGN(const Json answer, peer.ask("run " + name));
    PHI1_ASSIGN(const double seconds, numberFromJson(answer.value("seconds", Json()), "seconds"));
    return corpus.mebibytes / seconds;
}

struct Identity {
    std::size_t equalDocuments = 0;
    std::size_t tokens = 0;
};

/// Compares the peer's ids of every document with ours.
Result<Identity> compareIds(PeerProcess &peer, const std::string &name, const Tokenizer &tokenizer,
                            const Corpus &corpus, const fs::path &folder)
{
    const fs::path file = folder / name;
    PHI1_TRY(peer.ask(concat("ids ", name, " ", file)));
    PHI1_ASSIGN(const std::string bytes, readFile(file, 4ull << 30));
    std::size_t at = 0;
    const auto next = [&] {
        std::uint32_t number = 0;
        if (at + sizeof number <= bytes.size())
            std::memcpy(&number, bytes.data() + at, sizeof number);
        at += sizeof number;
        return number;
    };
    Identity identity;
    std::vector<TokenId> theirs;
    for (const std::string &document : corpus.documents) {
        theirs.clear();
        for (std::uint32_t count = next(); count > 0 && at < bytes.size(); --count)
            theirs.push_back(static_cast<TokenId>(next()));
        identity.tokens += theirs.size();
        identity.equalDocuments +=
            tokenizer.encode(document, SpecialTokens::Recognise) == theirs ? 1 : 0;
    }
    return identity;
}

} // namespace

Result<std::vector<Json>> benchTokenizer(const BenchContext &context)
{
    PHI1_ASSIGN(const auto tokenizer, loadTokenizer(bundledTokenizer()));
    PHI1_ASSIGN(const Corpus corpus, readCorpus(context.peerPython));
    const OneCore oneCore;
    const WorkFolder folder;
    std::vector<BenchRow> rows = {
        {.name = "tokenizer/tokenizers", .unit = "MiB/s", .peerName = "tokenizers"},
        {.name = "tokenizer/tiktoken", .unit = "MiB/s", .peerName = "tiktoken"}};
    PeerProcess peer;
    Json versions = nullptr;
    const fs::path script = context.sourceRoot / "tests/peers/tokenizer_peer.py";
    const bool compares = !context.peerPython.empty() && !context.sourceRoot.empty();
    if (compares) {
        PHI1_TRY(writeFileAtomically(folder.path() / "documents", corpus.listing));
        PHI1_TRY(peer.start({context.peerPython.string(), script.string(),
                             bundledTokenizer().string(), (folder.path() / "documents").string()}));
        PHI1_ASSIGN(versions, peer.ask("versions"));
    }
    measureOurs(*tokenizer, corpus); // the first pass faults pages in
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        for (BenchRow &row : rows) {
            context.progress(
                concat("repetition ", repetition + 1, " of ", context.repetitions, ": ", row.name));
            row.ours.push_back(measureOurs(*tokenizer, corpus));
            if (compares) {
                PHI1_ASSIGN(const double rate, measurePeer(peer, row.peerName, corpus));
                row.peer.push_back(rate);
            }
        }
    }
    std::vector<Json> result;
    for (BenchRow &row : rows) {
        row.details = {{"documents", corpus.documents.size()},
                       {"corpus", "Python's standard library, .py files, each encoded for itself"},
                       {"corpus_mib", corpus.mebibytes},
                       {"threads", 1},
                       {"versions", versions}};
        if (compares) {
            context.progress(concat("comparing all ids with ", row.peerName));
            PHI1_ASSIGN(const Identity identity,
                        compareIds(peer, row.peerName, *tokenizer, corpus, folder.path()));
            row.details["identical_documents"] = identity.equalDocuments;
            row.details["peer_tokens"] = identity.tokens;
            row.details["ids_identical"] = identity.equalDocuments == corpus.documents.size();
        } else {
            row.note = peerMissing;
        }
        result.push_back(toJson(row));
    }
    return result;
}

} // namespace phi1
