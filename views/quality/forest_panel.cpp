// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/forest_panel.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/quality/calibration_plot.h"
#include "views/quality/confusion_grid.h"
#include "views/quality/reading_pane.h"
#include "views/samples/label_bar.h"
#include "views/state/samples_types.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/panel.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/section_title.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {
namespace {

constexpr int leastOfAVerdict = 10; ///< five folds need two of each to train on

} // namespace

ForestPanel::ForestPanel(QWidget *parent)
    : QWidget(parent)
    , m_labelled(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_checkpointButton(
          new ActionButton(tr("Choose a checkpoint…"), QStringLiteral("checkpoints")))
    , m_goodFrom(new QComboBox)
    , m_train(new ActionButton(tr("Train the forest"), QStringLiteral("play"),
                               ActionButton::Role::Normal))
    , m_reason(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_forest(new QComboBox)
    , m_accuracy(new TextLabel(Theme::Font::BigValue))
    , m_accuracyNote(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_facts(new FactsGrid)
    , m_calibration(new CalibrationPlot)
    , m_confusion(new ConfusionGrid)
    , m_report(new QWidget)
    , m_which(new SegmentedChoice)
    , m_suggest(new ActionButton(tr("Suggest others"), QStringLiteral("refresh"),
                                 ActionButton::Role::Flat))
    , m_apply(new ActionButton(tr("Score the corpus with it"), QStringLiteral("chip")))
    , m_next(new ReadingPane(tr("Label next"), Qt::Horizontal))
    , m_labels(new LabelBar)
{
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->addWidget(new SectionTitle(tr("Labels so far")));
    auto *labels = new QGridLayout;
    for (int label = firstLabel; label <= lastLabel; ++label) {
        const auto index = static_cast<std::size_t>(label - 1);
        m_countLabels[index] = new TextLabel(QStringLiteral("0"));
        m_countBars[index] = new ProgressBarThin;
        m_countBars[index]->setTone(Theme::Token::Axis);
        labels->addWidget(new TextLabel(tr("%1 %2").arg(label).arg(labelText(label))), label, 0);
        labels->addWidget(m_countBars[index], label, 1, Qt::AlignVCenter);
        labels->addWidget(m_countLabels[index], label, 2, Qt::AlignRight);
    }
    labels->setColumnStretch(1, 1);
    column->addLayout(labels);
    column->addWidget(m_labelled);
    column->addWidget(new SectionTitle(tr("Forest on embeddings")));
    m_checkpointButton->setAccessibleName(tr("Checkpoint for embeddings"));
    column->addWidget(m_checkpointButton);
    auto *good = new QHBoxLayout;
    good->addWidget(new TextLabel(tr("Good from"), Theme::Font::Body, Theme::Token::Text2));
    m_goodFrom->setAccessibleName(tr("Good from"));
    for (int label = 2; label <= lastLabel; ++label)
        m_goodFrom->addItem(tr("%1 %2").arg(label).arg(labelText(label)), label);
    m_goodFrom->setCurrentIndex(2);
    good->addWidget(m_goodFrom, 1);
    column->addLayout(good);
    column->addWidget(m_train);
    m_reason->setWordWrap(true);
    column->addWidget(m_reason);

    auto *report = new QVBoxLayout(m_report);
    report->setContentsMargins(0, 0, 0, 0);
    m_forest->setAccessibleName(tr("Forest"));
    report->addWidget(m_forest);
    report->addWidget(new SectionTitle(tr("Accuracy on samples it had not seen")));
    report->addWidget(m_accuracy);
    m_accuracyNote->setWordWrap(true);
    report->addWidget(m_accuracyNote);
    report->addWidget(m_facts);
    report->addWidget(new SectionTitle(tr("Calibration")));
    report->addWidget(m_calibration);
    report->addWidget(new SectionTitle(tr("Labels against predictions")));
    report->addWidget(m_confusion);
    report->addWidget(m_apply);
    column->addWidget(m_report);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(form);
    // The panel's surface shows through.
    scroll->viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false);
    auto *left = new Panel(tr("Labels and forest"));
    left->setContent(scroll);

    m_which->setAccessibleName(tr("Samples listed"));
    m_which->addOption(tr("Most informative"));
    m_which->addOption(tr("Doubtful labels"));
    m_which->setCurrentIndex(0);
    m_suggest->setSmall(true);
    m_next->panel()->addHeadWidget(m_suggest);
    m_next->panel()->addHeadWidget(m_which);
    m_labels->randomButton()->hide();
    m_next->addBelowText(m_labels);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(left);
    layout->addWidget(m_next, 1);
    Theme::instance().follow(this, [left, layout, column, labels, report] {
        const Theme &theme = Theme::instance();
        left->setFixedWidth(theme.px(300));
        layout->setSpacing(theme.px(8));
        column->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12));
        column->setSpacing(theme.px(6));
        report->setSpacing(theme.px(6));
        labels->setHorizontalSpacing(theme.px(10));
        labels->setVerticalSpacing(theme.px(2));
    });
    connect(m_train, &ActionButton::clicked, this, &ForestPanel::trainRequested);
    connect(m_suggest, &ActionButton::clicked, this, &ForestPanel::suggestRequested);
    connect(m_apply, &ActionButton::clicked, this, &ForestPanel::applyRequested);
    connect(m_labels, &LabelBar::labelRequested, this, &ForestPanel::labelRequested);
    connect(m_labels, &LabelBar::undoRequested, this, &ForestPanel::undoRequested);
    connect(m_goodFrom, &QComboBox::currentIndexChanged, this, &ForestPanel::updateButtons);
    connect(m_forest, &QComboBox::currentIndexChanged, this, &ForestPanel::showForest);
    connect(m_which, &SegmentedChoice::currentChanged, this, &ForestPanel::showList);
    setLabels({}, 0);
    setForests({});
}

