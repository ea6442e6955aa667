// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QVector>

#include "core/corpora/search/sample_facets.h"
#include "views/state/samples_types.h"

namespace phi1::test {

/// Figures as those of the pictures of the design: a million samples of three sources.
SampleFacets exampleFacets();
CorpusFacts exampleFacts();
/// Rows as the list shows them, each with its rank in its title beyond the first eleven.
QVector<SampleEntry> exampleEntries(int first, int count);
/// A textbook sample with a code block, a score, a topic and a prompt.
SamplePage examplePage(SampleRow row = 481206);

} // namespace phi1::test
