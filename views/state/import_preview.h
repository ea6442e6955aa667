// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QByteArray>
#include <QObject>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QVector>

#include "core/corpora/store/sample_store.h"

namespace phi1 {

/// What is to be imported, and how: as `phi1 import` takes it.
struct ImportPlan {
    QStringList inputs;                         ///< files and folders, absolute
    QVector<QPair<QString, QString>> fields;    ///< KEY, EXPRESSION
    QVector<QPair<QString, QString>> constants; ///< KEY, text
    QStringList extensions;                     ///< of files in folders; empty: all

    bool operator==(const ImportPlan &) const = default;
    /// "import INPUT… --field KEY=EXPRESSION --source TEXT …", without workspace and corpus.
    QStringList arguments() const;
};

/// What an import would bring: the files there are, and the first samples of the first of them,
/// read as the import itself reads them.
struct ImportPreview {
    QString sentence; ///< what is wrong with the plan; empty: nothing
    int files = 0, lineFiles = 0, parquetFiles = 0, documents = 0;
    qint64 bytes = 0;       ///< on the disk
    QStringList fieldNames; ///< of the first record, dotted: "meta.title"
    struct Record {
        QString file;
        qint64 line = 0; ///< from 1; 0: a file that is one sample
        QByteArray text; ///< its beginning
        bool isCut = false;
        SampleOrigin origin;
    };
    QVector<Record> records;
    QStringList problems; ///< of the first records: "line 3: …"
};

/// What a corpus was imported from.
struct ImportHistory {
    QString corpus;
    std::vector<ImportInput> inputs;
    std::vector<ImportProblem> problems; ///< the first thousand
    quint64 problemCount = 0;
    QString sentence; ///< why there is none; empty also for a corpus that is new
};

/// Looks at files and corpora in a thread of its own. Only the newest question of a kind counts.
class ImportPreviewer final : public QObject
{
    Q_OBJECT
public:
    /// @param workspace  folder
    explicit ImportPreviewer(QString workspace, QObject *parent = nullptr);
    ~ImportPreviewer() override;

    void preview(const ImportPlan &plan); ///< then previewed()
    void history(const QString &corpus);  ///< then historyRead()

signals:
    void previewed(const phi1::ImportPlan &plan, const phi1::ImportPreview &preview);
    void historyRead(const phi1::ImportHistory &history);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
