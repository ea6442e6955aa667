// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace phi1 {

/// Which line of b each line of a stands beside: equal ones or those with most words in common, in
/// order; -1 = none. Blank lines and brackets alone hardly count, so that they pull nothing apart.
/// Quadratic in the lines up to 40 000 pairs; beyond, equal lines part the texts first.
std::vector<int> alignLines(const std::vector<std::string_view> &a,
                            const std::vector<std::string_view> &b);

} // namespace phi1
