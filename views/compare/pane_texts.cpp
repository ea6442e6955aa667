// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_texts.h"

#include <algorithm>

#include <QCoreApplication>
#include <QSet>

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("PaneTexts", text);
}

/// The completion at the root of the branches to which this one belongs.
int rootOf(const ComparePane &pane, int completion)
{
    const PaneCompletion *found = pane.find(completion);
    // A tree that was read from a damaged file could go in a circle.
    for (qsizetype guard = pane.completions.size(); found && found->parent >= 0 && guard > 0;
         --guard)
        found = pane.find(found->parent);
    return found ? found->id : -1;
}

QString ending(const PaneCompletion &completion)
{
    return completion.state == PaneCompletionState::Failed ? completion.sentence
                                                           : finishText(completion);
}

} // namespace

QString deviceText(const QString &device)
{
    if (device == u"cpu"_s)
        return translated(QT_TRANSLATE_NOOP("PaneTexts", "CPU"));
    if (device.startsWith(u"cuda"_s))
        return translated(QT_TRANSLATE_NOOP("PaneTexts", "GPU %1"))
            .arg(device.contains(u':') ? device.section(u':', 1) : u"0"_s);
    return device;
}

QString paneName(const ComparePane &pane)
{
    return pane.facts.checkpoint.name;
}

QString paneLetter(int index)
{
    return QString(QChar(u'A' + index));
}

QStringList shortPaneNames(const QVector<ComparePane> &panes)
{
    QStringList stages, names;
    for (const ComparePane &pane : panes) {
        const QString &stage = pane.facts.checkpoint.stage;
        stages << (stage == u"pretrained"_s ? translated(QT_TRANSLATE_NOOP("PaneTexts", "base"))
                   : stage == u"finetuned"_s
                       ? translated(QT_TRANSLATE_NOOP("PaneTexts", "finetuned"))
                       : QString());
        names << paneName(pane);
    }
    const auto differ = [](const QStringList &texts) {
        return !texts.contains(QString()) &&
               QSet<QString>(texts.begin(), texts.end()).size() == texts.size();
    };
    if (differ(stages))
        return stages;
    if (differ(names))
        return names;
    QStringList letters;
    for (int i = 0; i < panes.size(); ++i)
        letters << translated(QT_TRANSLATE_NOOP("PaneTexts", "pane %1")).arg(paneLetter(i));
    return letters;
}

QVector<LineFact> paneFactsLine(const ComparePane &pane, const CompareSampling &sampling,
                                bool isWarned)
{
    QVector<LineFact> facts;
    const PaneFacts &known = pane.facts;
    const PaneCompletion *completion = pane.currentCompletion();
    const quint64 seed = completion && completion->seed != 0 ? completion->seed : sampling.seed;
    if (known.dtype.isEmpty()) {
        if (!known.checkpoint.path.isEmpty())
            facts << LineFact{translated(QT_TRANSLATE_NOOP("PaneTexts", "not loaded yet")),
                              {},
                              known.checkpoint.path,
                              false};
    } else {
        LineFact dtype{known.dtype, {}, {}, false};
        if (!known.storedDtype.isEmpty() && known.storedDtype != known.dtype)
            dtype.toolTip = translated(QT_TRANSLATE_NOOP("PaneTexts", "%1, stored as %2"))
                                .arg(known.dtype, known.storedDtype);
        facts << dtype;
        LineFact device{deviceText(known.device), {}, {}, false};
        if (!known.kernels.isEmpty())
            device.toolTip = translated(QT_TRANSLATE_NOOP("PaneTexts", "%1, kernels %2"))
                                 .arg(device.text, known.kernels);
        facts << device;
        LineFact fingerprint = fingerprintFact(known.fingerprint);
        fingerprint.isWarning = isWarned;
        facts << fingerprint;
    }
    if (!known.checkpoint.path.isEmpty())
        facts << LineFact{samplingText(sampling, seed), {}, {}, false};
    return facts;
}

