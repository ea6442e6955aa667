// SPDX-License-Identifier: Apache-2.0
// Scores, forests and disagreements by the program as people call it.
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/corpora/store/column.h"
#include "core/quality/cross_validation.h"
#include "core/quality/embedding_file.h"
#include "core/storage/label_store.h"
#include "tests/app/run_process.h"

using namespace phi1;

namespace {

const std::filesystem::path data = std::filesystem::path(PHI1_TEST_DATA) / "fasttext";

const Json &reference()
{
    static const Json json = readJsonFile(data / "reference.json").value();
    return json;
}

/// A workspace in a temporary folder with one corpus, "t".
class Fixture
{
public:
    /// @param lines  of JSONL
    explicit Fixture(const std::string &lines)
    {
        std::ofstream(m_folder / "texts.jsonl") << lines;
        const Json imported = run({"import", m_folder / "texts.jsonl"});
        rows = imported["samples"];
        files = corpusFiles(m_folder / "workspace/corpora", "t").value();
    }

    /// The answer of a command that succeeds.
    Json run(std::vector<std::string> arguments)
    {
        add(arguments);
        test::Process process(m_folder, arguments);
        const int status = process.wait();
        CAPTURE(process.error());
        REQUIRE(status == 0);
        return parseJson(process.output(), "the answer").value();
    }
    /// What a command that fails says.
    std::string refusal(std::vector<std::string> arguments, int expected)
    {
        add(arguments);
        test::Process process(m_folder, arguments);
        CHECK(process.wait() == expected);
        return process.error();
    }
    void add(std::vector<std::string> &arguments) const
    {
        for (const std::string &more :
             {std::string("--corpus"), std::string("t"), std::string("--workspace"),
              (m_folder / "workspace").string(), std::string("--json")})
            arguments.push_back(more);
    }
    const test::TemporaryFolder &folder() const { return m_folder; }
    Column column(const std::string &key) const
    {
        auto column = Column::open(files.column(key));
        REQUIRE_MESSAGE(column, (column ? "" : column.error().message));
        return std::move(*column);
    }

    SampleRow rows = 0;
    CorpusFiles files;

private:
    test::TemporaryFolder m_folder;
};

/// Unit vectors in the first two columns: good samples lie on one side, with noise in six more.
void embed(const CorpusFiles &files, SampleRow rows)
{
    auto writer = EmbeddingWriter::open(files, {"nano-1", "/runs/nano", "nano", 8});
    REQUIRE(writer);
    for (SampleRow row = 0; row < rows; ++row) {
        std::vector<float> vector(8);
        for (std::uint32_t i = 0; i < 8; ++i)
            vector[i] = static_cast<float>((row * 2654435761u >> (i * 3)) % 100) / 100;
        vector[0] = row % 3 == 0 ? 2.0f : 0.0f;
        REQUIRE(writer->add(row, vector));
    }
    REQUIRE(writer->flush());
}

void label(const Fixture &fixture, const std::vector<SampleRow> &rows,
           const std::string &corpus = "t")
{
    auto labels = LabelStore::open(fixture.folder() / "workspace/workbench.db");
    REQUIRE(labels);
    const Column hashes = fixture.column("hash");
    for (const SampleRow row : rows)
        REQUIRE(labels->set(corpus, hashes.hashes()[row].bytes, row % 3 == 0 ? 5 : 1 + row % 2));
}

std::string numbered(int count)
{
    std::string lines;
    for (int i = 0; i < count; ++i)
        lines += R"({"text":"sample number )" + std::to_string(i) + "\"}\n";
    return lines;
}

} // namespace

TEST_CASE("scores of a corpus are those that fastText's own module computes")
{
    std::string lines;
    std::vector<std::size_t> order; // of the texts, each once
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < reference()["texts"].size(); ++i) {
        const std::string text = reference()["texts"][i];
        if (text.empty() || std::find(seen.begin(), seen.end(), text) != seen.end())
            continue;
        seen.push_back(text);
        order.push_back(i);
        lines += dumpJson({{"text", text}}) + "\n";
    }
    Fixture fixture(lines);
    REQUIRE(fixture.rows == order.size());
    for (const char *model : {"textbook-softmax.ftz", "textbook-subword-hs.bin"}) {
        CAPTURE(model);
        const Json answer = fixture.run({"score", "--fasttext", data / model});
        CHECK(answer["scored"] == order.size());
        const Column scores =
            fixture.column("score." + std::filesystem::path(model).stem().string());
        REQUIRE(scores.numbers().size() == order.size());
        const Json &expected = reference()["models"][model]["predictions"];
        for (std::size_t row = 0; row < order.size(); ++row)
            CHECK(scores.numbers()[row] ==
                  static_cast<float>(expected[order[row]]["score"].get<double>()));
        CHECK(fixture.run({"score", "--fasttext", data / model})["scored"] == 0);
    }
    const std::string wrong = fixture.refusal(
        {"score", "--fasttext", data / "textbook-ova.bin", "--weights", "good=1"}, 2);
    CHECK(wrong.find("High, Mid, Low") != std::string::npos);
    CHECK(
        fixture
            .refusal(
                {"score", "--fasttext", data / "textbook-ova.bin", "--name", "textbook-softmax"}, 1)
            .find("choose another name, or replace") != std::string::npos);
    CHECK(
        fixture.refusal({"score", "--fasttext", data / "reference.json"}, 1).find("begins with") !=
        std::string::npos);

    const Json apart =
        fixture.run({"disagree", "textbook-softmax", "score.textbook-subword-hs", "--limit", "3"});
    CHECK(apart["samples"] == order.size());
    CHECK(apart["rows"].size() == 3);
    CHECK(apart["rows"][0]["title"].get<std::string>().size() > 3);
    CHECK(fixture.refusal({"disagree", "textbook-softmax", "none"}, 1)
              .find("score.textbook-subword-hs") != std::string::npos);
}