int ForestPanel::goodFrom() const
{
    return m_goodFrom->currentData().toInt();
}

QString ForestPanel::forestName() const
{
    QString name = m_forest->currentData().toString();
    if (!name.isEmpty())
        return name;
    name = QStringLiteral("forest"); // names are the workspace's: another corpus' stays as it is
    for (int more = 2; m_forests.otherNames.contains(name); ++more)
        name = QStringLiteral("forest-%1").arg(more);
    return name;
}

bool ForestPanel::showsDoubtful() const
{
    return m_which->currentIndex() == 1;
}

void ForestPanel::setLabels(const QVector<qint64> &counts, qint64 samples)
{
    m_counts = counts;
    m_counts.resize(lastLabel + 1);
    const qint64 most =
        std::max<qint64>(1, *std::max_element(m_counts.begin() + 1, m_counts.end()));
    qint64 all = 0;
    for (int label = firstLabel; label <= lastLabel; ++label) {
        const auto index = static_cast<std::size_t>(label - 1);
        all += m_counts[label];
        m_countLabels[index]->setText(grouped(m_counts[label]));
        m_countBars[index]->setValue(static_cast<double>(m_counts[label]) /
                                     static_cast<double>(most));
    }
    m_labelled->setText(
        samples > 0 ? tr("%1 of %2 samples are labelled").arg(grouped(all), grouped(samples))
                    : QString());
    updateButtons();
}

QString ForestPanel::reason() const
{
    if (m_busy)
        return tr("A job works on this corpus; the forest comes after it.");
    qint64 good = 0;
    qint64 bad = 0;
    for (int label = firstLabel; label <= lastLabel; ++label)
        (label >= goodFrom() ? good : bad) += m_counts.value(label);
    if (good < leastOfAVerdict || bad < leastOfAVerdict)
        return tr("Needs %1 good samples and %1 others; there are %2 and %3. The list beside "
                  "says which to label next.")
            .arg(leastOfAVerdict)
            .arg(good)
            .arg(bad);
    if (m_checkpoint.path.isEmpty() && m_forests.embeddings.isEmpty())
        return tr("Choose the checkpoint whose embeddings it reads.");
    return {};
}

