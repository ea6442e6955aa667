// SPDX-License-Identifier: Apache-2.0
#include "model/formats/fasttext/settings.h"

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::int32_t magicNumber = 793712314;
constexpr std::int32_t oldestVersion = 11;
constexpr std::int32_t newestVersion = 12;
constexpr std::int32_t supervisedModel = 3;
/// Work per character of a text is proportional to these; fastText's users stay below ten.
constexpr std::int32_t longestNgram = 255;

} // namespace

std::string_view nameOf(FastTextLoss loss)
{
    switch (loss) {
    case FastTextLoss::HierarchicalSoftmax:
        return "hierarchical softmax";
    case FastTextLoss::NegativeSampling:
        return "negative sampling";
    case FastTextLoss::Softmax:
        return "softmax";
    case FastTextLoss::OneVersusAll:
        return "one versus all";
    }
    return "unknown";
}

Result<FastTextSettings> readFastTextSettings(FieldReader &reader)
{
    PHI1_ASSIGN(const auto magic, reader.number<std::int32_t>("magic number"));
    if (magic != magicNumber)
        return reader.incompatible(concat("it begins with ", magic, " instead of fastText's ",
                                          magicNumber,
                                          "; a .bin or .ftz file of fastText is expected."));
    PHI1_ASSIGN(const auto version, reader.number<std::int32_t>("version"));
    if (version < oldestVersion || version > newestVersion)
        return reader.incompatible(concat("it is of version ", version, ", known are ",
                                          oldestVersion, " to ", newestVersion,
                                          "; save it again with fastText 0.9.2."));
    FastTextSettings settings;
    PHI1_ASSIGN(settings.dimension, reader.number<std::int32_t>("dim"));
    for (const char *unused : {"ws", "epoch", "minCount", "neg"})
        PHI1_TRY(reader.number<std::int32_t>(unused));
    PHI1_ASSIGN(settings.wordNgrams, reader.number<std::int32_t>("wordNgrams"));
    PHI1_ASSIGN(const auto loss, reader.number<std::int32_t>("loss"));
    PHI1_ASSIGN(const auto model, reader.number<std::int32_t>("model"));
    PHI1_ASSIGN(settings.bucket, reader.number<std::int32_t>("bucket"));
    PHI1_ASSIGN(settings.shortestSubword, reader.number<std::int32_t>("minn"));
    PHI1_ASSIGN(settings.longestSubword, reader.number<std::int32_t>("maxn"));
    PHI1_TRY(reader.number<std::int32_t>("lrUpdateRate"));
    PHI1_TRY(reader.number<double>("t"));

    if (model != supervisedModel)
        return reader.incompatible("it holds word vectors, not a classifier; train one with "
                                   "`fasttext supervised`.");
    if (loss < 1 || loss > 4)
        return reader.corrupt(concat("its loss is number ", loss, ", known are 1 to 4"));
    settings.loss = static_cast<FastTextLoss>(loss);
    if (settings.dimension < 1)
        return reader.corrupt(concat("its dimension is ", settings.dimension));
    if (version == oldestVersion) // as fastText: classifiers of that time used no characters
        settings.longestSubword = 0;
    if (settings.longestSubword < 0 || settings.longestSubword > longestNgram)
        return reader.corrupt(concat("subwords of ", settings.longestSubword,
                                     " characters, at most ", longestNgram, " are expected"));
    if (settings.wordNgrams > longestNgram)
        return reader.corrupt(concat("features of ", settings.wordNgrams, " words, at most ",
                                     longestNgram, " are expected"));
    if (settings.bucket < (settings.hasNgrams() ? 1 : 0))
        return reader.corrupt(concat("n-grams in ", settings.bucket, " buckets"));
    return settings;
}

} // namespace phi1
