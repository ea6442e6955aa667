// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "views/state/attention_types.h"

namespace phi1 {

class CompareStore;
class WorkspaceSession;

/// Texts that can be looked at beside the library's: documents that a training step read, and
/// prompts with what a model wrote after them.
class AttentionPrompts final : public QObject
{
    Q_OBJECT
public:
    AttentionPrompts(WorkspaceSession &workspace, CompareStore &store, QObject *parent = nullptr);
    ~AttentionPrompts() override;

    /// Documents of one step of a run; then samplesLoaded() or failed(). A later call makes earlier
    /// ones obsolete.
    quint64 requestSamples(const QString &runId, qint64 step);
    /// Prompt and completions of a kept comparison, one prompt per completion; then
    /// completionsLoaded() or failed().
    quint64 requestCompletions(qint64 recordId);

signals:
    void samplesLoaded(quint64 request, const QVector<phi1::AttentionPrompt> &prompts);
    void completionsLoaded(quint64 request, const QVector<phi1::AttentionPrompt> &prompts);
    void failed(quint64 request, const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
