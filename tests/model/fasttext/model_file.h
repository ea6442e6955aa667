// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace phi1::test {

/// Writes a fastText model field by field, for files that fastText itself would not write.
struct ModelFile {
    std::int32_t magic = 793712314, version = 12;
    std::int32_t dimension = 2, wordNgrams = 1, loss = 3, model = 3, bucket = 0, minn = 0, maxn = 0;
    std::vector<std::string> words = {"</s>", "good", "bad"};
    std::vector<std::pair<std::string, std::int64_t>> labels = {{"__label__a", 3},
                                                                {"__label__b", 2}};
    std::int32_t size = 5, nwords = 3, nlabels = 2;
    std::int64_t pruned = -1;
    std::vector<std::int32_t> prunedPairs;
    std::int64_t inputRows = 3, inputColumns = 2;
    std::vector<float> input = {0, 0, 1, 0, 0, 1};
    std::int64_t outputRows = 2, outputColumns = 2;
    std::vector<float> output = {4, 0, 0, 4};
    std::uint8_t quantised = 0, quantisedOutput = 0;
    std::string tail;

    std::string bytes() const
    {
        std::string out;
        const auto add = [&out](const auto &value) {
            out.append(reinterpret_cast<const char *>(&value), sizeof value);
        };
        for (const std::int32_t field : {magic, version, dimension, 5, 1, 1, 5, wordNgrams, loss,
                                         model, bucket, minn, maxn, 100})
            add(field);
        add(0.0001);
        add(size);
        add(nwords);
        add(nlabels);
        add(std::int64_t{10});
        add(pruned);
        for (const std::string &word : words) {
            out.append(word.c_str(), word.size() + 1);
            add(std::int64_t{1});
            add(std::uint8_t{0});
        }
        for (const auto &[label, count] : labels) {
            out.append(label.c_str(), label.size() + 1);
            add(count);
            add(std::uint8_t{1});
        }
        for (const std::int32_t field : prunedPairs)
            add(field);
        add(quantised);
        add(inputRows);
        add(inputColumns);
        for (const float value : input)
            add(value);
        add(quantisedOutput);
        add(outputRows);
        add(outputColumns);
        for (const float value : output)
            add(value);
        return out + tail;
    }
};

inline void writeBytes(const std::string &path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace phi1::test
