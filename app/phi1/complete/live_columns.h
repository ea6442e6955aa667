// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "app/phi1/columns.h"

namespace phi1 {

/// Columns that grow in place at the end of a terminal: of what does not fit its height the last
/// lines are shown. Draws at most fifteen times a second.
class LiveColumns
{
public:
    /// @param descriptor  a terminal
    explicit LiveColumns(int descriptor);
    ~LiveColumns(); ///< erases what was drawn

    /// Whether enough time has passed to draw again.
    bool due() const;
    void draw(const std::vector<TextColumn> &columns);

private:
    void write(const std::string &text) const;

    int m_descriptor;
    std::size_t m_lines = 0; ///< on the screen
    std::chrono::steady_clock::time_point m_drawn;
};

} // namespace phi1
