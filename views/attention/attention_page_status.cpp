// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of checkpoint, prompt and capture.
#include "views/attention/attention_page_p.h"

#include <limits>

#include "views/attention/attention_bar.h"
#include "views/attention/choice_button.h"
#include "views/attention/grid_panel.h"
#include "views/format/number_text.h"
#include "views/state/engine_hub.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"

namespace phi1 {

using namespace Qt::StringLiterals;

QString AttentionPage::Private::checkpointName(AttentionSide side) const
{
    const CheckpointChoice &choice = session->capture(side).facts.checkpoint;
    if (choice.path.isEmpty())
        return {};
    return choice.step >= 0 ? tr("%1, step %2").arg(choice.name, grouped(choice.step))
                            : choice.name;
}

void AttentionPage::Private::showChoice(ChoiceButton *button, const AttentionCaptureInfo &info)
{
    const CheckpointChoice &choice = info.facts.checkpoint;
    const RunInfo *run = context.session.runs()->find(choice.runId);
    const Theme &theme = Theme::instance();
    QColor color;
    if (!choice.path.isEmpty())
        color = run && run->annotation.colourSlot >= 0 ? theme.runColor(run->annotation.colourSlot)
                                                       : theme.color(Theme::Token::Axis);
    button->setSwatch(color);
    button->setChoice(choice.name, choice.step >= 0 ? tr("step %1").arg(grouped(choice.step))
                                                    : info.facts.dtype);
}

void AttentionPage::Private::showBar()
{
    m_setting = true;
    showChoice(m_bar->checkpoint(), session->capture(AttentionSide::First));
    const AttentionPrompt &prompt = session->prompt();
    const qsizetype tokens = session->tokens().size();
    QString title = prompt.title;
    if (title.isEmpty() && !prompt.text.isEmpty())
        title = prompt.text.left(80).simplified();
    m_bar->prompt()->setChoice(
        title, tokens > 0 ? tr("%n tokens", nullptr, static_cast<int>(tokens)) : QString());
    m_bar->prompt()->setProblem(session->promptProblem());
    m_bar->setWithoutFirst(session->isWithoutFirst());
    const QString problem = session->hasSecond() ? session->differenceProblem()
                                                 : tr("Compare with a second checkpoint first");
    m_bar->setDifferencePossible(problem.isEmpty(), problem);
    m_setting = false;
    updateActions();
}

void AttentionPage::Private::showCapture()
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    showBar();
    showShape();
    const bool hasCheckpoint = !info.facts.checkpoint.path.isEmpty();
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    if (showsProbes()) {
        m_grid->showGrid();
    } else if (!hasCheckpoint) {
        m_grid->showEmpty(tr("All heads of a checkpoint stand here, layer by layer."),
                          tr("Choose a checkpoint…"));
    } else if (session->prompt().text.isEmpty()) {
        m_grid->showEmpty(tr("Heads look at a text: none is chosen."), tr("Choose a prompt…"));
    } else if (const QString problem = session->promptProblem(); !problem.isEmpty()) {
        m_grid->showEmpty(problem, tr("Choose another prompt…"));
    } else if (m_shownLayers > 0) {
        m_grid->showGrid();
        takeFocus();
    } else if (info.state == AttentionState::Failed) {
        m_grid->showEmpty(info.sentence,
                          m_tooLong.isEmpty()
                              ? tr("Try again")
                              : tr("Use the first %1 tokens").arg(grouped(info.facts.context)));
    } else if (info.state == AttentionState::Loading) {
        m_grid->showLoading(tr("Loading %1").arg(checkpointName(AttentionSide::First)), unknown);
    } else {
        m_grid->showLoading(tr("Reading the prompt"),
                            info.state == AttentionState::Capturing ? info.progress : unknown);
    }
    showMaps();
    showNotices();
    showTitle();
}

void AttentionPage::Private::showNotices()
{
    const EngineProcess &engine = session->engine().process();
    const AttentionCaptureInfo &first = session->capture(AttentionSide::First);
    const AttentionCaptureInfo &second = session->capture(AttentionSide::Second);
    const bool died = engine.state() == EngineProcess::State::Died;
    m_engineBanner->setBold(died ? engine.sentence() : QString());
    m_engineBanner->setVisible(died);
    // Where the grid is empty, the sentence stands in its place.
    const bool failed = !died && first.state == AttentionState::Failed && m_shownLayers > 0 &&
                        session->promptProblem().isEmpty();
    if (first.state != AttentionState::Failed)
        m_tooLong.clear();
    m_failureBanner->setBold(failed ? first.sentence : QString());
    m_failureBanner->setPlain(m_tooLong.isEmpty() ||
                                      session->prompt().source != AttentionPrompt::Source::Sample
                                  ? QString()
                                  : tr("Training samples have one token more than the context: the "
                                       "last one is only predicted."));
    m_failureBanner->setLinkText(
        m_tooLong.isEmpty() ? tr("Try again")
                            : tr("Use the first %1 tokens").arg(grouped(first.facts.context)));
    m_failureBanner->setVisible(failed);
    if (first.state == AttentionState::Failed && !died)
        countPrompt();
    m_nanBanner->setVisible(m_sawNan || !first.isFinite ||
                            (session->hasSecond() && !second.isFinite));
    m_notices->setVisible(died || failed || !m_nanBanner->isHidden() || m_comparing || m_alongRun);
}

QString AttentionPage::Private::facts() const
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    if (showsProbes())
        return tr("%1 heads · as the run wrote them").arg(grouped(m_shownLayers * m_shownHeads));
    QStringList facts;
    if (info.layers > 0)
        facts << tr("%1 heads").arg(grouped(qint64(info.layers) * info.heads));
    switch (info.state) {
    case AttentionState::Loading:
        facts << tr("loading");
        break;
    case AttentionState::Capturing:
        facts << tr("capturing, %1").arg(percent(info.progress, 0));
        break;
    case AttentionState::Ready:
        if (!qIsNaN(info.seconds))
            facts << tr("captured in %1").arg(duration(info.seconds));
        break;
    case AttentionState::Failed:
        facts << tr("not captured");
        break;
    case AttentionState::Empty:
        break;
    }
    if (info.state == AttentionState::Ready && !info.facts.dtype.isEmpty())
        facts << info.facts.dtype;
    return facts.join(u" · "_s);
}

void AttentionPage::Private::showTitle()
{
    updateActions();
    emit page.factsChanged();
}

} // namespace phi1
