// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/compare_page_p.h"

#include <algorithm>

#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/choosers/history_list.h"
#include "views/choosers/prompt_tree.h"
#include "views/choosers/text_popup.h"
#include "views/compare/blind_bar.h"
#include "views/compare/compare_access.h"
#include "views/compare/compare_layout.h"
#include "views/compare/diff_view.h"
#include "views/compare/distribution_table.h"
#include "views/compare/pane_area.h"
#include "views/compare/pane_texts.h"
#include "views/compare/pane_view.h"
#include "views/compare/prompt_editor.h"
#include "views/compare/prompt_panel.h"
#include "views/compare/sampling_panel.h"
#include "views/compare/series_view.h"
#include "views/compare/side_panel.h"
#include "views/compare/token_card.h"
#include "views/compare/votes_tab.h"
#include "views/format/number_text.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_history.h"
#include "views/state/compare_series.h"
#include "views/state/engine_hub.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/panel.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

ComparePage::Private::Private(ComparePage &owner, PageContext &pageContext)
    : page(owner)
    , context(pageContext)
    , session(compareSessionOf(pageContext.session))
{
    m_side = new SidePanel(*session);
    m_side->setAccessibleName(tr("Prompts, history, votes"));
    m_prompt = new PromptPanel;
    m_bar = new CompareBar;
    buildNotices();
    buildContent();
    m_layout = new CompareLayout({m_side, m_prompt, m_bar, m_notices, m_content, m_cardPanel});
    auto *column = new QVBoxLayout(&owner);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_layout);
    m_card = new TokenCard(&owner);
    connect(m_card, &TokenCard::branchRequested, this,
            [this](int token, qint32 id) { branchFrom(token, id); });
    connect(m_card, &TokenCard::dismissed, this, [this] { session->cancelDistribution(); });
    m_diffTimer.setSingleShot(true);
    m_diffTimer.setInterval(250);
    connect(&m_diffTimer, &QTimer::timeout, this, &Private::showDiff);
    addActions();
    connectPrompt();
    connectSide();
    connectSession();
    showPanes();
    showPrompt();
    showSampling();
    showNotices();
    presetCheckpoints();
}

ComparePage::Private::~Private() = default;

void ComparePage::Private::buildContent()
{
    m_content = new QStackedWidget;
    m_area = new PaneArea;
    buildDiff();
    m_series = new SeriesView(session->series());
    m_content->addWidget(m_area);
    m_content->addWidget(m_diffPanel);
    m_content->addWidget(m_series);
    m_docked = new DistributionTable;
    m_docked->setAccessibleName(tr("Distribution at the token"));
    auto *holder = new QWidget;
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_docked);
    column->addStretch(1);
    m_cardPanel = new Panel;
    m_cardPanel->setHeadVisible(false);
    m_cardPanel->setContent(holder);
    connect(m_area, &PaneArea::paneAdded, this, &Private::connectPane);
    connect(m_area, &PaneArea::sharesChanged, &page, &ComparePage::stateChanged);
    connect(m_docked, &DistributionTable::rowActivated, this, [this](int row) {
        const TokenCardData &data = m_docked->data();
        if (row >= 0 && row < data.rows.size())
            branchFrom(data.token, data.rows[row].id);
    });
    connect(m_series, &SeriesView::closeRequested, this, &Private::closeSeries);
    connect(&session->series(), &CompareSeries::errorOccurred, this,
            [this](const QString &sentence) {
                context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
            });
}

void ComparePage::Private::buildDiff()
{
    m_diff = new DiffView;
    m_diff->setAccessibleName(tr("Differences"));
    m_diffPanel = new Panel(tr("Differences"));
    m_diffSummary = new TextLabel(Theme::Font::Small, Theme::Token::Text3);
    auto *unit = new SegmentedChoice;
    unit->setAccessibleName(tr("Compared by"));
    unit->addOption(tr("Words"), static_cast<int>(DiffView::Unit::Words));
    unit->addOption(tr("Tokens"), static_cast<int>(DiffView::Unit::Tokens));
    unit->setCurrentData(static_cast<int>(m_diff->unit()));
    m_diffPanel->addHeadWidget(m_diffSummary);
    m_diffPanel->addHeadWidget(unit);
    m_diffPanel->setContent(m_diff);
    connect(unit, &SegmentedChoice::currentDataChanged, m_diff, [this](const QVariant &value) {
        m_diff->setUnit(static_cast<DiffView::Unit>(value.toInt()));
    });
    connect(m_diff, &DiffView::summaryChanged, m_diffSummary, &QLabel::setText);
}

