// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

namespace phi1 {

/// A remark pinned to a point of a run's curve. Needs Qt Core only, so that the state layer shares
/// it.
struct RunNote {
    std::int64_t id = 0;
    std::int64_t step = 0; ///< optimizer step
    QString text;
};

} // namespace phi1
