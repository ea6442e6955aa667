// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <sys/resource.h>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/bench_corpus.h"
#include "app/phi1/bench/python_library.h"
#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/corpora/store/sample_store.h"
#include "core/storage/sqlite_connection.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr const char *corpusName = "bench";

/// The samples to import, made unless an earlier run left them.
Result<fs::path> makeSamples(const BenchContext &context, const fs::path &folder)
{
    const fs::path file = folder / concat("samples-", context.samples, ".jsonl");
    std::error_code error;
    if (fs::exists(file, error))
        return file;
    fs::create_directories(folder, error);
    std::vector<fs::path> texts = context.texts;
    if (texts.empty()) {
        PHI1_ASSIGN(texts, pythonStandardLibrary(context.peerPython));
    }
    context.progress("reading the text that samples are made from");
    PHI1_ASSIGN(const BenchCorpus corpus, BenchCorpus::read(texts));
    const fs::path part = file.string() + ".part";
    std::uint64_t told = 0;
    PHI1_TRY(corpus.write(part, context.samples, [&](std::uint64_t done) {
        if (done / 100'000 != told / 100'000)
            context.progress(concat(done, " of ", context.samples, " samples made"));
        told = done;
    }));
    fs::rename(part, file, error);
    if (error)
        return failure(ErrorCode::Io, concat(file, " cannot be made: ", error.message()));
    return file;
}

double cpuSecondsOfChildren()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

Result<std::vector<Json>> benchCorpora(const BenchContext &context)
{
    const char *environment = std::getenv("PHI1_BENCH_FOLDER");
    std::error_code error;
    const fs::path folder = (environment ? fs::path(environment) : fs::temp_directory_path(error)) /
                            "phi1-bench-corpora";
    PHI1_ASSIGN(const fs::path samples, makeSamples(context, folder));
    const fs::path corpora = folder / "corpora";
    PHI1_ASSIGN(const CorpusFiles files, corpusFiles(corpora, corpusName));

    BenchRow speed{.name = "corpora/import to searchable", .unit = "MB/s"};
    speed.note = "no peer; at least 25 MB/s of text is wanted";
    BenchRow cpu{.name = "corpora/import, text per second of processor", .unit = "MB/s"};
    BenchRow memory{.name = "corpora/import, resident", .unit = "MB", .lowerIsBetter = true};
    memory.note = "no peer; below 500 MB is wanted";
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        fs::remove_all(files.folder, error);
        const double cpuBefore = cpuSecondsOfChildren();
        const auto begin = std::chrono::steady_clock::now();
        PHI1_ASSIGN(const ChildResult child,
                    runChild({ownProgram(), "import", samples.string(), "--workspace",
                              folder.string(), "--corpus", corpusName, "--json"},
                             true));
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (child.exitStatus != 0)
            return failure(ErrorCode::Io, concat("phi1 import ended with ", child.exitStatus));
        PHI1_ASSIGN(const Json summary, parseJson(child.output, "what phi1 import printed"));
        const double megabytes = summary.value("bytes", 0.0) / 1e6;
        speed.ours.push_back(megabytes / seconds.count());
        cpu.ours.push_back(megabytes / (cpuSecondsOfChildren() - cpuBefore));
        struct rusage usage = {};
        ::getrusage(RUSAGE_CHILDREN, &usage); // of the largest child
        memory.ours.push_back(static_cast<double>(usage.ru_maxrss) / 1e3);
        speed.details = {{"samples", summary.value("imported", 0)}, {"text_megabytes", megabytes}};
        context.progress(concat("imported ", megabytes, " MB in ", seconds.count(), " s"));
    }
    // Searchable: the index answers, with as many as the texts say.
    PHI1_ASSIGN(const SampleStore store, SampleStore::open(files));
    PHI1_ASSIGN(
        const std::int64_t hits,
        store.sqlite().queryInteger("SELECT count(*) FROM words WHERE words MATCH 'return'"));
    speed.details["samples_with_return"] = hits;
    speed.details["database_megabytes"] =
        static_cast<double>(fs::file_size(files.database(), error)) / 1e6;
    return std::vector<Json>{toJson(speed), toJson(cpu), toJson(memory)};
}

} // namespace phi1
