// SPDX-License-Identifier: GPL-3.0-or-later
// The panes of the page, what is asked of them, and the card beside a token.
#include "views/compare/compare_page_p.h"

#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>
#include <QStackedWidget>
#include <QUrl>

#include "views/choosers/checkpoint_chooser.h"
#include "views/compare/blind_bar.h"
#include "views/compare/compare_layout.h"
#include "views/compare/diff_view.h"
#include "views/compare/distribution_table.h"
#include "views/compare/pane_area.h"
#include "views/compare/pane_texts.h"
#include "views/compare/pane_view.h"
#include "views/compare/prompt_panel.h"
#include "views/compare/sampling_panel.h"
#include "views/compare/series_view.h"
#include "views/compare/token_card.h"
#include "views/format/number_text.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_series.h"
#include "views/state/engine_hub.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void ComparePage::Private::connectPane(int index)
{
    PaneView *pane = m_area->pane(index);
    TokenView *tokens = pane->tokens();
    connect(pane, &PaneView::chooseRequested, this,
            [this, index](const QRect &area) { openChooser(index, area); });
    connect(pane, &PaneView::moreRequested, this,
            [this, index](const QRect &area) { openPaneMenu(index, area); });
    connect(pane, &PaneView::copyRequested, this, [this, index] { copyPane(index); });
    connect(pane, &PaneView::pinToggled, this, [this, index](bool pinned) {
        m_reference = pinned ? index : 0;
        session->setDivergenceWanted(m_bar->tint() == CompareBar::Tint::Divergence, m_reference);
        showPanes();
        showDiff();
    });
    connect(pane, &PaneView::emptyButtonClicked, this, [this, index, pane] {
        if (!session->catalogue().choices().isEmpty())
            openChooser(index, pane->chooserArea());
        else if (index == 0)
            openFolder(index);
        else
            context.navigate(u"runs"_s, {});
    });
    connect(pane, &PaneView::retryRequested, this, [this, index] { session->runPane(index); });
    connect(pane, &PaneView::completionChosen, this,
            [this, index](int completion) { session->showCompletion(index, completion); });
    connect(pane, &PaneView::branchRemoved, this,
            [this, index](int completion) { session->removeBranch(index, completion); });
    connect(tokens, &TokenView::tokenHovered, this, [this, index](int token, const QRect &area) {
        if (!m_card->isPinned())
            askDistribution(index, token, area);
    });
    connect(tokens, &TokenView::tokenLeft, m_card, &TokenCard::release);
    connect(tokens, &TokenView::tokenClicked, this, [this, index](int token, const QRect &area) {
        setCurrentPane(index);
        m_pinWhenShown = true;
        askDistribution(index, token, area);
    });
    connect(tokens, &TokenView::currentTokenChanged, this, [this, index](int token) {
        if (token < 0)
            return;
        setCurrentPane(index);
        if (m_layout->pageWidth() == PageWidth::Wide)
            askDistribution(index, token, {});
    });
    connect(tokens, &TokenView::branchRequested, this,
            [this, index](int token) { openCard(index, token); });
    connect(tokens, &TokenView::dismissed, this, &Private::stopOrDismiss);
    tokens->setTint(static_cast<TokenView::Tint>(m_bar->tint()));
}

void ComparePage::Private::showPanes()
{
    m_area->setCount(session->paneCount());
    m_area->setInOneRow(m_layout->pageWidth() == PageWidth::Wide || session->paneCount() <= 2);
    m_area->setOrder(session->blind().hides() ? session->blind().order() : QVector<int>());
    m_reference = std::min(m_reference, session->paneCount() - 1);
    for (int i = 0; i < session->paneCount(); ++i)
        showPane(i);
    setCurrentPane(std::min(m_current, session->paneCount() - 1));
    showDifference();
    showSampling();
    showNotices();
    showBar();
}

void ComparePage::Private::showPane(int index)
{
    if (index < 0 || index >= m_area->count())
        return;
    const CompareBlind &blind = session->blind();
    PaneView::Look look;
    look.index = index;
    look.blindName = blind.hides() ? blind.placeName(blind.placeOf(index)) : QString();
    look.sampling = session->effectiveSampling(index);
    look.samples = session->sampleGroups(index);
    look.prompt = session->prompt();
    look.isWarned = session->warnedPanes().contains(index);
    look.isPinned = session->paneCount() > 2 && index == m_reference;
    look.engineDied = session->engine().process().state() == EngineProcess::State::Died;
    const bool nothing = session->catalogue().choices().isEmpty();
    look.emptyText = !nothing     ? tr("No checkpoint stands here yet.")
                     : index == 0 ? tr("No checkpoint was found in this workspace.")
                                  : tr("The demonstration trains two that can be compared.");
    look.emptyButton = !nothing     ? tr("Choose a checkpoint…")
                       : index == 0 ? tr("Open from disk…")
                                    : tr("To the demonstration");
    m_area->pane(index)->showPane(session->pane(index), look);
}

