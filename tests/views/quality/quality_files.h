// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <fstream>
#include <string>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/corpora/store/column.h"
#include "core/quality/cross_validation.h"
#include "tests/views/state/corpus_fixture.h"

namespace phi1::test {

/// A score beside the fixture's "score.made": the same, but turned around for every tenth sample.
inline double otherScore(int number)
{
    const double score = CorpusFixture::score(number);
    return number % 10 == 0 ? 1 - score : score;
}

inline void writeScore(const CorpusFiles &files, const std::string &key, int end, const Json &facts,
                       double (*value)(int))
{
    ColumnInfo info;
    info.key = key;
    info.type = ColumnType::Number;
    info.facts = facts;
    auto writer = ColumnWriter::open(files, info);
    if (!writer)
        qFatal("%s", writer.error().message.c_str());
    for (int i = 0; i < end; ++i)
        writer->add(static_cast<float>(value(i)));
    if (!writer->finish())
        qFatal("no column");
}

/// Report and suggestions of a forest, as `phi1 forest` writes them: predictions that are right for
/// every sample but each fifth, with what was predicted spread over (0, 1).
inline ForestReport writeForest(const std::string &workspace, const std::string &name,
                                const std::string &corpus)
{
    std::vector<std::uint8_t> labels;
    std::vector<std::uint8_t> good;
    std::vector<float> shares;
    for (int i = 0; i < 200; ++i) {
        const int label = 1 + i % 5;
        const bool isGood = label >= 4;
        const bool says = i % 7 == 0 ? !isGood : isGood;
        labels.push_back(static_cast<std::uint8_t>(label));
        good.push_back(isGood);
        shares.push_back(says ? 0.55f + 0.4f * static_cast<float>(i % 11) / 11
                              : 0.05f + 0.4f * static_cast<float>(i % 13) / 13);
    }
    ForestReport report = forestReport(labels, good, shares, 0.5);
    report.folds = 5;
    const std::string folder = workspace + "/forests/" + name;
    std::filesystem::create_directories(folder);
    const Json json = {{"format", "phi1-forest-report"},
                       {"version", 1},
                       {"name", name},
                       {"corpus", corpus},
                       {"checkpoint", "/runs/nano/checkpoints/step-400"},
                       {"samples", 200},
                       {"good_from", 4},
                       {"doubtful", Json::array({{{"row", 3}, {"label", 5}, {"share", 0.1}},
                                                 {{"row", 4'000'000}, {"label", 1}}})},
                       {"cross_validation", toJson(report)}};
    std::ofstream(folder + "/report.json") << json.dump();
    const Json suggestions = {
        {"corpus", corpus},
        {"suggestions", Json::array({{{"row", 7}, {"share", 0.52}, {"entropy", 0.99}},
                                     {{"row", 2}, {"share", 0.45}, {"entropy", 0.98}},
                                     {{"row", 11}, {"share", 0.6}, {"entropy", 0.9}}})}};
    std::ofstream(folder + "/suggestions.json") << suggestions.dump();
    return report;
}

} // namespace phi1::test
