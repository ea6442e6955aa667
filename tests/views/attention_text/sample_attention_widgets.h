// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/widgets/sample_widgets.h"

namespace phi1::test {

/// The parts of the attention page that show text, scores and panels, as the image tests hold them
/// to their references.
QVector<Sample> sampleAttentionText();

} // namespace phi1::test