void ComparePage::Private::showDifference()
{
    const PaneDivergence divergence = session->divergence();
    int written = 0;
    for (int i = 0; i < m_area->count() && i < session->paneCount(); ++i) {
        const int token = divergence.exists ? divergence.tokens.value(i, -1) : -1;
        m_area->pane(i)->tokens()->setDifference(token);
        const PaneCompletion *completion = session->pane(i).currentCompletion();
        written += completion && !completion->tokens.isEmpty() ? 1 : 0;
    }
    if (divergence.exists) {
        const auto first = std::find_if(divergence.tokens.begin(), divergence.tokens.end(),
                                        [](int token) { return token >= 0; });
        m_bar->setDifference(tr("first difference at token %1").arg(grouped(*first + 1)), true);
    } else if (written < 2) {
        m_bar->setDifference({}, false);
    } else {
        m_bar->setDifference(session->isRunning() ? tr("identical so far") : tr("identical"),
                             false);
    }
}

void ComparePage::Private::showDiff()
{
    if (m_content->currentWidget() != m_diffPanel)
        return;
    const CompareBlind &blind = session->blind();
    QVector<DiffColumn> columns;
    QVector<int> order;
    for (int place = 0; place < session->paneCount(); ++place)
        order << (blind.hides() ? blind.order().value(place, place) : place);
    if (!blind.hides())
        std::stable_partition(order.begin(), order.end(),
                              [this](int pane) { return pane == m_reference; });
    for (const int index : std::as_const(order)) {
        const ComparePane &pane = session->pane(index);
        const PaneCompletion *completion = pane.currentCompletion();
        if (!completion)
            continue;
        columns << DiffColumn{blind.hides() ? blind.placeName(blind.placeOf(index))
                                            : paneName(pane),
                              blind.hides() ? -1 : index, completion->tokens};
    }
    m_diff->setColumns(columns);
}

void ComparePage::Private::setView(CompareBar::View view)
{
    closeSeries();
    m_content->setCurrentWidget(view == CompareBar::View::Diff ? static_cast<QWidget *>(m_diffPanel)
                                                               : m_area);
    for (int i = 0; i < m_area->count(); ++i)
        m_area->pane(i)->tokens()->setMode(
            view == CompareBar::View::Code ? TokenView::Mode::Code : TokenView::Mode::Tokens);
    m_card->dismiss();
    showDiff();
    emit page.stateChanged();
}

void ComparePage::Private::setTint(CompareBar::Tint tint)
{
    session->setDivergenceWanted(tint == CompareBar::Tint::Divergence, m_reference);
    for (int i = 0; i < m_area->count(); ++i)
        m_area->pane(i)->tokens()->setTint(static_cast<TokenView::Tint>(tint));
    emit page.stateChanged();
}

void ComparePage::Private::goToDifference(int step)
{
    if (m_content->currentWidget() == m_diffPanel) {
        m_diff->goToDifference(step);
        return;
    }
    const PaneDivergence divergence = session->divergence();
    if (!divergence.exists) {
        context.showResult(tr("There is no difference to go to"));
        return;
    }
    // The current pane comes last: it stays the current one.
    QVector<int> order;
    for (int i = 0; i < m_area->count(); ++i)
        if (i != m_current)
            order << i;
    order << m_current;
    for (const int index : std::as_const(order)) {
        const int token = divergence.tokens.value(index, -1);
        TokenView *tokens = m_area->pane(index)->tokens();
        if (token < 0 || token >= tokens->tokenCount())
            continue;
        tokens->showToken(token);
        tokens->setCurrentToken(token);
    }
    m_area->pane(order.last())->tokens()->setFocus(Qt::ShortcutFocusReason);
}

void ComparePage::Private::askDistribution(int index, int token, const QRect &area)
{
    m_askedArea = area;
    m_cardPane = index;
    // The answer may come before the call returned: then its number is not known here yet.
    m_asked = 0;
    const quint64 asked = session->requestDistribution(index, token);
    if (m_asked == 0)
        m_asked = asked;
}

