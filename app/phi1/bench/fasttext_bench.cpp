// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/measuring.h"
#include "app/phi1/bench/python_library.h"
#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "model/formats/fasttext/classifier.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr const char *program = "/usr/bin/fasttext";
constexpr std::size_t textBytes = 2000;

/// Files of the benchmark's folder.
struct Material {
    fs::path texts;    ///< a text a line
    fs::path training; ///< every eighth of them with a label
    fs::path nothing;  ///< empty: what remains of a run is start and loading
    std::size_t count = 0;
    double mebibytes = 0;
};

/// A classifier that fastText trains for the benchmark.
struct Kind {
    const char *name;
    const char *what;
    std::vector<std::string> training;
    bool quantised;
};

/// Pieces of Python's library as lines, by a label that a model can learn: how much is explained.
Result<Material> makeMaterial(const fs::path &interpreter, const fs::path &folder)
{
    PHI1_ASSIGN(const std::vector<fs::path> files, pythonStandardLibrary(interpreter));
    Material material{folder / "texts", folder / "training", folder / "nothing"};
    std::string texts, training;
    for (const fs::path &file : files) {
        PHI1_ASSIGN(std::string content, readFile(file));
        if (content.find("</s>") != std::string::npos)
            continue; // the program would begin a new line there
        std::replace(content.begin(), content.end(), '\n', ' ');
        for (std::size_t at = 0; at < content.size(); at += textBytes) {
            const std::string text = content.substr(at, textBytes);
            texts += text + "\n";
            if (++material.count % 8 != 0)
                continue;
            const bool documented = text.find("\"\"\"") != std::string::npos;
            const bool commented = text.find("# ") != std::string::npos;
            training += concat("__label__",
                               documented  ? "High"
                               : commented ? "Mid"
                                           : "Low",
                               " ", text, "\n");
        }
    }
    material.mebibytes = static_cast<double>(texts.size()) / (1 << 20);
    PHI1_TRY(writeFileAtomically(material.texts, texts));
    PHI1_TRY(writeFileAtomically(material.training, training));
    PHI1_TRY(writeFileAtomically(material.nothing, ""));
    return material;
}

Result<void> call(const std::vector<std::string> &arguments)
{
    PHI1_ASSIGN(const ChildResult result, runChild(arguments, true));
    if (result.exitStatus != 0)
        return failure(ErrorCode::Io, concat("`", arguments[0], " ", arguments[1],
                                             "` ended with status ", result.exitStatus, "."));
    return {};
}

