// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/store/sample.h"
#include "core/storage/sqlite_connection.h"

/// The tables of CORPUS/samples.db.

namespace phi1 {

inline constexpr std::int64_t corpusApplicationId = 0x70686363; // "phcc"

/// Step i leads from version i to i + 1.
std::span<const char *const> corpusSchema();

/// Corrupt for another program's file, Incompatible for a newer version, naming both.
Result<void> checkCorpusDatabase(const SqliteConnection &connection);

/// The members of SampleOrigin that are facets: column `key` of samples holds a code of the table
/// `names`, whose `field` is the place in this list.
struct CategoryField {
    std::string_view key;
    std::string SampleOrigin::*member;
};
inline constexpr std::array<CategoryField, 6> categoryMembers = {{
    {"source", &SampleOrigin::source},
    {"kind", &SampleOrigin::kind},
    {"topic", &SampleOrigin::topic},
    {"audience", &SampleOrigin::audience},
    {"licence", &SampleOrigin::licence},
    {"generator", &SampleOrigin::generator},
}};

} // namespace phi1
