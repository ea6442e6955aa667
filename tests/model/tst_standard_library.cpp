// SPDX-License-Identifier: Apache-2.0
// Every file of the installed Python's standard library, whatever its bytes, through both kinds of
// tokenizer.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "model/text/sentencepiece_trainer.h"
#include "model/text/tokenizer.h"

using namespace phi1;
namespace fs = std::filesystem;

namespace {

/// The folder of the standard library that `python3` uses; empty where there is none.
fs::path standardLibrary()
{
    FILE *pipe = ::popen("python3 -c 'import sysconfig; print(sysconfig.get_paths()[\"stdlib\"], "
                         "end=\"\")' 2>/dev/null",
                         "r");
    std::string path;
    if (pipe != nullptr) {
        char buffer[4096];
        for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
            path.append(buffer, count);
        ::pclose(pipe);
    }
    return path;
}

std::vector<std::string> allFiles()
{
    std::vector<std::string> files;
    const fs::path root = standardLibrary();
    if (root.empty())
        return files;
    std::uintmax_t total = 0;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
        // Installed packages and compiled files are no part of the library's text.
        if (entry->path().filename() == "site-packages" ||
            entry->path().filename() == "__pycache__") {
            entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file() || entry->path().extension() == ".so" ||
            entry->path().extension() == ".a")
            continue;
        files.push_back(readFile(entry->path()).value());
        total += files.back().size();
    }
    MESSAGE(files.size(), " files, ", total >> 20, " MiB");
    return files;
}

} // namespace

TEST_CASE("every file of the Python standard library comes back byte for byte")
{
    const std::vector<std::string> files = allFiles();
    if (files.empty()) {
        MESSAGE("skipped: no python3 is installed");
        return;
    }
    std::vector<std::string_view> sample;
    for (std::size_t i = 0; i < files.size(); i += 40)
        sample.push_back(files[i]);
    const auto trained = trainSentencePiece(sample, {.vocabularySize = 2000});
    REQUIRE_MESSAGE(trained.has_value(), trained.error().message);
    const auto codegen = loadTokenizer(fs::path(PHI1_SOURCE_DIR) / "resources/tokenizers/codegen");
    REQUIRE(codegen.has_value());
    std::size_t differing = 0;
    for (const std::string &file : files) {
        differing +=
            (*trained)->decode((*trained)->encode(file, SpecialTokens::AsText)) == file ? 0 : 1;
        differing +=
            (*codegen)->decode((*codegen)->encode(file, SpecialTokens::Recognise)) == file ? 0 : 1;
    }
    CHECK(differing == 0);
}
