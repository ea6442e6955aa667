// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_view.h"

#include <algorithm>

#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/compare/branch_strip.h"
#include "views/compare/pane_facts.h"
#include "views/compare/pane_footer.h"
#include "views/compare/pane_header.h"
#include "views/compare/pane_skeleton.h"
#include "views/compare/pane_texts.h"
#include "views/compare/sample_groups.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"

namespace phi1 {

PaneView::PaneView(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel)
    , m_header(new PaneHeader)
    , m_facts(new PaneFactsBar)
    , m_branches(new BranchStrip)
    , m_problem(new Banner(Banner::Kind::Error))
    , m_stack(new QStackedWidget)
    , m_tokens(new TokenView)
    , m_empty(new EmptyState)
    , m_skeleton(new PaneSkeleton)
    , m_samples(new SampleGroups)
    , m_footer(new PaneFooter)
{
    m_panel->setHeadVisible(false);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_problem->setLinkText(tr("Try again"));
    m_problem->setClosable(false);
    m_problem->hide();
    m_samples->hide();
    for (QWidget *page : QList<QWidget *>{m_tokens, m_empty, m_skeleton})
        m_stack->addWidget(page);
    for (QWidget *part : QList<QWidget *>{m_header, m_facts, m_branches, m_problem})
        column->addWidget(part);
    column->addWidget(m_stack, 1);
    column->addWidget(m_samples);
    column->addWidget(m_footer);
    m_panel->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_panel);
    connect(m_header, &PaneHeader::chooseRequested, this, &PaneView::chooseRequested);
    connect(m_header, &PaneHeader::pinToggled, this, &PaneView::pinToggled);
    connect(m_header, &PaneHeader::copyRequested, this, &PaneView::copyRequested);
    connect(m_header, &PaneHeader::moreRequested, this, &PaneView::moreRequested);
    connect(m_problem, &Banner::linkActivated, this, &PaneView::retryRequested);
    connect(m_empty, &EmptyState::buttonClicked, this, &PaneView::emptyButtonClicked);
    connect(m_branches, &BranchStrip::branchChosen, this,
            [this](qint64 id) { emit completionChosen(static_cast<int>(id)); });
    connect(m_branches, &BranchStrip::removeRequested, this,
            [this](qint64 id) { emit branchRemoved(static_cast<int>(id)); });
    connect(m_samples, &SampleGroups::groupChosen, this, [this](int group) {
        const QVector<int> ids = m_sampleIds.value(group);
        if (!ids.isEmpty())
            emit completionChosen(ids.first());
    });
    Theme::instance().follow(this,
                             [this] { m_samples->setFixedHeight(Theme::instance().px(116)); });
}

QRect PaneView::chooserArea() const
{
    return m_header->chooserRect();
}

bool PaneView::isEmpty() const
{
    return m_stack->currentWidget() == m_empty;
}

void PaneView::setCurrent(bool current)
{
    m_header->setCurrent(current);
}

void PaneView::showPane(const ComparePane &pane, const Look &look)
{
    const bool blind = !look.blindName.isEmpty();
    m_header->setSlot(look.index);
    m_header->setName(paneName(pane));
    m_header->setStage(stageText(pane.facts.checkpoint.stage, pane.facts.checkpoint.step));
    m_header->setBlindName(look.blindName);
    m_header->setPinned(look.isPinned);
    const QString name = blind                      ? look.blindName
                         : paneName(pane).isEmpty() ? tr("Pane %1").arg(paneLetter(look.index))
                                                    : paneName(pane);
    setAccessibleName(name);
    m_tokens->setAccessibleName(tr("Completion of %1").arg(name));
    m_facts->setVisible(!blind && !pane.facts.checkpoint.path.isEmpty());
    m_facts->setFacts(paneFactsLine(pane, look.sampling, look.isWarned));
    m_footer->setProgress(paneProgress(pane, look.sampling, blind));
    m_branches->setBranches(branchNodes(pane), pane.current);
    m_tokens->setPrompt(look.prompt);
    m_empty->setSentence(look.emptyText);
    m_empty->setButton(look.emptyButton);
    showContent(pane, look);
    showSamples(pane, look);
}

