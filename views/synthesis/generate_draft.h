// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariantMap>

#include "core/base/result.h"
#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// What the Generate page is set to: a specification whose lists are still names of files. A value;
/// the key is no part of it.
struct GenerateDraft {
    SynthesisSpec spec; ///< without lists
    QString corpus;
    QString topicsFile, audiencesFile, wordsFile, namesFile; ///< empty: those of the program

    bool operator==(const GenerateDraft &) const = default;
};

/// As it comes with the program: "textbook" or "exercise".
GenerateDraft presetDraft(const QString &kind);
/// With the lists read. Reads files: not for the GUI thread.
Result<SynthesisSpec> specOfDraft(const GenerateDraft &draft);

/// Plain values for the page's state; what does not fit is left as the preset has it.
QVariantMap toVariant(const GenerateDraft &draft);
GenerateDraft draftFromVariant(const QVariantMap &values);

} // namespace phi1
