// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/samples_page_p.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/sample_text/sample_text_view.h"
#include "views/samples/batch_panel.h"
#include "views/samples/facet_panel.h"
#include "views/samples/filter_chips.h"
#include "views/samples/label_bar.h"
#include "views/samples/near_pane.h"
#include "views/samples/provenance_panel.h"
#include "views/samples/sample_list_panel.h"
#include "views/samples/sample_list_view.h"
#include "views/samples/sample_panel.h"
#include "views/samples/sample_search_bar.h"
#include "views/samples/samples_layout.h"
#include "views/shell/action_registry.h"
#include "views/state/sample_list_model.h"
#include "views/state/sample_loss.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/search_field.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int lossDelay = 200; ///< milliseconds at one sample before its loss is asked for

} // namespace

SamplesPage::Private::Private(SamplesPage &owner, PageContext &pageContext)
    : page(owner)
    , context(pageContext)
    , session(pageContext.session, &owner) // found by tests; gone before its parent is
{
    m_lossTimer.setSingleShot(true);
    m_lossTimer.setInterval(lossDelay);
    connect(&m_lossTimer, &QTimer::timeout, this, &Private::askLoss);
    buildParts();
    addActions();
    connectFinding();
    connectSample();
    connectSession();
    showCorpora();
    showFilter();
    showOrder();
    showSearch();
    showCurrent();
    showNotice();
    updateActions();
}

SamplesPage::Private::~Private() = default;

void SamplesPage::Private::buildParts()
{
    m_corpora = new QComboBox;
    m_corpora->setAccessibleName(tr("Corpus"));
    m_corpora->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_corpora->setMinimumContentsLength(12);
    m_facets = new FacetPanel;
    m_chips = new FilterChips;
    m_search = new SampleSearchBar;
    m_notice = new Banner(Banner::Kind::Warning);
    m_notice->hide();
    m_list = new SampleListPanel;
    m_list->list()->setModel(&session.list());
    m_documents = new BatchPanel;
    m_lists = new QStackedWidget;
    m_lists->addWidget(m_list);
    m_lists->addWidget(m_documents);
    m_sample = new SamplePanel;
    m_near = new NearPane(*m_sample->text());
    m_layout = new SamplesLayout(
        {m_corpora, m_facets, m_chips, m_search, m_notice, m_lists, m_sample, m_near});
    auto *column = new QVBoxLayout(&page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_layout);
}

void SamplesPage::Private::connectFinding()
{
    connect(m_corpora, &QComboBox::activated, this, [this](int index) {
        const QString name = m_corpora->itemText(index);
        if (name == session.corpus())
            return;
        m_wantsFirst = true;
        session.openCorpus(name);
    });
    connect(m_facets, &FacetPanel::filterEdited, this, &Private::setFilter);
    connect(m_facets, &FacetPanel::stateChanged, &page, &SamplesPage::stateChanged);
    connect(m_chips, &FilterChips::filterEdited, this, &Private::setFilter);
    connect(m_chips, &FilterChips::panelRequested, this,
            [this] { m_layout->openFilters(m_chips->button()); });
    connect(m_search, &SampleSearchBar::queryEdited, this, [this](const TextQuery &query) {
        SampleFilter filter = session.filter();
        filter.text = query;
        setFilter(filter);
    });
    connect(m_search, &SampleSearchBar::listRequested, this,
            [this] { m_list->list()->setFocus(Qt::TabFocusReason); });
    connect(m_list, &SampleListPanel::orderChosen, this, [this](const SampleOrder &order) {
        m_wantsFirst = true;
        m_keepsCurrent = false;
        session.setOrder(order);
    });
    connect(m_list, &SampleListPanel::clearRequested, this, [this] { setFilter({}); });
    connect(m_list, &SampleListPanel::importRequested, this,
            [this] { openPage(u"samples-import"_s); });
    SampleListView *list = m_list->list();
    connect(list, &SampleListView::currentRequested, &session, &SamplesSession::setCurrentRank);
    connect(list, &SampleListView::openRequested, this,
            [this] { m_sample->text()->setFocus(Qt::TabFocusReason); });
    connect(m_layout, &SamplesLayout::stateChanged, &page, &SamplesPage::stateChanged);
    connect(m_notice, &Banner::closed, this, [this] {
        m_closedNotice = session.facts().problems.join(u'\n');
        showNotice();
    });
    connect(m_documents, &BatchPanel::documentChosen, this, &Private::showDocument);
    connect(m_documents, &BatchPanel::closeRequested, this, &Private::closeBatch);
    connect(m_documents, &BatchPanel::measureRequested, this, &Private::openLossMenu);
    connect(m_sample, &SamplePanel::corpusRequested, this, &Private::openInCorpus);
    connect(m_documents, &BatchPanel::sortToggled, this, [this](bool byLoss) {
        if (m_batch)
            m_batch->setSortedByLoss(byLoss);
    });
}