PaneProgress paneProgress(const ComparePane &pane, const CompareSampling &sampling, bool blind)
{
    using State = PaneProgress::State;
    PaneProgress progress;
    const PaneCompletion *completion = pane.currentCompletion();
    if (pane.state == PaneState::Loading) {
        progress.state = State::Loading;
    } else if (pane.state == PaneState::Waiting && !completion) {
        progress.state = State::Queued;
    } else if (pane.state == PaneState::Failed && !completion) {
        progress.state = State::Failed;
    } else if (completion) {
        switch (completion->state) {
        case PaneCompletionState::Waiting: // for an engine that may have ended meanwhile
            progress.state = pane.state == PaneState::Failed ? State::Failed : State::Queued;
            break;
        case PaneCompletionState::Writing:
            progress.state = State::Writing;
            break;
        case PaneCompletionState::Cancelled:
            progress.state = State::Cancelled;
            break;
        case PaneCompletionState::Failed:
            progress.state = State::Failed;
            break;
        case PaneCompletionState::Complete:
            progress.state = completion->finish == u"length"_s || completion->finish == u"context"_s
                                 ? State::Finished
                                 : State::Stopped;
            break;
        }
        progress.stopString = completion->stopString;
        progress.tokens = static_cast<int>(completion->tokens.size());
        progress.maxTokens = sampling.maxTokens;
        if (!blind) {
            progress.firstTokenSeconds = completion->firstTokenSeconds;
            progress.tokensPerSecond = completion->tokensPerSecond;
            progress.meanProbability = completion->meanProbability;
        }
    }
    // The sentence stands above the text; here a word leaves room for the figures.
    if (progress.state == State::Failed)
        progress.problem = completion && !completion->tokens.isEmpty()
                               ? translated(QT_TRANSLATE_NOOP("PaneTexts", "broken off"))
                               : translated(QT_TRANSLATE_NOOP("PaneTexts", "failed"));
    if (!blind && pane.facts.memoryBytes > 0)
        progress.memoryBytes = static_cast<double>(pane.facts.memoryBytes);
    return progress;
}

QVector<BranchNode> branchNodes(const ComparePane &pane)
{
    QVector<BranchNode> nodes;
    const int root = rootOf(pane, pane.current);
    for (const PaneCompletion &completion : pane.completions) {
        if (rootOf(pane, completion.id) != root)
            continue;
        BranchNode node;
        node.id = completion.id;
        node.parent = completion.parent;
        node.token = completion.branchIndex;
        if (completion.parent >= 0 && completion.branchIndex >= 0 &&
            completion.branchIndex < completion.tokens.size())
            node.forced = completion.tokens[completion.branchIndex].bytes;
        node.tokens = static_cast<int>(completion.tokens.size());
        node.isLive = completion.state == PaneCompletionState::Writing;
        nodes << node;
    }
    return nodes;
}

QVector<SampleRow> sampleRows(const ComparePane &pane, const QVector<SampleGroup> &groups)
{
    QVector<SampleRow> rows;
    for (const SampleGroup &group : groups) {
        SampleRow row;
        row.text = group.text;
        for (const int id : group.completions) {
            const PaneCompletion *completion = pane.find(id);
            if (!completion)
                continue;
            if (row.samples.isEmpty()) {
                row.meanProbability = completion->meanProbability;
                row.tokens = static_cast<int>(completion->tokens.size());
                row.ending = ending(*completion);
            }
            row.samples << completion->sample;
            row.isLive = row.isLive || completion->state == PaneCompletionState::Writing ||
                         completion->state == PaneCompletionState::Waiting;
        }
        rows << row;
    }
    return rows;
}

QString loadingText(const ComparePane &pane)
{
    const QString name = paneName(pane);
    return pane.facts.weightBytes > 0
               ? translated(QT_TRANSLATE_NOOP("PaneTexts", "loading %1, %2"))
                     .arg(name, bytes(static_cast<std::uint64_t>(pane.facts.weightBytes)))
               : translated(QT_TRANSLATE_NOOP("PaneTexts", "loading %1")).arg(name);
}

} // namespace phi1
