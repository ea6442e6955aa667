// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QString>
#include <QVector>

#include "core/synthesis/answer_record.h"
#include "core/synthesis/coverage.h"
#include "core/synthesis/synthesizer.h"
#include "views/synthesis/generate_draft.h"

namespace phi1 {

/// A prompt of the plan as it would be sent.
struct PromptPreview {
    quint64 item = 0;
    QString topic, audience, system, prompt;
};

/// What a draft comes to.
struct GeneratePlan {
    QString problem; ///< why it cannot be used, one sentence; then the rest is of no worth
    quint64 prompts = 0;
    int topics = 0, audiences = 0, functionNames = 0;
    QString job;        ///< folder of the job that has this plan, or would get it
    bool begun = false; ///< it is there
};

/// What a job wrote so far.
struct GenerateAnswers {
    SynthesisCounts counts;
    QVector<AnswerRecord> last; ///< newest first, at most 50
};

/// Plans prompts, looks at answers and corpora, and starts workers, in a thread of its own and
/// processes that outlive it. Only the newest draft counts.
class GenerateSession final : public QObject
{
    Q_OBJECT
public:
    /// @param workspace, program  folder; absolute path of `phi1`
    GenerateSession(QString workspace, QString program, QObject *parent = nullptr);
    ~GenerateSession() override;

    void setDraft(const GenerateDraft &draft); ///< then planned(), covered(), answered()
    void showPrompt(quint64 item);             ///< then previewed()
    /// Looks for new answers twice a second, and at the corpus now and then.
    void setWatching(bool on);
    /// Starts `phi1 synthesize --detach`; key and plan go
    /// through its standard input. Then started() or notStarted().
    void start(const QString &key);

signals:
    void planned(const phi1::GeneratePlan &plan);
    void previewed(const phi1::PromptPreview &prompt);
    void covered(const phi1::Coverage &coverage);
    void answered(const phi1::GenerateAnswers &answers);
    void started(const QString &job);
    void notStarted(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
