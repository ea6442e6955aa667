// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/quality_page_p.h"

#include <cmath>

#include <QComboBox>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/base/json.h"
#include "views/format/number_text.h"
#include "views/quality/cut_panel.h"
#include "views/quality/disagreement_panel.h"
#include "views/quality/forest_panel.h"
#include "views/quality/reading_pane.h"
#include "views/quality/scorer_panel.h"
#include "views/shell/action_registry.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/page_width.h"
#include "views/widgets/segmented_choice.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// Places of texts that are asked for.
enum TextPlace { KeptText, DroppedText, NextText, DisagreementText };

} // namespace

QualityPage::Private::Private(QualityPage &owner, PageContext &pageContext)
    : page(owner)
    , context(pageContext)
    , samples(pageContext.session)
    , quality(pageContext.session.workspace())
{
    buildParts();
    connectParts();
    addActions();
    showCorpora();
    cut->clear(tr("choose a corpus"));
}

QualityPage::Private::~Private() = default;

void QualityPage::Private::buildParts()
{
    scorers = new ScorerPanel;
    views = new SegmentedChoice;
    views->setAccessibleName(tr("View"));
    views->setLarge(true);
    views->addOption(tr("Threshold"));
    views->addOption(tr("Labels and forest"));
    views->addOption(tr("Disagreements"));
    views->setCurrentIndex(ThresholdView);
    banner = new Banner(Banner::Kind::Warning);
    banner->hide();
    cut = new CutPanel;
    forest = new ForestPanel;
    disagreements = new DisagreementPanel;
    stack = new QStackedWidget;
    stack->addWidget(cut);
    stack->addWidget(forest);
    stack->addWidget(disagreements);
    auto *main = new QWidget;
    auto *column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    auto *head = new QHBoxLayout;
    head->addWidget(views);
    head->addStretch(1);
    column->addLayout(head);
    column->addWidget(banner);
    column->addWidget(stack, 1);
    splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(scorers);
    splitter->addWidget(main);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(&page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    Theme::instance().follow(this, [this, column] {
        const Theme &theme = Theme::instance();
        column->setSpacing(theme.px(8));
        splitter->setHandleWidth(theme.px(8));
        scorers->setMinimumWidth(theme.px(230));
    });
}

void QualityPage::Private::fitWidth()
{
    const Theme &theme = Theme::instance();
    const PageWidth width = pageWidth(page.width());
    const int side = theme.px(width == PageWidth::Narrow   ? 240
                              : width == PageWidth::Normal ? 280
                                                           : 340);
    splitter->setSizes({side, std::max(1, page.width() - side)});
}

void QualityPage::Private::connectParts()
{
    connect(views, &SegmentedChoice::currentChanged, this, [this] {
        showView();
        emit page.stateChanged();
    });
    connect(scorers, &ScorerPanel::scoreChosen, this, [this](const QString &key) {
        views->setCurrentIndex(ThresholdView);
        showScore(key);
        emit page.stateChanged();
    });
    connect(scorers, &ScorerPanel::forestRequested, this,
            [this] { views->setCurrentIndex(ForestView); });
    connect(scorers, &ScorerPanel::fileRequested, this, &Private::chooseFile);
    connect(scorers, &ScorerPanel::checkpointRequested, this, [this] {
        chooseCheckpoint(scorers->checkpointButton(), [this](const CheckpointChoice &choice) {
            scorers->setCheckpoint(choice);
        });
    });
    connect(scorers, &ScorerPanel::startRequested, this, &Private::score);
    connect(scorers, &ScorerPanel::stopRequested, this, [this] {
        m_steps.clear();
        for (const QString &job : samples.activeJobs())
            context.session.stop(job);
    });
    connect(cut, &CutPanel::cutRequested, this, [this](const QualityCut &asked) {
        quality.requestCut(asked);
        if (m_use)
            m_use->setEnabled(std::isfinite(asked.low) || std::isfinite(asked.high));
        emit page.stateChanged();
    });
    readFrom(cut->kept(), KeptText);
    readFrom(cut->dropped(), DroppedText);
    readFrom(forest->next(), NextText);
    readFrom(disagreements->pane(), DisagreementText);
    connect(disagreements, &DisagreementPanel::requested, &quality,
            &QualitySession::requestDisagreements);
    connect(forest, &ForestPanel::trainRequested, this, &Private::train);
    connect(forest, &ForestPanel::suggestRequested, this, &Private::suggest);
    connect(forest, &ForestPanel::applyRequested, this, &Private::apply);
    connect(forest, &ForestPanel::labelRequested, this, &Private::setLabel);
    connect(forest, &ForestPanel::undoRequested, &samples, &SamplesSession::undo);
    connect(forest->checkpointButton(), &ActionButton::clicked, this, [this] {
        chooseCheckpoint(forest->checkpointButton(),
                         [this](const CheckpointChoice &choice) { forest->setCheckpoint(choice); });
    });
    connect(forest->next()->list(), &EntryList::currentSampleChanged, this, &Private::showLabel);
    connect(&samples, &SamplesSession::corporaChanged, this, &Private::showCorpora);
    connect(&samples, &SamplesSession::labelChanged, this, [this](SampleRow row, int label) {
        forest->next()->list()->setLabel(row, label);
        showLabel();
    });
    connect(&samples, &SamplesSession::labelsChanged, this, [this] {
        forest->setLabels(samples.labelCounts(), samples.facts().samples);
        forest->setUndo(samples.canUndo(), samples.undoText());
    });
    connect(&samples, &SamplesSession::labelProblemChanged, this, &Private::showProblem);
    connect(&samples, &SamplesSession::factsChanged, this, [this] {
        forest->setLabels(samples.labelCounts(), samples.facts().samples);
        showJob();
    });
    connect(&samples, &SamplesSession::activeJobsChanged, this, &Private::showJob);
    connect(&context.session, &WorkspaceSession::jobQueued, this,
            [this](quint64 request, const QString &job, const QString &queueId) {
                if (request != m_request)
                    return;
                m_request = 0;
                m_titles.insert(job, m_stepTitle);
                startNext(queueId);
                showJob();
            });
    connect(&context.session, &WorkspaceSession::requestFinished, this,
            [this](quint64 request, bool ok, const QString &sentence) {
                if (request == m_request && !ok) {
                    m_request = 0;
                    m_steps.clear();
                    showProblem(sentence);
                }
            });
    connect(&context.session, &WorkspaceSession::jobFinished, this, &Private::onJobFinished);
    connect(&quality, &QualitySession::scoresLoaded, this, &Private::showScores);
    connect(&quality, &QualitySession::failed, this, &Private::showProblem);
    connect(&quality, &QualitySession::cutLoaded, this,
            [this](const QualityCutResult &result) { cut->showResult(quality.scores(), result); });
    connect(&quality, &QualitySession::disagreementsLoaded, disagreements,
            &DisagreementPanel::showResult);
    connect(&quality, &QualitySession::disagreementsFailed, disagreements,
            &DisagreementPanel::showProblem);
    connect(&quality, &QualitySession::forestsLoaded, this, [this](const QualityForests &found) {
        m_forests = found;
        forest->setForests(found);
        if (!found.remark.isEmpty())
            showProblem(found.remark);
    });
    connect(&quality, &QualitySession::textLoaded, this,
            [this](int place, SampleRow row, const QByteArray &text) {
                ReadingPane *pane = place == KeptText      ? cut->kept()
                                    : place == DroppedText ? cut->dropped()
                                    : place == NextText    ? forest->next()
                                                           : disagreements->pane();
                pane->showText(row, text);
            });
}

void QualityPage::Private::readFrom(ReadingPane *pane, int place)
{
    connect(pane, &ReadingPane::textRequested, this,
            [this, place](SampleRow row) { quality.requestText(place, row); });
}

void QualityPage::Private::addActions()
{
    ActionRegistry &registry = context.actions;
    const QString group = tr("Quality");
    for (int view = ThresholdView; view <= DisagreementView; ++view) {
        const QStringList names{tr("Threshold of a score"), tr("Labels and forest"),
                                tr("Disagreements of two scores")};
        registry.add(u"quality.view-%1"_s.arg(view), names[view], QKeySequence(), group, &page,
                     [this, view] { views->setCurrentIndex(view); });
    }
    registry.add(u"quality.use"_s, tr("Use the threshold as a filter"), QKeySequence(), group,
                 &page, [this] { useAsFilter(); });
    registry.add(u"quality.next"_s, tr("Next sample to label"), QKeySequence(Qt::Key_J), group,
                 &page, [this] { forest->next()->list()->step(1); });
    registry.add(u"quality.previous"_s, tr("Previous sample to label"), QKeySequence(Qt::Key_K),
                 group, &page, [this] { forest->next()->list()->step(-1); });
    for (int label = noLabel; label <= lastLabel; ++label)
        registry.add(u"quality.label-%1"_s.arg(label),
                     label == noLabel ? tr("Take the label away")
                                      : tr("Label: %1").arg(labelText(label)),
                     QKeySequence(static_cast<Qt::Key>(Qt::Key_0 + label)), group, &page,
                     [this, label] { setLabel(label); });
    registry.add(u"quality.undo"_s, tr("Undo the last label"), QKeySequence(Qt::Key_U), group,
                 &page, [this] { samples.undo(); });
}

QString QualityPage::Private::facts() const
{
    const QualityScores &scores = quality.scores();
    if (scores.corpus.isEmpty())
        return {};
    if (scores.among < scores.samples)
        return tr("%1 of %2 samples, as filtered")
            .arg(grouped(scores.among), grouped(scores.samples));
    return tr("%1 samples").arg(grouped(scores.samples));
}

QList<QWidget *> QualityPage::Private::headerActions()
{
    m_corpora = new QComboBox;
    m_corpora->setAccessibleName(tr("Corpus"));
    m_corpora->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_corpora->setMinimumContentsLength(14);
    connect(m_corpora, &QComboBox::activated, this, [this](int index) {
        openCorpus(m_corpora->itemText(index), {});
        emit page.stateChanged();
    });
    m_use = new ActionButton(tr("Use as filter"), u"filter"_s, ActionButton::Role::Primary);
    m_use->setToolTip(tr("Shows what the threshold keeps on the Samples page"));
    m_use->setEnabled(false);
    connect(m_use, &ActionButton::clicked, this, &Private::useAsFilter);
    showCorpora();
    return {m_corpora, m_use};
}

void QualityPage::Private::showCorpora()
{
    const QStringList names = samples.corpora();
    if (m_corpora) {
        const QSignalBlocker blocker(m_corpora);
        m_corpora->clear();
        m_corpora->addItems(names);
        m_corpora->setCurrentIndex(static_cast<int>(names.indexOf(quality.corpus())));
        m_corpora->setEnabled(!names.isEmpty());
    }
    if (!samples.areCorporaListed() || !quality.corpus().isEmpty())
        return;
    if (names.isEmpty()) {
        cut->clear(tr("there is no corpus yet: import text on the Samples page"));
        return;
    }
    const bool isThere = names.contains(m_wantedCorpus);
    openCorpus(isThere ? m_wantedCorpus : names.first(), isThere ? m_wantedFilter : SampleFilter());
}

void QualityPage::Private::openCorpus(const QString &name, const SampleFilter &among)
{
    banner->hide();
    cut->clear(tr("opening…"));
    if (samples.corpus() != name)
        samples.openCorpus(name);
    quality.open(name, among);
    scorers->setHasCorpus(!name.isEmpty());
    if (m_corpora) {
        const QSignalBlocker blocker(m_corpora);
        m_corpora->setCurrentText(name);
    }
    emit page.factsChanged();
}

void QualityPage::Private::open(const QVariantMap &arguments)
{
    const QString corpus = arguments.value(u"corpus"_s).toString();
    if (corpus.isEmpty()) {
        quality.refresh();
        return;
    }
    SampleFilter among;
    const QByteArray text = arguments.value(u"filter"_s).toString().toUtf8();
    if (!text.isEmpty()) {
        const auto json = parseJson(std::string_view(text.constData(), text.size()), "the filter");
        const auto filter =
            json ? sampleFilterFromJson(*json) : Result<SampleFilter>(SampleFilter());
        if (filter)
            among = *filter;
    }
    m_wantedCorpus = corpus;
    m_wantedFilter = among;
    m_wantedScore = arguments.value(u"score"_s).toString();
    openCorpus(corpus, among);
}

void QualityPage::Private::showScores(const QualityScores &scores)
{
    scorers->setScores(scores);
    if (!m_wantedScore.isEmpty()) {
        scorers->setCurrent(m_wantedScore);
        m_wantedScore.clear();
    }
    showScore(scorers->current());
    if (!m_wantedCut.isEmpty()) {
        const double infinity = std::numeric_limits<double>::infinity();
        if (m_wantedCut.value(u"key"_s) == cut->cut().key) {
            cut->setCut(m_wantedCut.value(u"low"_s, -infinity).toDouble(),
                        m_wantedCut.value(u"high"_s, infinity).toDouble(), cut->cut().show);
            showScore(cut->cut().key);
        }
        m_wantedCut.clear();
    }
    disagreements->setScores(scores);
    quality.requestForests();
    if (!scores.remark.isEmpty())
        showProblem(scores.remark);
    emit page.factsChanged();
    showJob();
}

void QualityPage::Private::showScore(const QString &key)
{
    const QualityScore *score = quality.scores().find(key);
    if (score)
        cut->setScore(quality.scores(), *score);
    else
        cut->clear(tr("no score yet: add one at the left"));
}

void QualityPage::Private::showView()
{
    stack->setCurrentIndex(views->currentIndex());
}

void QualityPage::Private::showProblem(const QString &sentence)
{
    if (sentence.isEmpty()) {
        banner->hide();
        return;
    }
    banner->setKind(Banner::Kind::Warning);
    banner->setBold(sentence);
    banner->setClosable(true);
    banner->show();
}

void QualityPage::Private::setLabel(int label)
{
    const SampleRow row = forest->next()->list()->currentRow();
    if (views->currentIndex() != ForestView || row == noSample)
        return;
    samples.setLabel(row, label);
    if (label != noLabel)
        forest->next()->list()->step(1);
}

void QualityPage::Private::showLabel()
{
    const SampleRow row = forest->next()->list()->currentRow();
    int label = noLabel;
    for (const QualityEntry &entry : forest->next()->list()->entries()) {
        if (entry.row == row)
            label = entry.label;
    }
    forest->setLabelOfCurrent(label);
}

void QualityPage::Private::useAsFilter()
{
    const QualityCut &asked = cut->cut();
    if (asked.key.isEmpty() || (!std::isfinite(asked.low) && !std::isfinite(asked.high)))
        return;
    SampleFilter filter = quality.among();
    std::erase_if(filter.numbers, [&](const NumberFilter &other) {
        return other.column == asked.key.toStdString();
    });
    filter.numbers.push_back({asked.key.toStdString(), asked.low, asked.high, false});
    context.navigate(u"samples"_s, {{u"corpus"_s, quality.corpus()},
                                    {u"filter"_s, QString::fromStdString(toJson(filter).dump())}});
}

QVariantMap QualityPage::Private::saveState() const
{
    QVariantMap state{{u"corpus"_s, quality.corpus()}, {u"view"_s, views->currentIndex()}};
    const QualityCut &asked = cut->cut();
    QVariantMap saved{{u"key"_s, asked.key}};
    if (std::isfinite(asked.low))
        saved.insert(u"low"_s, asked.low);
    if (std::isfinite(asked.high))
        saved.insert(u"high"_s, asked.high);
    state.insert(u"cut"_s, saved);
    return state;
}

void QualityPage::Private::restoreState(const QVariantMap &state)
{
    m_wantedCorpus = state.value(u"corpus"_s).toString();
    m_wantedCut = state.value(u"cut"_s).toMap();
    m_wantedScore = m_wantedCut.value(u"key"_s).toString();
    views->setCurrentIndex(
        std::clamp<int>(state.value(u"view"_s).toInt(), ThresholdView, DisagreementView));
    showView();
    showCorpora();
}

} // namespace phi1
