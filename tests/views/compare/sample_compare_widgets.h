// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/widgets/sample_widgets.h"

namespace phi1::test {

/// The painted parts of the page that compares completions, as the gallery shows them and the image
/// tests hold them to their references.
QVector<Sample> sampleCompareWidgets();

} // namespace phi1::test