TEST_CASE("labels make a forest, which scores the rest and asks for more labels")
{
    Fixture fixture(numbered(300));
    CHECK(fixture.refusal({"forest", "train"}, 1).find("phi1 embed") != std::string::npos);
    embed(fixture.files, 280); // twenty came later
    const Json first = fixture.run({"forest", "suggest", "--count", "5"});
    CHECK(first["forest"].is_null());
    CHECK(first["suggestions"].size() == 5);
    CHECK(fixture.refusal({"forest", "train"}, 2).find("Label some more") != std::string::npos);

    std::vector<SampleRow> labelled = {290}; // which has no embedding
    for (SampleRow row = 0; row < 90; ++row)
        labelled.push_back(row);
    label(fixture, labelled);
    const Json report = fixture.run({"forest", "train", "--trees", "30"});
    CHECK(report["samples"] == 90);
    CHECK(report["good"] == 30);
    CHECK(report["labelled_without_embedding"] == 1);
    CHECK(report["label_counts"] == Json({30, 30, 0, 0, 30}));
    const auto crossValidated = forestReportFromJson(report["cross_validation"]);
    REQUIRE(crossValidated);
    CHECK(crossValidated->accuracy.of == 90);
    CHECK(crossValidated->accuracy.share > 0.95);
    CHECK(std::filesystem::exists(fixture.folder() / "workspace/forests/forest/report.json"));

    // The same samples in a second corpus teach as well: near-duplicates of other corpora apart.
    std::filesystem::copy(fixture.files.folder, fixture.files.folder.parent_path() / "u",
                          std::filesystem::copy_options::recursive);
    label(fixture, {100, 101, 102, 103, 104}, "u");
    const Json both = fixture.run({"forest", "train", "--name", "both", "--also", "u"});
    CHECK(both["samples"] == 95);
    CHECK(both["good"] == 31);
    CHECK(fixture.refusal({"forest", "train", "--also", "v"}, 1).find("'v'") != std::string::npos);

    const Json applied = fixture.run({"forest", "apply", "--score", "paper"});
    CHECK(applied["scored"] == 280);
    const Column scores = fixture.column("score.paper");
    REQUIRE(scores.numbers().size() == 300);
    int right = 0;
    for (SampleRow row = 0; row < 280; ++row)
        right += (scores.numbers()[row] >= 0.5f) == (row % 3 == 0);
    CHECK(right >= 275);
    CHECK(std::isnan(scores.numbers()[285]));

    const Json next = fixture.run({"forest", "suggest", "--count", "7"});
    CHECK(next["labelled"] == 90);
    REQUIRE(next["suggestions"].size() == 7);
    for (const Json &suggestion : next["suggestions"])
        CHECK(suggestion["row"] >= 90);
    // renewed by the next forest of that name without asking, but not by another
    fixture.run({"forest", "train", "--trees", "31"});
    fixture.run({"forest", "apply", "--score", "paper"});
    fixture.run({"forest", "train", "--name", "other", "--trees", "5"});
    CHECK(fixture.refusal({"forest", "apply", "--name", "other", "--score", "paper"}, 1)
              .find("replace") != std::string::npos);
}

TEST_CASE("names that are no file names and corpora that do not exist are refused")
{
    Fixture fixture(numbered(3));
    CHECK(fixture.refusal({"forest", "train", "--name", "../x"}, 2).find("cannot name") !=
          std::string::npos);
    CHECK(fixture.refusal({"score", "--fasttext", data / "textbook-ova.bin", "--name", "a/b"}, 2)
              .find("cannot name") != std::string::npos);
    test::Process process(fixture.folder(),
                          {"disagree", "a", "b", "--corpus", "none", "--workspace",
                           (fixture.folder() / "workspace").string()});
    CHECK(process.wait() == 1);
    CHECK(process.error().find("it has t.") != std::string::npos);
}
