// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/parallel_encoding.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace phi1 {

std::vector<std::vector<TokenId>> encodeTexts(const Tokenizer &tokenizer, int threads,
                                              std::span<const std::string_view> texts)
{
    if (threads <= 0)
        threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    std::vector<std::vector<TokenId>> tokens(texts.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < texts.size(); i = next++)
            tokenizer.encode(texts[i], SpecialTokens::AsText, tokens[i]);
    };
    std::vector<std::jthread> helpers;
    for (int i = 1; i < threads && static_cast<std::size_t>(i) < texts.size(); ++i)
        helpers.emplace_back(work);
    work();
    return tokens;
}

} // namespace phi1
