// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <sys/wait.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const std::string checkpoints = PHI1_TEST_DATA "/checkpoints/";
const std::string tinyA = checkpoints + "tinyA-hf-fp32";

struct Outcome {
    int status = -1;
    std::string output;
    std::string messages;
};

/// The program without its compute module, so that nothing of LibTorch can be loaded.
class LightProgram
{
public:
    LightProgram()
    {
        std::filesystem::create_directory(m_folder / "bin");
        std::filesystem::copy_file(PHI1_PROGRAM, m_folder / "bin/phi1");
        std::ofstream(m_folder / "text", std::ios::binary)
            << readJsonFile(checkpoints + "ref/tinyA-hf-fp32.json")
                   ->at("prompts")
                   .at("long")
                   .at("text")
                   .get<std::string>();
    }

    Outcome loss(const std::string &arguments, const std::string &device = "cpu")
    {
        const std::string folder = m_folder.path().string();
        const std::string command = "cd '" + folder + "' && XDG_CACHE_HOME='" + folder +
                                    "/cache' bin/phi1 loss --device " + device + " " + arguments +
                                    " >stdout 2>stderr </dev/null";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readFile(m_folder / "stdout").value(),
                readFile(m_folder / "stderr").value()};
    }
    Json json(const std::string &arguments)
    {
        const Outcome outcome = loss(arguments + " --json");
        CAPTURE(outcome.messages);
        REQUIRE(outcome.status == 0);
        return Json::parse(outcome.output);
    }
    void write(const std::string &name, const std::string &content)
    {
        std::ofstream(m_folder / name, std::ios::binary) << content;
    }

private:
    test::TemporaryFolder m_folder;
};

} // namespace

TEST_CASE("the loss of a text is that of transformers, token by token, without LibTorch")
{
    LightProgram program;
    const Json reference = readJsonFile(checkpoints + "ref/tinyA-hf-fp32.json")->at("prompts");
    const Json found = program.json(tinyA + " --text-file text");
    const double expected = reference.at("long").at("loss").get<double>();
    CHECK(found.at("loss").get<double>() == doctest::Approx(expected).epsilon(1e-5));
    CHECK(found.at("perplexity").get<double>() ==
          doctest::Approx(std::exp(expected)).epsilon(1e-4));
    CHECK(found.at("tokens") == reference.at("long").at("ids"));
    CHECK(found.at("dtype") == "float32");
    CHECK(found.at("device") == "cpu");
    REQUIRE(found.at("losses").size() == found.at("tokens").size());
    CHECK(found.at("losses").front().is_null());
    double sum = 0;
    for (std::size_t i = 1; i < found.at("losses").size(); ++i)
        sum += found.at("losses")[i].get<double>();
    CHECK(found.at("scored_tokens") == found.at("tokens").size() - 1);
    CHECK(sum / found.at("scored_tokens").get<double>() == doctest::Approx(expected).epsilon(1e-5));

    const Outcome plain = program.loss(tinyA + " --text-file text");
    CHECK(plain.status == 0);
    CHECK(plain.output.find("perplexity") != std::string::npos);
}

TEST_CASE("int8 and bfloat16 move the loss a little, and windows make it higher")
{
    LightProgram program;
    const std::string text = tinyA + " --text-file text";
    const double exact = program.json(text).at("loss").get<double>();
    for (const std::string dtype : {"bfloat16", "int8"}) {
        CAPTURE(dtype);
        const Json found = program.json(text + " --dtype " + dtype + " --threads 1");
        CHECK(found.at("dtype") == dtype);
        CHECK(found.at("loss").get<double>() != exact);
        CHECK(found.at("loss").get<double>() == doctest::Approx(exact).epsilon(0.02));
    }
    const Json windows = program.json(text + " --window 16 --overlap 4");
    CHECK(windows.at("losses").size() == program.json(text).at("losses").size());
    CHECK(windows.at("loss").get<double>() != exact);
}

TEST_CASE("what cannot be scored is refused in a sentence")
{
    LightProgram program;
    program.write("empty", "");
    const auto refused = [&](const std::string &arguments, int status, const std::string &words) {
        const Outcome outcome = program.loss(arguments);
        CAPTURE(outcome.messages);
        CHECK(outcome.status == status);
        CHECK(outcome.messages.find(words) != std::string::npos);
        CHECK(outcome.output.empty());
    };
    refused(tinyA + " --text-file absent", 1, "absent");
    refused(tinyA + " --text-file empty", 2, "the text has 0 tokens");
    refused(tinyA + " --text-file text --window 5000", 2, "the model's context of 2048");
    refused(tinyA + " --text-file text --dtype int4", 2, "int4");
    refused("nowhere --text-file text", 1, "nowhere does not exist");
    CHECK(program.loss(tinyA + " --text-file text", "cuda")
              .messages.find("compute module cannot be loaded") != std::string::npos);
    CHECK(program.loss(tinyA + " --text-file text --dtype int8", "cuda")
              .messages.find("on the CPU only") != std::string::npos);
}