void ComparePage::Private::showDistribution(const TokenDistribution &distribution)
{
    if (m_asked != 0 && distribution.request != m_asked)
        return;
    m_asked = distribution.request;
    const CompareBlind &blind = session->blind();
    QVector<ComparePane> panes;
    QVector<int> colours;
    for (int i = 0; i < session->paneCount(); ++i) {
        panes << session->pane(i);
        colours << (blind.hides() ? -1 : i);
    }
    QStringList names = shortPaneNames(panes);
    if (blind.hides())
        for (int i = 0; i < names.size(); ++i)
            names[i] = blind.placeName(blind.placeOf(i));
    const TokenCardData data =
        tokenCardData(distribution, names, colours, blind.hides() ? blind.order() : QVector<int>());
    if (m_layout->pageWidth() == PageWidth::Wide) {
        m_docked->setData(data);
        if (std::exchange(m_pinWhenShown, false) && !m_docked->hasFocus())
            m_docked->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_card->setData(data);
    if (std::exchange(m_pinWhenShown, false)) {
        m_card->showBeside(m_askedArea, true);
        m_card->pin();
    } else if (!m_card->isVisible() || !m_card->isPinned()) {
        m_card->showBeside(m_askedArea);
    }
}

void ComparePage::Private::branchFrom(int token, qint32 id)
{
    if (m_cardPane < 0 || m_cardPane >= session->paneCount())
        return;
    m_card->dismiss();
    session->branch(m_cardPane, token, id);
    m_area->pane(m_cardPane)->tokens()->setFocus(Qt::OtherFocusReason);
}

void ComparePage::Private::openCard(int index, int token)
{
    TokenView *tokens = m_area->pane(index)->tokens();
    if (token < 0 || token >= tokens->tokenCount()) {
        context.showResult(tr("Choose a token first"));
        return;
    }
    tokens->showToken(token);
    m_pinWhenShown = true;
    askDistribution(index, token, tokens->globalTokenRect(token));
}

int ComparePage::Private::currentPane() const
{
    return m_current;
}

void ComparePage::Private::setCurrentPane(int index)
{
    // While a value is typed the panel must not turn to another pane.
    const bool changes = index != m_current;
    m_current = std::max(0, index);
    for (int i = 0; i < m_area->count(); ++i)
        m_area->pane(i)->setCurrent(i == m_current);
    if (changes && session->isSamplingPerPane())
        m_prompt->sampling()->setPane(m_current);
}

void ComparePage::Private::focusPlace(int place)
{
    if (place >= m_area->count())
        return;
    if (m_content->currentWidget() != m_area)
        m_bar->setView(CompareBar::View::Tokens);
    PaneView *pane = m_area->paneAt(place);
    for (int i = 0; i < m_area->count(); ++i)
        if (m_area->pane(i) == pane)
            setCurrentPane(i);
    pane->tokens()->setFocus(Qt::ShortcutFocusReason);
}

void ComparePage::Private::copyPane(int index)
{
    const PaneCompletion *completion = session->pane(index).currentCompletion();
    if (!completion || completion->text.isEmpty()) {
        context.showResult(tr("There is no completion to copy yet"));
        return;
    }
    QApplication::clipboard()->setText(completion->text);
    context.showResult(tr("Copied the completion"));
}

void ComparePage::Private::openChooser(int index, const QRect &area)
{
    if (session->blind().hides())
        return;
    const PaneFacts &facts = session->pane(index).facts;
    auto *chooser = new CheckpointChooser(session->catalogue(), facts.checkpoint.path,
                                          facts.wantedDtype, &page);
    connect(chooser, &CheckpointChooser::chosen, this, [this, index](const QString &path) {
        m_touched = true;
        session->setCheckpoint(index, path);
    });
    connect(chooser, &CheckpointChooser::dtypeChosen, this,
            [this, index](PaneDtype dtype) { session->setDtype(index, dtype); });
    connect(chooser, &CheckpointChooser::openRequested, this, [this, index] { openFolder(index); });
    chooser->openBelow(area);
}

void ComparePage::Private::openFolder(int index)
{
    auto *dialog = new QFileDialog(&page, tr("Open the folder of a checkpoint"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, index](const QString &folder) {
        CheckpointCatalogue &catalogue = session->catalogue();
        auto *once = new QObject(this);
        connect(&catalogue, &CheckpointCatalogue::opened, once,
                [this, index, once](const QString &path) {
                    once->deleteLater();
                    m_touched = true;
                    session->setCheckpoint(index, path);
                });
        connect(&catalogue, &CheckpointCatalogue::openFailed, once, &QObject::deleteLater);
        catalogue.open(folder);
    });
    dialog->open();
}

void ComparePage::Private::openPaneMenu(int index, const QRect &area)
{
    setCurrentPane(index);
    const ComparePane &pane = session->pane(index);
    const bool hides = session->blind().hides();
    TokenView *tokens = m_area->pane(index)->tokens();
    auto *menu = new QMenu(&page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *runPane =
        menu->addAction(tr("Run this pane"), this, [this, index] { session->runPane(index); });
    runPane->setEnabled(!pane.facts.checkpoint.path.isEmpty() && !isBusy(pane.state));
    QAction *stopPane =
        menu->addAction(tr("Stop this pane"), this, [this, index] { session->stopPane(index); });
    stopPane->setEnabled(isBusy(pane.state));
    menu->addSeparator();
    const auto toggle = [menu, tokens](const QString &text, bool on, auto set) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(on);
        QObject::connect(action, &QAction::toggled, tokens,
                         [tokens, set](bool checked) { (tokens->*set)(checked); });
    };
    toggle(tr("Prompt before the completion"), tokens->isPromptShown(), &TokenView::setPromptShown);
    toggle(tr("Wrap long lines"), tokens->isWrapping(), &TokenView::setWrapping);
    toggle(tr("Show whitespace"), tokens->isWhitespaceShown(), &TokenView::setWhitespaceShown);
    menu->addSeparator();
    menu->addAction(tr("Copy prompt and completion"), this, [this, index] {
        const PaneCompletion *completion = session->pane(index).currentCompletion();
        QApplication::clipboard()->setText(session->prompt() +
                                           (completion ? completion->text : QString()));
        context.showResult(tr("Copied prompt and completion"));
    });
    if (!hides) {
        const QString folder = pane.facts.checkpoint.path;
        const QString run = pane.facts.checkpoint.runId;
        menu->addSeparator();
        menu->addAction(tr("Another checkpoint…"), this,
                        [this, index] { openChooser(index, m_area->pane(index)->chooserArea()); });
        fillSeriesMenu(menu, index);
        menu->addAction(tr("Show attention"), this, [this, index] { showAttention(index); })
            ->setEnabled(!folder.isEmpty());
        menu->addAction(tr("Show the run"), this,
                        [this, run] {
                            context.navigate(u"runs"_s, {{u"run"_s, run}});
                        })
            ->setEnabled(!run.isEmpty());
        menu->addAction(tr("Open folder"), this,
                        [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); })
            ->setEnabled(!folder.isEmpty());
        menu->addSeparator();
        if (index + 1 < session->paneCount())
            menu->addAction(tr("Swap with the next pane"), this,
                            [this, index] { session->swapPanes(index, index + 1); });
        menu->addAction(tr("Remove this pane"), this, [this, index] { session->removePane(index); })
            ->setEnabled(session->paneCount() > CompareSession::fewestPanes);
    }
    menu->popup(area.bottomLeft());
}

