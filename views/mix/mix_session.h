// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "views/mix/mix_types.h"

namespace phi1 {

/// Counts recipes and reads sets in a thread of its own. Of each kind of question only the newest
/// is answered.
class MixSession final : public QObject
{
    Q_OBJECT
public:
    /// @param workspace  folder
    explicit MixSession(const QString &workspace, QObject *parent = nullptr);
    ~MixSession() override;

    void count(const MixRecipe &recipe); ///< then counted(); an earlier question is stopped
    void listSets();                     ///< then setsListed()
    /// Then documentsRead() with the first documents of a part.
    void readDocuments(const std::shared_ptr<const TrainingSet> &set, int part, bool validation);

signals:
    void counted(const phi1::MixCounts &counts);
    void setsListed(const phi1::SetList &list);
    void documentsRead(const phi1::SetDocuments &documents);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
