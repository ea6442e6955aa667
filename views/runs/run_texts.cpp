// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_texts.h"

#include <cmath>

#include <QCoreApplication>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(RunTexts)
};

bool lossWasNotFinite(const RunInfo &run)
{
    return run.summary.firstNonFiniteStep >= 0 && !isMissing(run.summary.loss) &&
           !std::isfinite(run.summary.loss);
}

} // namespace

ShownState shownState(RunState state)
{
    return static_cast<ShownState>(state);
}
static_assert(static_cast<int>(ShownState::Gone) == static_cast<int>(RunState::Gone) &&
              static_cast<int>(ShownState::Failed) == static_cast<int>(RunState::Failed));

StateLook runStateLook(const RunInfo &run)
{
    if (run.state == RunState::Failed && lossWasNotFinite(run))
        return stateLook(ShownState::Failed, Texts::tr("Failed: NaN"));
    return stateLook(shownState(run.state));
}

Theme::Token progressTone(RunState state)
{
    const bool quiet = state == RunState::Queued || hasEnded(state);
    if (quiet && state != RunState::Failed)
        return Theme::Token::Axis;
    return stateLook(shownState(state)).token;
}

QString timeLeftText(const RunInfo &run)
{
    if (run.state == RunState::LostContact || run.state == RunState::LastSeen) {
        return std::isfinite(run.heartbeatAge) ? silent(run.heartbeatAge) : QString();
    }
    if (!std::isfinite(run.timeLeft) || hasEnded(run.state))
        return {};
    if (run.state == RunState::Queued)
        return Texts::tr("about %1").arg(duration(run.timeLeft));
    return isLive(run.state) ? duration(run.timeLeft) : QString();
}

QString startedText(const RunInfo &run)
{
    if (run.queuePosition == 1)
        return Texts::tr("next in queue");
    if (run.queuePosition > 1)
        return Texts::tr("%1 in queue").arg(run.queuePosition);
    return std::isfinite(run.started) ? localTime(run.started) : QString();
}

QString progressText(const RunInfo &run)
{
    if (run.steps <= 0)
        return {};
    return Texts::tr("%1 / %2").arg(grouped(std::max<qint64>(run.step, 0)), grouped(run.steps));
}

QString lifeText(const RunInfo &run, const QString &leftRunning)
{
    switch (run.state) {
    case RunState::Running:
        return std::isfinite(run.heartbeatAge) ? Texts::tr("live, %1").arg(ago(run.heartbeatAge))
                                               : Texts::tr("live");
    case RunState::Pausing:
        return Texts::tr("saving");
    case RunState::LostContact:
    case RunState::LastSeen:
        return std::isfinite(run.heartbeatAge) ? silent(run.heartbeatAge) : runStateText(run.state);
    default:
        break;
    }
    if (hasEnded(run.state) && !leftRunning.isEmpty())
        return Texts::tr("%1, %2").arg(runStateText(run.state), leftRunning);
    return runStateText(run.state);
}

} // namespace phi1