void ComparePage::Private::buildNotices()
{
    m_notices = new QWidget;
    auto *column = new QVBoxLayout(m_notices);
    m_engineBanner = new Banner(Banner::Kind::Error);
    m_engineBanner->setLinkText(tr("Restart the engine"));
    m_engineBanner->setClosable(false);
    m_weightsBanner = new Banner(Banner::Kind::Warning);
    m_storeBanner = new Banner(Banner::Kind::Warning);
    m_storeBanner->setClosable(false);
    m_blindBar = new BlindBar(session->blind());
    for (QWidget *part :
         QList<QWidget *>{m_engineBanner, m_weightsBanner, m_storeBanner, m_blindBar})
        column->addWidget(part);
    Theme::instance().follow(m_notices, [column] {
        const int gap = Theme::instance().px(6);
        column->setContentsMargins(0, 0, 0, gap);
        column->setSpacing(gap);
    });
    connect(m_engineBanner, &Banner::linkActivated, this, [this] { session->restartEngine(); });
    connect(m_weightsBanner, &Banner::closed, this, [this] {
        m_closedWarning = session->weightsWarning();
        showNotices();
    });
    connect(m_blindBar, &BlindBar::voteRequested, this, &Private::vote);
    connect(m_blindBar, &BlindBar::revealRequested, this, [this] { session->blind().reveal(); });
    connect(m_blindBar, &BlindBar::endRequested, this, &Private::toggleBlind);
}

void ComparePage::Private::connectPrompt()
{
    PromptEditor *editor = m_prompt->editor();
    connect(editor, &QPlainTextEdit::textChanged, this, [this, editor] {
        if (!m_showingPrompt)
            session->setPrompt(editor->text());
    });
    connect(editor, &PromptEditor::runRequested, this, &Private::run);
    connect(editor, &PromptEditor::stopRequested, this, &Private::stopOrDismiss);
    connect(editor, &PromptEditor::textCleaned, this, [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Info);
    });
    SamplingPanel *sampling = m_prompt->sampling();
    connect(sampling, &SamplingPanel::samplingEdited, session.get(), &CompareSession::setSampling);
    connect(sampling, &SamplingPanel::paneSamplingEdited, session.get(),
            &CompareSession::setPaneSampling);
    connect(sampling, &SamplingPanel::perPaneRequested, session.get(),
            &CompareSession::setSamplingPerPane);
    connect(m_prompt, &PromptPanel::libraryRequested, this,
            [this] { m_layout->openSide(m_prompt->libraryButton()); });
    connect(m_bar, &CompareBar::runRequested, this, &Private::run);
    connect(m_bar, &CompareBar::stopRequested, session.get(), &CompareSession::stop);
    connect(m_bar, &CompareBar::goToDifferenceRequested, this, [this] { goToDifference(1); });
    connect(m_bar, &CompareBar::viewChanged, this, &Private::setView);
    connect(m_bar, &CompareBar::tintChanged, this, &Private::setTint);
    connect(m_layout, &CompareLayout::stateChanged, &page, &ComparePage::stateChanged);
}

void ComparePage::Private::connectSide()
{
    PromptTree *prompts = m_side->prompts();
    connect(prompts, &PromptTree::promptChosen, session.get(), &CompareSession::usePrompt);
    connect(prompts, &PromptTree::renameRequested, this, &Private::renamePrompt);
    connect(prompts, &PromptTree::removeRequested, this, &Private::removePrompt);
    connect(prompts, &PromptTree::duplicateRequested, this, [this](const QString &id) {
        if (const PromptItem *item = session->library().find(id))
            session->library().add(tr("My prompts"), item->title, item->text);
    });
    HistoryList *history = m_side->history();
    connect(history, &HistoryList::recordChosen, session.get(), &CompareSession::reopen);
    connect(history, &HistoryList::renameRequested, this, &Private::renameRecord);
    connect(history, &HistoryList::removeRequested, this, &Private::removeRecord);
    connect(m_side->votes(), &VotesTab::exportRequested, this, &Private::exportVotes);
    connect(m_side, &SidePanel::savePromptRequested, this, &Private::savePrompt);
    connect(m_side, &SidePanel::stateChanged, &page, &ComparePage::stateChanged);
    connect(m_side, &SidePanel::used, m_layout, &CompareLayout::closeSide);
}

