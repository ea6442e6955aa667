// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace phi1 {

class MainWindow;

/// The pages of this program, in the order of the rail.
void addPages(MainWindow &window);

} // namespace phi1
