// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/result.h"
#include "views/state/batch_list.h"

namespace phi1 {

/// A sequence of a batch: what is read by a checkpoint as a whole.
struct BatchSequence {
    QVector<qint32> ids;
    int firstDocument = 0; ///< index into Batch::documents
};
struct Batch {
    std::vector<BatchDocument> documents;
    std::vector<BatchSequence> sequences;
};

/// What `phi1 batch --json --tokens` says. Incompatible, naming the field, for something else.
/// Takes 100 ms for a batch of two million tokens: not for the GUI thread.
Result<Batch> batchFrom(const QByteArray &json);

} // namespace phi1