void ComparePage::Private::connectSession()
{
    CompareSession *compare = session.get();
    connect(compare, &CompareSession::panesChanged, this, &Private::showPanes);
    connect(compare, &CompareSession::paneChanged, this, [this](int index) {
        showPane(index);
        showDifference();
        showBar();
        m_diffTimer.start();
    });
    connect(compare, &CompareSession::tokensAppended, this, [this](int index, int firstToken) {
        if (index < m_area->count())
            m_area->pane(index)->append(session->pane(index), firstToken,
                                        session->effectiveSampling(index));
        if (!m_diffTimer.isActive())
            m_diffTimer.start();
    });
    connect(compare, &CompareSession::tokensChanged, this, [this](int index) {
        if (index < m_area->count())
            m_area->pane(index)->setDivergences(session->pane(index));
    });
    connect(compare, &CompareSession::promptChanged, this, &Private::showPrompt);
    connect(compare, &CompareSession::promptFactsChanged, this, [this] {
        presetShorterPrompt();
        showSampling();
        showBar();
    });
    connect(compare, &CompareSession::samplingChanged, this, [this] {
        showSampling();
        showPanes();
    });
    connect(compare, &CompareSession::runningChanged, this, [this] {
        showBar();
        showDifference();
    });
    connect(compare, &CompareSession::divergenceChanged, this, &Private::showDifference);
    connect(compare, &CompareSession::distributionChanged, this, &Private::showDistribution);
    connect(compare, &CompareSession::weightsChanged, this, [this] {
        showNotices();
        showPanes();
    });
    connect(compare, &CompareSession::storeProblemChanged, this, &Private::showNotices);
    connect(compare, &CompareSession::reopened, this, [this](qint64 id) {
        m_touched = true;
        m_side->history()->setCurrentRecord(id);
        showPanes();
        showTitle();
    });
    connect(compare, &CompareSession::recordStored, this,
            [this](qint64 id) { m_side->history()->setCurrentRecord(id); });
    connect(compare, &CompareSession::exported, this, &Private::takeExport);
    connect(compare, &CompareSession::stateChanged, &page, &ComparePage::stateChanged);
    const auto complain = [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    };
    connect(compare, &CompareSession::errorOccurred, this, complain);
    connect(&session->library(), &PromptLibrary::errorOccurred, this, complain);
    connect(&session->history(), &CompareHistory::errorOccurred, this, complain);
    connect(&session->blind(), &CompareBlind::errorOccurred, this, complain);
    connect(&session->catalogue(), &CheckpointCatalogue::openFailed, this, complain);
    connect(&session->catalogue(), &CheckpointCatalogue::changed, this, [this] {
        presetCheckpoints();
        showPanes();
    });
    connect(&session->library(), &PromptLibrary::changed, this, &Private::presetCheckpoints);
    connect(&session->engine(), &EngineHub::statusChanged, this, [this] {
        showNotices();
        for (int i = 0; i < session->paneCount(); ++i)
            showPane(i);
    });
    const auto blindChanged = [this] {
        showPanes();
        showNotices();
        showTitle();
    };
    connect(&session->blind(), &CompareBlind::activeChanged, this, blindChanged);
    connect(&session->blind(), &CompareBlind::orderChanged, this, blindChanged);
    connect(&session->blind(), &CompareBlind::revealedChanged, this, blindChanged);
    connect(&session->blind(), &CompareBlind::votesChanged, this, &Private::showTitle);
}

/// On the first visit both panes hold what the paper compares: the newest pretrained checkpoint and
/// the newest finetuned one; where one is missing, the first and the last checkpoint of a run. And
/// the first prompt of the library is there to be run.
void ComparePage::Private::presetCheckpoints()
{
    if (m_touched)
        return;
    if (session->prompt().isEmpty() && !session->library().prompts().isEmpty()) {
        m_presetPrompt = session->library().prompts().first().id;
        session->usePrompt(m_presetPrompt);
    }
    for (int i = 0; i < session->paneCount(); ++i)
        if (!session->pane(i).facts.checkpoint.path.isEmpty())
            return;
    const CheckpointCatalogue &catalogue = session->catalogue();
    const auto newest = [&](const QString &stage) {
        // The newest run first, its last step first. When the files were written says nothing: runs
        // are copied.
        for (const CheckpointChoice &choice : catalogue.choices())
            if (choice.stage == stage && !choice.isMissing)
                return choice.path;
        return QString();
    };
    QString first = newest(u"pretrained"_s);
    QString second = newest(u"finetuned"_s);
    if ((first.isEmpty() || second.isEmpty()) && !catalogue.runsWithSeries().isEmpty()) {
        const QVector<CheckpointChoice> series =
            catalogue.ofRun(catalogue.runsWithSeries().first());
        first = series.first().path;
        second = series.last().path;
    }
    if (first.isEmpty() || second.isEmpty())
        return;
    session->setCheckpoint(0, first);
    session->setCheckpoint(1, second);
}

