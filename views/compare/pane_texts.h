// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

#include "views/compare/branch_strip.h"
#include "views/compare/pane_facts.h"
#include "views/compare/pane_footer.h"
#include "views/compare/sample_groups.h"
#include "views/state/compare_types.h"

namespace phi1 {

/// "GPU 0" of "cuda:0", "CPU" of "cpu".
QString deviceText(const QString &device);
/// "phi-1-base", or that nothing is chosen.
QString paneName(const ComparePane &pane);
/// Short names of panes for the columns of a card: the stage where that tells all of them apart,
/// else the names, else the letters of the panes.
QStringList shortPaneNames(const QVector<ComparePane> &panes);
QString paneLetter(int index); ///< "A" of 0

/// Under the pane's head: dtype, device, fingerprint, sampler.
/// @param sampling  that the pane uses
/// @param isWarned  another pane holds the same weights
QVector<LineFact> paneFactsLine(const ComparePane &pane, const CompareSampling &sampling,
                                bool isWarned);
/// The pane's foot. @param blind  leaves out what tells checkpoints apart: timings and memory
PaneProgress paneProgress(const ComparePane &pane, const CompareSampling &sampling, bool blind);
/// The tree of branches to which the shown completion belongs.
QVector<BranchNode> branchNodes(const ComparePane &pane);
/// Rows of samples that are alike.
QVector<SampleRow> sampleRows(const ComparePane &pane, const QVector<SampleGroup> &groups);
/// "loading phi-1-base, 2.8 GB"
QString loadingText(const ComparePane &pane);

} // namespace phi1
