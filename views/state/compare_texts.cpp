// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_types.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

constexpr int mostStops = 16; // of the engine's protocol
constexpr int mostSamples = 128;
constexpr int mostTokens = 1000000;
constexpr double hottest = 100.0;
constexpr double strongestPenalty = 100.0;

struct CompareTexts {
    Q_DECLARE_TR_FUNCTIONS(CompareTexts)
};

/// What was typed as a stop string, on one line.
QString shownStop(QString stop)
{
    return stop.replace(u'\\', QStringLiteral("\\\\"))
        .replace(u'\n', QStringLiteral("\\n"))
        .replace(u'\t', QStringLiteral("\\t"))
        .replace(u'\r', QStringLiteral("\\r"));
}

} // namespace

QString dtypeName(PaneDtype dtype)
{
    switch (dtype) {
    case PaneDtype::Auto:
        return QStringLiteral("auto");
    case PaneDtype::Float32:
        return QStringLiteral("float32");
    case PaneDtype::BFloat16:
        return QStringLiteral("bfloat16");
    case PaneDtype::Int8:
        return QStringLiteral("int8");
    }
    return {};
}

PaneDtype dtypeFromName(const QString &name)
{
    for (const PaneDtype each : {PaneDtype::Float32, PaneDtype::BFloat16, PaneDtype::Int8}) {
        if (name == dtypeName(each))
            return each;
    }
    return PaneDtype::Auto;
}

QString stageText(const QString &stage, qint64 step)
{
    if (step < 0)
        return stage == u"pretrained"  ? CompareTexts::tr("pretrained")
               : stage == u"finetuned" ? CompareTexts::tr("finetuned")
                                       : QString();
    const QString number = grouped(step);
    return stage == u"pretrained"  ? CompareTexts::tr("pretrained, step %1").arg(number)
           : stage == u"finetuned" ? CompareTexts::tr("finetuned, step %1").arg(number)
                                   : CompareTexts::tr("step %1").arg(number);
}

QString samplingProblem(const CompareSampling &sampling)
{
    const auto outside = [](const QString &what, double found, const QString &range) {
        return CompareTexts::tr("%1 is %2, it must be %3").arg(what, plain(found), range);
    };
    // Written so that NaN is outside, too.
    if (!(sampling.temperature >= 0.0 && sampling.temperature <= hottest))
        return outside(CompareTexts::tr("The temperature"), sampling.temperature,
                       CompareTexts::tr("0 (greedy) to 100"));
    if (!(sampling.topP > 0.0 && sampling.topP <= 1.0))
        return outside(CompareTexts::tr("Top-p"), sampling.topP,
                       CompareTexts::tr("above 0 and at most 1 (off)"));
    if (sampling.topK < 0)
        return outside(CompareTexts::tr("Top-k"), sampling.topK,
                       CompareTexts::tr("0 (off) or more"));
    if (!(sampling.minP >= 0.0 && sampling.minP <= 1.0))
        return outside(CompareTexts::tr("Min-p"), sampling.minP, CompareTexts::tr("0 (off) to 1"));
    if (!(sampling.repetitionPenalty > 0.0 && sampling.repetitionPenalty <= strongestPenalty))
        return outside(CompareTexts::tr("The repetition penalty"), sampling.repetitionPenalty,
                       CompareTexts::tr("above 0 and at most 100, 1 is off"));
    if (sampling.maxTokens < 1 || sampling.maxTokens > mostTokens)
        return outside(CompareTexts::tr("The number of tokens"), sampling.maxTokens,
                       CompareTexts::tr("1 to 1000000"));
    if (sampling.samples < 1 || sampling.samples > mostSamples)
        return outside(CompareTexts::tr("The number of samples"), sampling.samples,
                       CompareTexts::tr("1 to 128"));
    if (sampling.seed > quint64(std::numeric_limits<qint64>::max()))
        return CompareTexts::tr("The seed is too large, it must be below 2^63");
    if (sampling.stop.size() > mostStops)
        return CompareTexts::tr("There are %1 stop strings, the engine takes 16: remove some")
            .arg(sampling.stop.size());
    if (sampling.stop.contains(QString()))
        return CompareTexts::tr("A stop string is empty, which would stop everything: remove it");
    return {};
}

QString samplingText(const CompareSampling &sampling, quint64 seedUsed)
{
    QStringList parts;
    if (sampling.temperature <= 0.0) {
        parts += CompareTexts::tr("greedy");
    } else {
        parts += CompareTexts::tr("T %1").arg(significant(sampling.temperature));
        if (sampling.topK > 0)
            parts += CompareTexts::tr("top-k %1").arg(sampling.topK);
        if (sampling.topP < 1.0)
            parts += CompareTexts::tr("top-p %1").arg(significant(sampling.topP));
        if (sampling.minP > 0.0)
            parts += CompareTexts::tr("min-p %1").arg(significant(sampling.minP));
    }
    if (sampling.repetitionPenalty != 1.0)
        parts += CompareTexts::tr("penalty %1").arg(significant(sampling.repetitionPenalty));
    parts += CompareTexts::tr("seed %1").arg(seedUsed);
    return parts.join(QStringLiteral(", "));
}

bool isBusy(PaneState state)
{
    return state == PaneState::Loading || state == PaneState::Waiting ||
           state == PaneState::Writing;
}

QString shortFingerprint(const QString &fingerprint)
{
    constexpr qsizetype group = 4;
    QStringList groups;
    for (qsizetype at = 0; at < std::min<qsizetype>(3 * group, fingerprint.size()); at += group)
        groups += fingerprint.mid(at, group);
    return groups.join(u'\u00b7');
}

QString finishText(const PaneCompletion &completion)
{
    switch (completion.state) {
    case PaneCompletionState::Waiting:
        return CompareTexts::tr("waiting");
    case PaneCompletionState::Writing:
        return CompareTexts::tr("writing");
    case PaneCompletionState::Cancelled:
        return CompareTexts::tr("stopped by you");
    case PaneCompletionState::Failed:
        return CompareTexts::tr("broken off");
    case PaneCompletionState::Complete:
        break;
    }
    const qint64 count = completion.tokens.size();
    if (completion.finish == u"stop_string" || !completion.stopString.isEmpty())
        return CompareTexts::tr("stopped at %1").arg(shownStop(completion.stopString));
    if (completion.finish == u"end_of_text" || completion.finish == u"stop")
        return CompareTexts::tr("ended the text");
    if (completion.finish == u"context")
        return CompareTexts::tr("reached the end of the context");
    if (completion.finish == u"length")
        return CompareTexts::tr("reached %1 tokens").arg(grouped(count));
    if (completion.finish == u"cancelled")
        return CompareTexts::tr("stopped by the engine");
    return CompareTexts::tr("finished");
}

const PaneCompletion *ComparePane::find(int completionId) const
{
    const auto found =
        std::find_if(completions.cbegin(), completions.cend(),
                     [&](const PaneCompletion &each) { return each.id == completionId; });
    return found == completions.cend() ? nullptr : &*found;
}

bool TokenDistribution::isComplete() const
{
    return std::none_of(panes.cbegin(), panes.cend(), [](const PaneDistribution &each) {
        return each.state == PaneDistribution::State::Pending;
    });
}

} // namespace phi1
