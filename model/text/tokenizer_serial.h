// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace phi1 {

/// A number that no other tokenizer of the process has, so that a thread's piece cache can serve
/// several.
inline std::uint64_t nextTokenizerSerial()
{
    static std::atomic<std::uint64_t> serial = 0;
    return ++serial;
}

} // namespace phi1
