// SPDX-License-Identifier: Apache-2.0
// Debian's fasttext program as the oracle: it trains, and must print what we print.
#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "model/formats/fasttext/classifier.h"
#include "tests/model/fasttext/model_file.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

constexpr const char *program = "/usr/bin/fasttext";

/// Lines as `fasttext predict-prob` prints them.
std::string ourLines(const FastTextClassifier &model, const std::vector<std::string> &texts)
{
    FastTextClassifier::Scratch scratch;
    std::vector<FastTextPrediction> predictions;
    std::string out;
    for (const std::string &text : texts) {
        model.predict(text, scratch, predictions);
        for (std::size_t i = 0; i < predictions.size(); ++i) {
            char number[32];
            std::snprintf(number, sizeof number, "%g", double{predictions[i].probability});
            out += (i == 0 ? "" : " ") +
                   model.labels()[static_cast<std::size_t>(predictions[i].label)] + " " + number;
        }
        out += "\n";
    }
    return out;
}

struct Options {
    const char *what;
    std::vector<std::string> training;
    std::vector<std::string> quantising; ///< empty: not quantised
};

const Options trainings[] = {
    {"softmax, word n-grams", {"-dim", "20", "-wordNgrams", "3", "-bucket", "5000"}, {}},
    {"columns that fill no register", {"-dim", "7", "-minCount", "2"}, {}},
    {"subwords of one character", {"-dim", "9", "-minn", "1", "-maxn", "4", "-bucket", "777"}, {}},
    {"one versus all", {"-dim", "10", "-loss", "ova"}, {}},
    {"negative sampling", {"-dim", "10", "-loss", "ns", "-wordNgrams", "2", "-bucket", "300"}, {}},
    {"hierarchical",
     {"-dim", "8", "-loss", "hs", "-minn", "3", "-maxn", "5", "-bucket", "999"},
     {}},
    {"quantised", {"-dim", "9"}, {"-dsub", "4"}},
    {"quantised with output",
     {"-dim", "10", "-wordNgrams", "2", "-bucket", "2000"},
     {"-qnorm", "-qout", "-cutoff", "400"}},
    {"pruned, hierarchical, subwords",
     {"-dim", "12", "-loss", "hs", "-minn", "2", "-maxn", "3", "-bucket", "4000"},
     {"-qnorm", "-cutoff", "300"}},
};

} // namespace

TEST_CASE("Debian's fasttext prints what we predict" * doctest::skip(::access(program, X_OK) != 0))
{
    const auto reference =
        readJsonFile(std::string(PHI1_TEST_DATA) + "/fasttext/reference.json").value();
    std::vector<std::string> texts;
    std::string lines, training;
    for (const Json &text : reference["texts"]) {
        std::string line = text.get<std::string>();
        std::replace(line.begin(), line.end(), '\n', ' ');
        if (line.find("</s>") != std::string::npos)
            continue; // the program would go on with the rest as a line of its own
        // 400 labels of their own in part, so that quantising an output of more than 256 is tried
        for (int part = 0; part < 3; ++part)
            training += "__label__" + std::to_string(texts.size() * 3 + part) + " " +
                        line.substr(line.size() * part / 3, line.size() / 3) + "\n";
        lines += line + "\n";
        texts.push_back(line);
    }
    REQUIRE(texts.size() > 100);
    test::TemporaryFolder folder;
    test::writeBytes(folder / "train.txt", training);
    test::writeBytes(folder / "texts.txt", lines);
    for (const Options &options : trainings) {
        CAPTURE(options.what);
        std::vector<std::string> arguments = {program,    "supervised",
                                              "-input",   folder / "train.txt",
                                              "-output",  folder / "model",
                                              "-thread",  "1",
                                              "-epoch",   "2",
                                              "-verbose", "0"};
        arguments.insert(arguments.end(), options.training.begin(), options.training.end());
        REQUIRE(runChild(arguments, true).value().exitStatus == 0);
        std::string file = folder / "model.bin";
        if (!options.quantising.empty()) {
            arguments = {program,          "quantize", "-input", folder / "train.txt", "-output",
                         folder / "model", "-thread",  "1",      "-verbose",           "0"};
            arguments.insert(arguments.end(), options.quantising.begin(), options.quantising.end());
            REQUIRE(runChild(arguments, true).value().exitStatus == 0);
            file = folder / "model.ftz";
        }
        const auto model = FastTextClassifier::load(file);
        REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
        const auto printed =
            runChild({program, "predict-prob", file, folder / "texts.txt", "-1"}, true);
        REQUIRE(printed);
        REQUIRE(printed->exitStatus == 0);
        CHECK(ourLines(*model, texts) == printed->output);
    }
}
