// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// What is to be generated and how. Written by people as TOML (docs/synthesize.md); the lists may
/// be files, "builtin", or stand in it.
struct SynthesisSpec {
    std::string kind = "textbook"; ///< of the samples; "exercise" has function names
    std::uint64_t samples = 1000;  ///< prompts of the plan
    std::uint64_t seed = 1;
    std::vector<std::string> topics; ///< paths, see seed_lists.h
    std::vector<std::string> audiences;
    std::vector<std::string> seedWords;
    std::vector<std::string> functionNames;
    std::uint64_t seedWordsPerPrompt = 3;

    struct Prompt {
        std::string system; ///< of a chat; may hold the placeholders too
        std::string text;   ///< "template" in TOML, see prompt_template.h
        bool operator==(const Prompt &) const = default;
    } prompt;

    struct Endpoint {
        std::string url;   ///< "http://127.0.0.1:8080/v1"
        std::string model; ///< as the endpoint calls it
        bool operator==(const Endpoint &) const = default;
    } endpoint;

    struct Generation {
        std::string api = "chat"; ///< "chat", or "completions": the prompt is continued
        double temperature = 0.9;
        double topP = 1.0;
        std::uint64_t maxTokens = 1500;
        std::vector<std::string> stop;
        bool sendSeed =
            true; ///< a seed of its own for every prompt; some endpoints refuse the field
        bool operator==(const Generation &) const = default;
    } generation;

    struct Answers {
        std::string take = "whole";       ///< "code": the first fenced block, if there is one
        std::string truncated = "refuse"; ///< "keep": answers that ended at max_tokens too
        bool keepPrompt = false;          ///< the sample begins with the prompt ("completions")
        std::uint64_t minimumBytes = 1;   ///< shorter answers are refused
        double nearDuplicate = 0.8;       ///< Jaccard index from which on; above 1: none is refused
        std::string licence;
        std::string source; ///< of the samples; empty: the model's name
        bool operator==(const Answers &) const = default;
    } answers;

    struct Requests {
        std::uint64_t concurrency = 4;
        std::uint64_t attempts = 6;
        double timeout = 300;  ///< s, for one answer
        double retryDelay = 1; ///< s, before the second attempt; twice as long before each next
        bool operator==(const Requests &) const = default;
    } requests;

    struct Budget {
        std::uint64_t requests = 0; ///< answered ones of the whole job; 0: no limit
        std::uint64_t tokens = 0;   ///< of prompts and answers; 0: no limit
        bool operator==(const Budget &) const = default;
    } budget;

    bool operator==(const SynthesisSpec &) const = default;
};

/// @param name    in messages
/// @param folder  where paths of files begin
/// Corrupt for what is no TOML; Usage for an unknown key (naming the nearest known one), a value
/// out of its range, a template or list that cannot be used.
Result<SynthesisSpec> readSynthesisSpec(std::string_view toml, const std::string &name,
                                        const std::filesystem::path &folder);
/// The same for a draft that is still being written: templates and lists need not fit together.
Result<SynthesisSpec> readUncheckedSpec(std::string_view toml, const std::string &name,
                                        const std::filesystem::path &folder = {});
/// A file, "builtin:textbooks" or "builtin:exercises".
Result<SynthesisSpec> loadSynthesisSpec(const std::string &what);
/// Ranges, templates and lists, as reading does.
Result<void> checkSynthesisSpec(const SynthesisSpec &spec, const std::string &name);

/// With all lists in it: reads back equal wherever it lies.
std::string specToml(const SynthesisSpec &spec);

/// Hash of what decides which prompt the plan has at an index: kind, seed, lists, templates.
/// Another number of samples, budget, endpoint or model goes on with the same plan.
std::string planFingerprint(const SynthesisSpec &spec);

} // namespace phi1