/// The pane's model on the prompt and what it wrote.
void ComparePage::Private::showAttention(int index)
{
    const ComparePane &pane = session->pane(index);
    const PaneCompletion *completion = pane.currentCompletion();
    QVariantMap arguments{
        {u"checkpoint"_s, pane.facts.checkpoint.path},
        {u"text"_s, QString(session->prompt() + (completion ? completion->text : QString()))},
        {u"title"_s, session->title()}};
    if (completion && session->recordId() > 0)
        arguments.insert(u"record"_s, session->recordId());
    context.navigate(u"attention"_s, arguments);
}

void ComparePage::Private::fillSeriesMenu(QMenu *menu, int index)
{
    const QStringList runs = session->catalogue().runsWithSeries();
    const QString own = session->pane(index).facts.checkpoint.runId;
    if (runs.contains(own)) {
        menu->addAction(tr("Along the checkpoints of this run"), this,
                        [this, own] { startSeries(own); });
        return;
    }
    QMenu *along = menu->addMenu(tr("Along the checkpoints of a run"));
    along->setEnabled(!runs.isEmpty());
    for (const QString &run : runs) {
        const RunInfo *info = context.session.runs()->find(run);
        along->addAction(info ? info->title : run, this, [this, run] { startSeries(run); });
    }
}

void ComparePage::Private::startSeries(const QString &runId)
{
    const RunInfo *run = context.session.runs()->find(runId);
    m_series->setRun(run ? run->title : runId, run ? std::max(0, run->annotation.colourSlot) : 0);
    m_series->setPrompt(session->prompt(), session->sampling());
    m_card->dismiss();
    m_content->setCurrentWidget(m_series);
    session->series().start(runId, session->prompt(), session->sampling(),
                            session->pane(m_current).facts.wantedDtype);
}

void ComparePage::Private::closeSeries()
{
    if (session->series().runId().isEmpty())
        return;
    session->series().close();
    if (m_content->currentWidget() == m_series)
        m_content->setCurrentWidget(
            m_bar->view() == CompareBar::View::Diff ? static_cast<QWidget *>(m_diffPanel) : m_area);
}

} // namespace phi1