void PaneView::showContent(const ComparePane &pane, const Look &look)
{
    const PaneCompletion *completion = pane.currentCompletion();
    const bool failed = pane.state == PaneState::Failed ||
                        (completion && completion->state == PaneCompletionState::Failed);
    QString sentence = pane.sentence;
    if (completion && !completion->sentence.isEmpty())
        sentence = completion->sentence;
    if (look.engineDied && failed)
        sentence = completion && !completion->tokens.isEmpty()
                       ? tr("Broken off when the engine ended; what came is kept.")
                       : tr("The engine ended before it could write here.");
    m_problem->setLinkText(look.engineDied ? QString() : tr("Try again"));
    if (!look.blindName.isEmpty() && failed)
        sentence = tr("This completion failed; leave the blind mode to read why.");
    m_problem->setBold(failed ? sentence : QString());
    m_problem->setVisible(failed);
    showTokens(completion);
    // What was written before the failure stays, but does not look like a result.
    m_tokens->setEnabled(!failed);
    m_tokens->setLive(completion && completion->state == PaneCompletionState::Writing);
    if (pane.facts.checkpoint.path.isEmpty() && !completion) {
        m_stack->setCurrentWidget(m_empty);
    } else if (pane.state == PaneState::Loading && (!completion || completion->tokens.isEmpty())) {
        m_skeleton->setText(look.blindName.isEmpty() ? loadingText(pane) : tr("loading"));
        m_stack->setCurrentWidget(m_skeleton);
    } else {
        m_stack->setCurrentWidget(m_tokens);
    }
    if (failed)
        m_tokens->setPlaceholder({});
    else if (pane.state == PaneState::Waiting ||
             (completion && completion->state == PaneCompletionState::Waiting))
        m_tokens->setPlaceholder(tr("Waiting for the engine"));
    else if (completion && completion->state != PaneCompletionState::Writing)
        m_tokens->setPlaceholder(tr("It ended the text at once, without writing a token."));
    else if (completion)
        m_tokens->setPlaceholder({});
    else
        m_tokens->setPlaceholder(tr("Run writes here."));
}

void PaneView::showSamples(const ComparePane &pane, const Look &look)
{
    int samples = 0;
    for (const SampleGroup &group : look.samples)
        samples += group.count();
    m_samples->setVisible(samples > 1);
    m_sampleIds.clear();
    if (samples <= 1)
        return;
    int current = -1;
    const PaneCompletion *shown = pane.currentCompletion();
    for (const SampleGroup &group : look.samples) {
        for (const int id : group.completions) {
            const PaneCompletion *member = pane.find(id);
            if (shown && member && member->sample == shown->sample)
                current = static_cast<int>(m_sampleIds.size());
        }
        m_sampleIds << group.completions;
    }
    const QSignalBlocker blocker(m_samples);
    m_samples->setSlot(look.blindName.isEmpty() ? look.index : -1);
    m_samples->setGroups(sampleRows(pane, look.samples), samples);
    m_samples->setCurrentGroup(current);
}

void PaneView::showTokens(const PaneCompletion *completion)
{
    if (!completion) {
        m_completion = -1;
        if (m_tokens->tokenCount() > 0)
            m_tokens->clear();
        return;
    }
    const QVector<ViewToken> &wanted = completion->tokens;
    const QVector<ViewToken> &shown = m_tokens->tokens();
    const bool continues = m_completion == completion->id && shown.size() <= wanted.size() &&
                           std::equal(shown.begin(), shown.end(), wanted.begin(),
                                      [](const ViewToken &a, const ViewToken &b) {
                                          return a.id == b.id && a.bytes == b.bytes;
                                      });
    m_completion = completion->id;
    if (!continues)
        m_tokens->setTokens(wanted);
    else if (shown.size() < wanted.size())
        m_tokens->appendTokens(wanted.mid(shown.size()));
}

void PaneView::append(const ComparePane &pane, int firstToken, const CompareSampling &sampling)
{
    const PaneCompletion *completion = pane.currentCompletion();
    if (!completion)
        return;
    if (completion->id == m_completion && m_tokens->tokenCount() == firstToken)
        m_tokens->appendTokens(completion->tokens.mid(firstToken));
    else
        showTokens(completion);
    m_stack->setCurrentWidget(m_tokens);
    m_tokens->setLive(completion->state == PaneCompletionState::Writing);
    m_footer->setProgress(paneProgress(pane, sampling, m_header->isBlind()));
}

void PaneView::setDivergences(const ComparePane &pane)
{
    const PaneCompletion *completion = pane.currentCompletion();
    if (!completion || completion->id != m_completion)
        return;
    QVector<float> nats;
    nats.reserve(completion->tokens.size());
    for (const ViewToken &token : completion->tokens)
        nats << token.divergence;
    m_tokens->setDivergences(0, nats);
}

} // namespace phi1