void SamplesPage::Private::connectSample()
{
    LabelBar *labels = m_sample->labels();
    connect(labels, &LabelBar::labelRequested, this, &Private::setLabel);
    connect(labels, &LabelBar::undoRequested, &session, &SamplesSession::undo);
    connect(labels, &LabelBar::randomRequested, &session, &SamplesSession::random);
    connect(m_sample, &SamplePanel::noteEdited, &session, &SamplesSession::setNote);
    connect(m_sample, &SamplePanel::tokensToggled, this, &Private::showTokens);
    connect(m_sample, &SamplePanel::lossMenuRequested, this, &Private::openLossMenu);
    connect(m_sample, &SamplePanel::copied, this,
            [this] { context.showResult(tr("Copied the text")); });
    connect(m_sample, &SamplePanel::stateChanged, &page, &SamplesPage::stateChanged);
    connect(m_sample->provenance(), &ProvenancePanel::duplicatesRequested, this, [this] {
        m_near->setShows(NearPane::Shows::Duplicates);
        showSecond(true);
    });
    connect(m_sample->text(), &SampleTextView::dismissed, this, &Private::dismiss);
    connect(m_near, &NearPane::closeRequested, this, [this] { showSecond(false); });
    connect(m_near, &NearPane::sampleRequested, &session, &SamplesSession::setCurrent);
    connect(m_near, &NearPane::showsChanged, this, [this] {
        if (!m_layout->isSecondShown())
            return;
        m_sample->text()->clearLoss();
        if (m_lossOf)
            askLoss();
    });
    connect(m_near->text(), &SampleTextView::dismissed, this, &Private::dismiss);
    connect(m_near->lossText(), &SampleTextView::dismissed, this, &Private::dismiss);
    SampleLoss &loss = session.loss();
    connect(&loss, &SampleLoss::loaded, this, &Private::takeLoss);
    connect(&loss, &SampleLoss::failed, this, [this](quint64 request, const QString &sentence) {
        if (request != m_lossRequest)
            return;
        m_sample->setLossBusy(false);
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
}

void SamplesPage::Private::connectSession()
{
    connect(&session, &SamplesSession::corporaChanged, this, &Private::showCorpora);
    connect(&session, &SamplesSession::corpusChanged, this, [this] {
        m_facets->clear();
        m_sample->flushNote();
        showCorpora();
        showFilter();
        showSearch();
        emit page.factsChanged();
    });
    connect(&session, &SamplesSession::factsChanged, this, [this] {
        showSearch();
        showOrder();
        showFacets();
        showNotice();
        emit page.factsChanged();
    });
    connect(&session, &SamplesSession::filterChanged, this, &Private::showFilter);
    connect(&session, &SamplesSession::orderChanged, this, &Private::showOrder);
    connect(&session, &SamplesSession::searchChanged, this, &Private::showSearch);
    connect(&session, &SamplesSession::facetsChanged, this, &Private::showFacets);
    connect(&session, &SamplesSession::currentChanged, this, &Private::showCurrent);
    connect(&session, &SamplesSession::sampleLoaded, this, &Private::showSample);
    connect(&session, &SamplesSession::sampleFailed, this,
            [this](SampleRow, const QString &sentence) {
                m_shown = {};
                m_sample->setPage(nullptr, sentence);
            });
    connect(&session, &SamplesSession::labelChanged, this, [this](SampleRow row, int label) {
        if (!isBatch() && m_shown.sample && m_shown.sample->row == row)
            m_sample->labels()->setLabel(label);
    });
    connect(&session, &SamplesSession::labelsChanged, this, &Private::updateActions);
    connect(&session, &SamplesSession::labelProblemChanged, m_sample, &SamplePanel::setProblem);
    connect(&session, &SamplesSession::nearDuplicatesLoaded, this,
            [this](const SimilarSamples &duplicates) {
                if (!isBatch() && duplicates.row == session.current())
                    m_near->setDuplicates(duplicates);
            });
    connect(&session, &SamplesSession::tokensLoaded, this,
            [this](quint64 request, const SampleTokens &tokens) {
                if (request == m_tokensRequest)
                    m_sample->text()->setTokens(tokens);
            });
    connect(&session, &SamplesSession::tokensFailed, this,
            [this](quint64 request, const QString &sentence) {
                if (request == m_tokensRequest)
                    context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
            });
    connect(&session, &SamplesSession::activeJobsChanged, this,
            [this] { emit page.factsChanged(); });
    connect(&session, &SamplesSession::stateChanged, &page, &SamplesPage::stateChanged);
    connect(&session, &SamplesSession::errorOccurred, this, [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
}

} // namespace phi1