/// Small models have a small context: a prompt that nobody chose gives way to one that leaves room.
void ComparePage::Private::presetShorterPrompt()
{
    const PromptFacts facts = session->promptFacts();
    if (m_touched || m_presetPrompt.isEmpty() || session->promptEntry() != m_presetPrompt ||
        facts.context <= 0 || 2 * facts.tokens <= facts.context)
        return;
    m_presetPrompt.clear();
    for (const PromptItem &prompt : session->library().prompts()) {
        // A token stands for one character at least, and for about two in code.
        if (prompt.builtin && prompt.text.size() <= facts.context &&
            prompt.text.startsWith(u"def "_s)) {
            session->usePrompt(prompt.id);
            return;
        }
    }
}

void ComparePage::Private::showPrompt()
{
    m_showingPrompt = true;
    if (m_prompt->editor()->text() != session->prompt())
        m_prompt->editor()->setText(session->prompt());
    m_showingPrompt = false;
    m_prompt->setTitle(session->title());
    m_side->prompts()->setCurrentPrompt(session->promptEntry());
    showSampling();
    showBar();
}

void ComparePage::Private::showSampling()
{
    QVector<CompareSampling> panes;
    QStringList names;
    for (int i = 0; i < session->paneCount(); ++i) {
        panes << session->pane(i).sampling;
        names << paneLetter(i);
    }
    SamplingPanel *sampling = m_prompt->sampling();
    sampling->setPaneNames(names);
    sampling->setSampling(session->sampling(), panes, session->isSamplingPerPane());
    const PromptFacts facts = session->promptFacts();
    if (!facts.problem.isEmpty())
        sampling->setPromptFacts(facts.problem, true);
    else if (facts.tokens < 0)
        sampling->setPromptFacts(tr("The prompt is counted once a checkpoint is loaded"), false);
    else if (facts.context <= 0)
        sampling->setPromptFacts(tr("Prompt %1 tokens").arg(grouped(facts.tokens)), false);
    else
        sampling->setPromptFacts(
            tr("Prompt %1 tokens, %2 left in the context of %3")
                .arg(grouped(facts.tokens), grouped(facts.left()), grouped(facts.context)),
            false);
    m_prompt->refreshSummary();
    m_layout->setPromptHeight(m_prompt->preferredHeight());
}

void ComparePage::Private::showNotices()
{
    const EngineProcess &engine = session->engine().process();
    const bool died = engine.state() == EngineProcess::State::Died;
    m_engineBanner->setBold(died ? engine.sentence() : QString());
    m_engineBanner->setVisible(died);
    const QString warning = session->weightsWarning();
    if (warning.isEmpty())
        m_closedWarning.clear();
    const bool hides = session->blind().hides();
    const bool warned = !warning.isEmpty() && warning != m_closedWarning && !hides;
    m_weightsBanner->setBold(warning);
    m_weightsBanner->setVisible(warned);
    const QString problem = session->storeProblem();
    m_storeBanner->setBold(problem);
    m_storeBanner->setVisible(!problem.isEmpty() && !(died && warned));
    m_blindBar->setVisible(session->blind().isActive());
    m_blindBar->setPlaces(session->paneCount());
    m_blindBar->refresh();
    m_notices->setVisible(died || warned || !problem.isEmpty() || session->blind().isActive());
    showTitle();
}

void ComparePage::Private::showBar()
{
    const QString problem = session->runProblem();
    m_bar->setRunning(session->isRunning(), problem.isEmpty(), problem);
    m_blindBar->refresh();
    updateActions();
}

QString ComparePage::Private::facts() const
{
    const CompareBlind &blind = session->blind();
    QStringList facts{tr("%n panes", nullptr, session->paneCount())};
    if (blind.hides())
        facts << tr("shuffled and unnamed");
    else if (const QString weights = session->weightsFact(); !weights.isEmpty())
        facts << weights;
    if (session->isReopened())
        facts << tr("as it was seen then");
    return facts.join(u" · "_s);
}

