// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_prompts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "views/format/number_text.h"
#include "views/state/compare_store.h"
#include "views/state/workspace_session.h"

namespace phi1 {

namespace {

QString textOf(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

struct AttentionPrompts::Private {
    AttentionPrompts *q;
    WorkspaceSession &workspace;
    CompareStore &store;
    quint64 last = 0;
    quint64 asked = 0; ///< our number of the newest request for samples
    quint64 batch = 0; ///< the workspace's, 0: none
    QString run;
    qint64 step = 0;
};

AttentionPrompts::AttentionPrompts(WorkspaceSession &workspace, CompareStore &store,
                                   QObject *parent)
    : QObject(parent)
    , d(new Private{this, workspace, store})
{
    connect(&workspace, &WorkspaceSession::batchLoaded, this,
            [this](quint64 batch, const QJsonDocument &documents) {
                if (batch != d->batch)
                    return;
                d->batch = 0;
                QVector<AttentionPrompt> prompts;
                for (const QJsonValue &sequence : documents.object()[u"sequences"].toArray()) {
                    for (const QJsonValue &value : sequence[u"documents"].toArray()) {
                        AttentionPrompt prompt;
                        prompt.text = value[u"text"].toString();
                        if (prompt.text.isEmpty())
                            continue;
                        prompt.source = AttentionPrompt::Source::Sample;
                        prompt.id = d->run;
                        prompt.step = d->step;
                        prompt.document = value[u"document"].toInt();
                        const QString title = value[u"text_cut"].toBool()
                                                  ? tr("Document %1, step %2, its beginning")
                                                  : tr("Document %1, step %2");
                        prompt.title = title.arg(grouped(prompt.document), grouped(d->step));
                        prompts += prompt;
                    }
                }
                emit samplesLoaded(d->asked, prompts);
            });
    connect(&workspace, &WorkspaceSession::batchFailed, this,
            [this](quint64 batch, const QString &sentence) {
                if (batch != d->batch)
                    return;
                d->batch = 0;
                emit failed(d->asked, sentence);
            });
}

AttentionPrompts::~AttentionPrompts()
{
    if (d->batch != 0)
        d->workspace.cancelBatch(d->batch);
}

quint64 AttentionPrompts::requestSamples(const QString &runId, qint64 step)
{
    if (d->batch != 0)
        d->workspace.cancelBatch(d->batch);
    d->run = runId;
    d->step = step;
    d->asked = ++d->last;
    d->batch = d->workspace.requestBatch(runId, step);
    return d->asked;
}

quint64 AttentionPrompts::requestCompletions(qint64 recordId)
{
    const quint64 request = ++d->last;
    d->store.read<ComparisonRecord>(
        this, [recordId](ComparisonStore &store) { return store.load(recordId); },
        [this, request](const Result<ComparisonRecord> &record) {
            if (!record) {
                emit failed(request, textOf(record.error().message));
                return;
            }
            QVector<AttentionPrompt> prompts;
            for (const PaneRecord &pane : record->panes) {
                for (const CompletionRecord &completion : pane.completions) {
                    if (completion.text.empty())
                        continue;
                    AttentionPrompt prompt;
                    prompt.text = textOf(record->prompt + completion.text);
                    prompt.source = AttentionPrompt::Source::Completion;
                    prompt.record = record->id;
                    prompt.id = textOf(pane.path);
                    prompt.step = pane.step;
                    prompt.title = tr("%1, completed by %2")
                                       .arg(textOf(record->title), textOf(pane.modelName));
                    prompts += prompt;
                }
            }
            emit completionsLoaded(request, prompts);
        });
    return request;
}

} // namespace phi1
