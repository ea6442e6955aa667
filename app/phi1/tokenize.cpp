// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/bundled_tokenizer.h"
#include "app/phi1/commands.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

struct TokenizeOptions {
    std::filesystem::path tokenizer;
    bool decode = false;
    bool noSpecial = false;
};

/// {"text": …} → {"ids": […]}
Result<std::string> encodeLine(const Tokenizer &tokenizer, SpecialTokens special, const Json &line)
{
    const auto text = line.is_object() ? line.find("text") : line.end();
    if (!line.is_object() || text == line.end() || !text->is_string())
        return failure(ErrorCode::Corrupt, "an object with a text under \"text\" is expected");
    std::string out = "{\"ids\":[";
    char digits[16];
    for (const TokenId id : tokenizer.encode(text->get_ref<const std::string &>(), special)) {
        if (out.back() != '[')
            out += ',';
        out.append(digits, std::to_chars(std::begin(digits), std::end(digits), id).ptr);
    }
    return out + "]}";
}

/// {"ids": […]} → {"text": …}
Result<std::string> decodeLine(const Tokenizer &tokenizer, const Json &line)
{
    const auto list = line.is_object() ? line.find("ids") : line.end();
    if (!line.is_object() || list == line.end() || !list->is_array())
        return failure(ErrorCode::Corrupt,
                       "an object with a list of ids under \"ids\" is expected");
    std::vector<TokenId> ids;
    for (const Json &entry : *list) {
        if (!entry.is_number_integer())
            return failure(ErrorCode::Corrupt,
                           concat("the ids hold ", printable(dumpJson(entry), 40),
                                  "; whole numbers are expected"));
        const bool isKnown =
            entry.is_number_unsigned() &&
            entry.get<std::uint64_t>() < static_cast<std::uint64_t>(tokenizer.vocabularySize());
        if (!isKnown)
            return failure(ErrorCode::Incompatible,
                           concat("the id ", printable(dumpJson(entry), 40),
                                  " is not in the vocabulary; ids from 0 to ",
                                  tokenizer.vocabularySize() - 1, " are expected"));
        ids.push_back(entry.get<TokenId>());
    }
    return dumpJson(Json{{"text", tokenizer.decodeText(ids)}});
}

Result<void> runTokenize(const TokenizeOptions &options)
{
    PHI1_ASSIGN(const auto tokenizer,
                loadTokenizer(options.tokenizer.empty() ? bundledTokenizer() : options.tokenizer));
    const SpecialTokens special =
        options.noSpecial ? SpecialTokens::AsText : SpecialTokens::Recognise;
    std::ios::sync_with_stdio(false);
    std::string line;
    for (std::int64_t number = 1; std::getline(std::cin, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const std::string what = concat("Line ", number, " of standard input");
        PHI1_ASSIGN(const Json json, parseJson(line, what));
        auto out =
            options.decode ? decodeLine(*tokenizer, json) : encodeLine(*tokenizer, special, json);
        if (!out)
            return failure(out.error().code, concat(what, ": ", out.error().message));
        *out += '\n';
        if (std::fwrite(out->data(), 1, out->size(), stdout) != out->size())
            return failure(ErrorCode::Io, "The result could not be written to standard output");
        // Somebody who talks to us through pipes waits for the answer before the next line.
        if (std::cin.rdbuf()->in_avail() <= 0)
            std::fflush(stdout);
    }
    return {};
}

} // namespace

void addTokenizeCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<TokenizeOptions>();
    CLI::App *command =
        registry.add("tokenize", "Turn text into ids and back: JSON lines from stdin to stdout",
                     [options] { return runTokenize(*options); });
    command->add_option(
        "--tokenizer", options->tokenizer,
        "folder of a tokenizer or of a checkpoint; CodeGen's, phi-1's, if left out");
    command->add_flag("--decode", options->decode,
                      "{\"ids\":[…]} to {\"text\":…} instead of the reverse");
    command->add_flag("--no-special", options->noSpecial,
                      "<|endoftext|> and other special tokens in the text are plain text");
}

} // namespace phi1