void ComparePage::Private::showTitle()
{
    updateActions();
    emit page.factsChanged();
}

QList<QWidget *> ComparePage::Private::panels() const
{
    QList<QWidget *> panels;
    if (m_layout->pageWidth() != PageWidth::Narrow)
        panels << m_side;
    panels << m_prompt << m_bar;
    if (m_content->currentWidget() != m_area) {
        panels << m_content->currentWidget();
    } else {
        for (int place = 0; place < m_area->count(); ++place)
            panels << m_area->paneAt(place);
    }
    if (m_layout->pageWidth() == PageWidth::Wide)
        panels << m_cardPanel;
    return panels;
}

void ComparePage::Private::focusSearch()
{
    if (m_layout->pageWidth() == PageWidth::Narrow)
        m_layout->openSide(m_prompt->libraryButton());
    m_side->focusSearch();
}

void ComparePage::Private::fitWidth()
{
    const Theme &theme = Theme::instance();
    const PageWidth width =
        pageWidth(page.window()->width() - (page.isWindow() ? 0 : theme.px(76)));
    m_layout->setPageWidth(width);
    m_prompt->setNarrow(width == PageWidth::Narrow);
    m_bar->setNarrow(width == PageWidth::Narrow);
    m_area->setInOneRow(width == PageWidth::Wide || session->paneCount() <= 2);
    m_layout->setPromptHeight(m_prompt->preferredHeight());
    if (width == PageWidth::Wide && m_card->isVisible())
        m_card->dismiss();
}

void ComparePage::Private::takeFocus()
{
    if (std::exchange(m_focused, true))
        return;
    m_prompt->editor()->setFocus(Qt::OtherFocusReason);
}

QVariantMap ComparePage::Private::saveState() const
{
    return {{u"session"_s, session->state()},
            {u"layout"_s, m_layout->saveState()},
            {u"side"_s, m_side->saveState()},
            {u"shares"_s, m_area->saveShares()},
            {u"view"_s, static_cast<int>(m_bar->view())},
            {u"tint"_s, static_cast<int>(m_bar->tint())}};
}

void ComparePage::Private::restoreState(const QVariantMap &state)
{
    m_layout->restoreState(state.value(u"layout"_s).toMap());
    m_side->restoreState(state.value(u"side"_s).toMap());
    if (const QVariantMap kept = state.value(u"session"_s).toMap(); !kept.isEmpty()) {
        session->restoreState(kept);
        for (int i = 0; i < session->paneCount(); ++i)
            m_touched = m_touched || !session->pane(i).facts.checkpoint.path.isEmpty();
    }
    m_area->restoreShares(state.value(u"shares"_s).toList());
    const int view = state.value(u"view"_s).toInt();
    if (view == static_cast<int>(CompareBar::View::Code))
        m_bar->setView(CompareBar::View::Code); // without completions a diff would be empty
    const int tint = state.value(u"tint"_s).toInt();
    if (tint >= 0 && tint <= static_cast<int>(CompareBar::Tint::Off))
        m_bar->setTint(static_cast<CompareBar::Tint>(tint));
}

void ComparePage::Private::open(const QVariantMap &arguments)
{
    const QStringList list = arguments.value(u"checkpoints"_s).toStringList();
    for (int i = 0; i < list.size() && i < CompareSession::mostPanes; ++i) {
        m_touched = true;
        while (session->paneCount() <= i)
            session->addPane();
        session->setCheckpoint(i, list[i]);
    }
    if (const QString path = arguments.value(u"checkpoint"_s).toString(); !path.isEmpty()) {
        m_touched = true;
        int wanted = -1, free = -1;
        for (int i = session->paneCount() - 1; i >= 0; --i) {
            const QString held = session->pane(i).facts.checkpoint.path;
            if (held == path)
                wanted = i;
            if (held.isEmpty())
                free = i;
        }
        if (wanted < 0) {
            if (free < 0 && session->paneCount() < CompareSession::mostPanes) {
                session->addPane();
                free = session->paneCount() - 1;
            }
            wanted = free < 0 ? m_current : free;
            session->setCheckpoint(wanted, path);
        }
        setCurrentPane(wanted);
    }
    if (const QString prompt = arguments.value(u"prompt"_s).toString(); !prompt.isEmpty())
        session->usePrompt(prompt);
    if (const qint64 record = arguments.value(u"record"_s).toLongLong(); record > 0)
        session->reopen(record);
}

} // namespace phi1
