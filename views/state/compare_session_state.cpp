// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_session_p.h"

#include <algorithm>

namespace phi1 {

namespace {

using namespace Qt::StringLiterals;

QVariantMap mapOf(const CompareSampling &sampling)
{
    return {{u"temperature"_s, sampling.temperature},
            {u"topK"_s, sampling.topK},
            {u"topP"_s, sampling.topP},
            {u"minP"_s, sampling.minP},
            {u"repetitionPenalty"_s, sampling.repetitionPenalty},
            {u"maxTokens"_s, sampling.maxTokens},
            {u"samples"_s, sampling.samples},
            {u"seed"_s, sampling.seed},
            {u"newSeedEachRun"_s, sampling.newSeedEachRun},
            {u"stop"_s, sampling.stop},
            {u"stopAtEnd"_s, sampling.stopAtEnd}};
}

/// What does not fit keeps its default; the file could be anybody's.
CompareSampling samplingOf(const QVariantMap &map)
{
    const CompareSampling usual;
    CompareSampling sampling;
    const auto number = [&](const QString &key, double otherwise) {
        bool ok = false;
        const double value = map.value(key).toDouble(&ok);
        return ok ? value : otherwise;
    };
    const auto integer = [&](const QString &key, int otherwise) {
        bool ok = false;
        const int value = map.value(key).toInt(&ok);
        return ok ? value : otherwise;
    };
    sampling.temperature = number(u"temperature"_s, usual.temperature);
    sampling.topK = integer(u"topK"_s, usual.topK);
    sampling.topP = number(u"topP"_s, usual.topP);
    sampling.minP = number(u"minP"_s, usual.minP);
    sampling.repetitionPenalty = number(u"repetitionPenalty"_s, usual.repetitionPenalty);
    sampling.maxTokens = integer(u"maxTokens"_s, usual.maxTokens);
    sampling.samples = integer(u"samples"_s, usual.samples);
    bool ok = false;
    const quint64 seed = map.value(u"seed"_s).toULongLong(&ok);
    sampling.seed = ok ? seed : usual.seed;
    sampling.newSeedEachRun = map.value(u"newSeedEachRun"_s).toBool();
    sampling.stop = map.value(u"stop"_s).toStringList();
    sampling.stopAtEnd = map.value(u"stopAtEnd"_s, true).toBool();
    return samplingProblem(sampling).isEmpty() ? sampling : usual;
}

} // namespace

QVariantMap CompareSession::state() const
{
    QVariantList panes;
    for (const PaneRunner *runner : d->runners)
        panes += QVariantMap{{u"path"_s, runner->pane().facts.checkpoint.path},
                             {u"dtype"_s, dtypeName(runner->pane().facts.wantedDtype)},
                             {u"sampling"_s, mapOf(runner->pane().sampling)}};
    return {{u"prompt"_s, d->prompt},
            {u"entry"_s, d->entry},
            {u"title"_s, d->title},
            {u"sampling"_s, mapOf(d->sampling)},
            {u"perPane"_s, d->perPane},
            {u"panes"_s, panes},
            {u"opened"_s, d->catalogue->openedFolders()}};
}

void CompareSession::restoreState(const QVariantMap &state)
{
    d->catalogue->setOpenedFolders(state.value(u"opened"_s).toStringList());
    d->prompt = state.value(u"prompt"_s).toString();
    d->entry = state.value(u"entry"_s).toString();
    d->title = state.value(u"title"_s).toString();
    d->sampling = samplingOf(state.value(u"sampling"_s).toMap());
    d->perPane = state.value(u"perPane"_s).toBool();
    const QVariantList panes = state.value(u"panes"_s).toList();
    while (paneCount() < std::min<qsizetype>(panes.size(), mostPanes))
        d->runners.push_back(d->makeRunner());
    for (int i = 0; i < std::min<qsizetype>(panes.size(), paneCount()); ++i) {
        const QVariantMap map = panes[i].toMap();
        PaneRunner &runner = *d->runners[static_cast<std::size_t>(i)];
        const QString path = map.value(u"path"_s).toString();
        runner.setCheckpoint(path.isEmpty() ? CheckpointChoice() : d->catalogue->find(path),
                             dtypeFromName(map.value(u"dtype"_s).toString()));
        runner.pane().sampling = samplingOf(map.value(u"sampling"_s).toMap());
    }
    emit panesChanged();
    emit promptChanged();
    emit samplingChanged();
    d->renewPrompt();
}

} // namespace phi1
