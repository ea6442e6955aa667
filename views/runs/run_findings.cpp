// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_findings.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "core/curves/curve_data.h"
#include "views/format/number_text.h"

namespace phi1 {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(RunFindings)
};
using Weight = RunFinding::Weight;
using Link = RunFinding::Link;

/// The first letter large, a full stop at the end.
QString withStop(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    if (!sentence.isEmpty() && !sentence.endsWith(u'.'))
        sentence += u'.';
    return sentence;
}

void addState(const RunInfo &run, QVector<RunFinding> &findings)
{
    switch (run.state) {
    case RunState::Failed: {
        QString cause = Texts::tr("The run failed");
        if (run.step > 0)
            cause = Texts::tr("Failed at step %1").arg(grouped(run.step));
        if (run.exitSignal > 0)
            cause = Texts::tr("%1: signal\u00a0%2").arg(cause).arg(run.exitSignal);
        else if (run.exitStatus > 0)
            cause = Texts::tr("%1: exit status\u00a0%2").arg(cause).arg(run.exitStatus);
        findings.append({QStringLiteral("failed"),
                         Weight::Error,
                         cause,
                         withStop(run.reason),
                         Link::None,
                         {},
                         -1});
        break;
    }
    case RunState::LostContact:
        findings.append(
            {QStringLiteral("lost"),
             Weight::Warning,
             Texts::tr("Lost contact: %1").arg(silent(run.heartbeatAge)),
             Texts::tr("No process works on it any more. Its last values stay; it can be resumed "
                       "from its newest checkpoint once it is marked as stopped."),
             Link::None,
             {},
             -1});
        break;
    case RunState::LastSeen:
        findings.append({QStringLiteral("last-seen"),
                         Weight::Warning,
                         Texts::tr("Last seen %1 on %2").arg(ago(run.heartbeatAge), run.host),
                         Texts::tr("It belongs to another machine, so there is no way to look "
                                   "whether it lives."),
                         Link::None,
                         {},
                         -1});
        break;
    case RunState::Damaged:
        findings.append({QStringLiteral("damaged"), Weight::Error,
                         Texts::tr("Its files cannot be used"), withStop(run.reason),
                         Link::CheckAgain, Texts::tr("Check again"), -1});
        break;
    case RunState::Gone:
        findings.append({QStringLiteral("gone"), Weight::Warning,
                         Texts::tr("Its folder is not there any more"),
                         Texts::tr("%1 was moved or deleted; the last values stay until the "
                                   "window is closed.")
                             .arg(run.id),
                         Link::CheckAgain, Texts::tr("Check again"), -1});
        break;
    default:
        if (!run.reason.isEmpty() && isLive(run.state))
            findings.append({QStringLiteral("reason"),
                             Weight::Info,
                             withStop(run.reason),
                             {},
                             Link::None,
                             {},
                             -1});
        break;
    }
}

void addNotFinite(const RunInfo &run, QVector<RunFinding> &findings)
{
    const qint64 step = run.summary.firstNonFiniteStep;
    if (step < 0)
        return;
    const bool still = !isMissing(run.summary.loss) && !std::isfinite(run.summary.loss);
    findings.append({QStringLiteral("nan"), still ? Weight::Error : Weight::Warning,
                     Texts::tr("The loss was not a number at step %1").arg(grouped(step)),
                     still
                         ? Texts::tr("It has not come back since.")
                         : Texts::tr("It came back: such steps are skipped and change no weight."),
                     Link::ShowStep, Texts::tr("Show the step"), step});
}

void addMarks(const CurveData &curve, QVector<RunFinding> &findings)
{
    const std::vector<RunMark> &marks = curve.marks();
    // The newest warning counts; what the run ended with is said by its state.
    const auto last = std::find_if(marks.rbegin(), marks.rend(), [](const RunMark &mark) {
        return mark.kind == RunMark::Kind::Warning;
    });
    if (last == marks.rend())
        return;
    const QString text = QString::fromStdString(last->text);
    // "GPU 3: 84 °C, clocks reduced; throughput fell": the first clause is the headline.
    const auto cut = text.indexOf(QStringLiteral("; "));
    const QString head = cut > 0 ? text.left(cut) : text;
    const QString rest = cut > 0 ? text.mid(cut + 2) : QString();
    QString bold = head;
    if (!bold.isEmpty())
        bold[0] = bold[0].toUpper();
    findings.append({QStringLiteral("warning-%1-%2").arg(last->step).arg(last->clock, 0, 'f', 0),
                     Weight::Warning, bold, withStop(rest), Link::ShowStep,
                     last->step > 0 ? Texts::tr("Show the step") : QString(), last->step});
}

} // namespace

QVector<RunFinding> runFindings(const RunInfo &run, const CurveData *curve)
{
    QVector<RunFinding> findings;
    addState(run, findings);
    addNotFinite(run, findings);
    if (curve)
        addMarks(*curve, findings);
    for (RunFinding &finding : findings) {
        for (QString *text : {&finding.bold, &finding.plain, &finding.linkText})
            text->replace(QChar(thinSpace), QChar(unitSpace)); // a thin space may end a line
    }
    std::stable_sort(findings.begin(), findings.end(), [](const auto &a, const auto &b) {
        return static_cast<int>(a.weight) > static_cast<int>(b.weight);
    });
    return findings;
}

} // namespace phi1