Result<fs::path> trainModel(const Kind &kind, const Material &material, const fs::path &folder)
{
    const fs::path stem = folder / kind.name;
    const std::vector<std::string> files = {"-input", material.training, "-output", stem};
    std::vector<std::string> arguments = {program, "supervised"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    arguments.insert(arguments.end(), kind.training.begin(), kind.training.end());
    for (const char *option : {"-thread", "1", "-epoch", "2", "-verbose", "0"})
        arguments.emplace_back(option);
    PHI1_TRY(call(arguments));
    if (!kind.quantised)
        return fs::path(stem) += ".bin";
    arguments = {program, "quantize", "-qnorm", "-cutoff", "20000", "-verbose", "0"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    PHI1_TRY(call(arguments));
    return fs::path(stem) += ".ftz";
}

/// Processor seconds of this process, or of its children that have ended: other work on the
/// machine does not count.
double processorSeconds(int who)
{
    rusage usage = {};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Measured {
    double seconds = 0;
    std::string output; ///< as the program prints it
};

Result<Measured> measurePeer(const fs::path &model, const fs::path &texts)
{
    const double before = processorSeconds(RUSAGE_CHILDREN);
    PHI1_ASSIGN(ChildResult result, runChild({program, "predict-prob", model, texts, "-1"}, true));
    if (result.exitStatus != 0)
        return failure(ErrorCode::Io, concat(program, " ended with status ", result.exitStatus));
    return Measured{processorSeconds(RUSAGE_CHILDREN) - before, std::move(result.output)};
}

/// Reads the file, predicts, and writes what the program would print.
Result<Measured> measureOurs(const FastTextClassifier &model, const fs::path &file)
{
    const double before = processorSeconds(RUSAGE_SELF);
    Measured measured;
    PHI1_ASSIGN(const std::string texts, readFile(file));
    FastTextClassifier::Scratch scratch;
    std::vector<FastTextPrediction> predictions;
    std::string_view left = texts;
    while (!left.empty()) {
        const std::size_t end = left.find('\n');
        model.predict(left.substr(0, end), scratch, predictions);
        left.remove_prefix(end + 1);
        for (std::size_t i = 0; i < predictions.size(); ++i) {
            const auto label = static_cast<std::size_t>(predictions[i].label);
            char number[32];
            std::snprintf(number, sizeof number, " %g", double{predictions[i].probability});
            if (i != 0)
                measured.output += ' ';
            measured.output += model.labels()[label];
            measured.output += number;
        }
        measured.output += '\n';
    }
    measured.seconds = processorSeconds(RUSAGE_SELF) - before;
    return measured;
}

Result<Json> measure(const Kind &kind, const Material &material, const fs::path &folder,
                     const BenchContext &context)
{
    context.progress(concat("training a classifier: ", kind.what));
    PHI1_ASSIGN(const fs::path file, trainModel(kind, material, folder));
    PHI1_ASSIGN(const FastTextClassifier model, FastTextClassifier::load(file));
    BenchRow row;
    row.name = concat("fasttext/", kind.name);
    row.unit = "MiB/s of one core";
    row.peerName = "fasttext";
    bool equal = true;
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        context.progress(
            concat("repetition ", repetition + 1, " of ", context.repetitions, ": ", row.name));
        PHI1_ASSIGN(const Measured ours, measureOurs(model, material.texts));
        PHI1_ASSIGN(const Measured start, measurePeer(file, material.nothing));
        PHI1_ASSIGN(const Measured peer, measurePeer(file, material.texts));
        row.ours.push_back(material.mebibytes / ours.seconds);
        row.peer.push_back(material.mebibytes / std::max(1e-3, peer.seconds - start.seconds));
        equal = equal && ours.output == peer.output;
    }
    row.note = concat(kind.what, equal ? ", all lines equal" : ", NOT ALL LINES EQUAL");
    row.details = {{"corpus", "Python's standard library in texts of 2000 bytes"},
                   {"texts", material.count},
                   {"corpus_mib", material.mebibytes},
                   {"model_bytes", fs::file_size(file)},
                   {"words", model.dictionary().wordCount()},
                   {"lines_equal", equal},
                   {"measured", "processor time of reading, predicting and printing, without "
                                "start and loading"}};
    return toJson(row);
}

} // namespace

Result<std::vector<Json>> benchFastText(const BenchContext &context)
{
    if (::access(program, X_OK) != 0)
        return failure(ErrorCode::NotFound,
                       concat("The peer ", program, " is missing; install Debian's fasttext."));
    const std::vector<Kind> kinds = {
        {"words",
         "32 columns, two-word features",
         {"-dim", "32", "-wordNgrams", "2", "-bucket", "200000"},
         false},
        {"quantised",
         "the same, quantised and pruned to 20000 features",
         {"-dim", "32", "-wordNgrams", "2", "-bucket", "200000"},
         true},
        {"wide",
         "100 columns, two-word features",
         {"-dim", "100", "-wordNgrams", "2", "-bucket", "200000"},
         false},
        {"subwords",
         "32 columns, subwords of 3 to 5 characters, hierarchical softmax",
         {"-dim", "32", "-minn", "3", "-maxn", "5", "-bucket", "100000", "-loss", "hs"},
         false},
    };
    const OneCore oneCore;
    const WorkFolder folder;
    PHI1_ASSIGN(const Material material, makeMaterial(context.peerPython, folder.path()));
    std::vector<Json> rows;
    for (const Kind &kind : kinds) {
        PHI1_ASSIGN(Json row, measure(kind, material, folder.path(), context));
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace phi1