void ForestPanel::updateButtons()
{
    const QString why = reason();
    m_train->setEnabled(why.isEmpty());
    m_train->setToolTip(why);
    m_reason->setText(why);
    m_reason->setVisible(!why.isEmpty());
    const bool canSuggest =
        !m_busy && (!m_checkpoint.path.isEmpty() || !m_forests.embeddings.isEmpty());
    m_suggest->setEnabled(canSuggest);
    m_suggest->setText(m_forests.hasSuggestions ? tr("Suggest others") : tr("Suggest samples"));
    m_suggest->setToolTip(
        canSuggest || m_busy ? QString() : tr("Choose the checkpoint whose embeddings it reads."));
    m_apply->setEnabled(!m_busy && !m_forests.forests.isEmpty());
}

void ForestPanel::setBusy(bool busy)
{
    m_busy = busy;
    updateButtons();
}

void ForestPanel::setCheckpoint(const CheckpointChoice &checkpoint)
{
    m_checkpoint = checkpoint;
    QString text = checkpoint.name;
    if (checkpoint.step >= 0)
        text += QStringLiteral(" · ") + stageText(checkpoint.stage, checkpoint.step);
    m_checkpointButton->setText(text.isEmpty() ? tr("Choose a checkpoint…") : text);
    updateButtons();
}

void ForestPanel::setForests(const QualityForests &forests)
{
    const QString before = m_forest->currentData().toString();
    m_forests = forests;
    {
        const QSignalBlocker blocker(m_forest);
        m_forest->clear();
        for (const QualityForest &forest : forests.forests)
            m_forest->addItem(tr("%1, %2 labels").arg(forest.name, grouped(forest.samples)),
                              forest.name);
        m_forest->setCurrentIndex(std::max(0, m_forest->findData(before)));
    }
    m_forest->setVisible(forests.forests.size() > 1);
    m_report->setVisible(!forests.forests.isEmpty());
    m_which->setVisible(!forests.forests.isEmpty());
    updateButtons();
    showForest();
}

void ForestPanel::showForest()
{
    const int index = m_forest->currentIndex();
    if (index >= 0 && index < m_forests.forests.size()) {
        const QualityForest &forest = m_forests.forests[index];
        const ForestReport &report = forest.report;
        m_accuracy->setText(percent(report.accuracy.share));
        m_accuracyNote->setText(
            tr("%1 to %2 with 95 % confidence, %n fold(s); always saying the more frequent "
               "verdict would be right in %3",
               nullptr, report.folds)
                .arg(percent(report.accuracy.low), percent(report.accuracy.high),
                     percent(report.majority.share)));
        m_facts->clear();
        m_facts->setFact(tr("Labels"), grouped(forest.samples));
        m_facts->setFact(tr("Good from"),
                         tr("%1 %2").arg(forest.goodFrom).arg(labelText(forest.goodFrom)));
        m_facts->setFact(tr("Area under the curve"), decimal(report.areaUnderCurve, 3));
        m_facts->setFact(tr("Brier score"), decimal(report.brier, 3));
        m_facts->setFact(tr("Calibration error"), percent(report.calibrationError));
        m_facts->setFact(tr("Embeddings"), forest.checkpoint);
        m_calibration->setReport(report);
        m_confusion->setReport(report, forest.goodFrom);
    }
    showList();
}

void ForestPanel::showList()
{
    const int index = m_forest->currentIndex();
    const bool doubtful = showsDoubtful() && index >= 0 && index < m_forests.forests.size();
    m_suggest->setVisible(!doubtful);
    m_next->panel()->setTitle(doubtful ? tr("Doubtful labels") : tr("Label next"));
    m_next->list()->setPlaceholder(
        doubtful ? tr("The forest contradicts no label")
                 : tr("Samples whose labels would teach a forest most stand here, once some are "
                      "suggested"));
    m_next->list()->setEntries(doubtful ? m_forests.forests[index].doubtful : m_forests.suggestions,
                               [](const QualityEntry &entry) {
                                   return std::isnan(entry.value)
                                              ? QString()
                                              : tr("%1 say good").arg(percent(entry.value, 0));
                               });
}

void ForestPanel::setLabelOfCurrent(int label)
{
    m_labels->setLabel(label);
}

void ForestPanel::setUndo(bool possible, const QString &what)
{
    m_labels->setUndo(possible, what);
}

} // namespace phi1
