// SPDX-License-Identifier: GPL-3.0-or-later
// What the page starts: scores, embeddings, forests. The jobs are the workspace's and go on without
// the window.
#include <cmath>

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include "views/format/number_text.h"
#include "views/quality/cut_panel.h"
#include "views/quality/forest_panel.h"
#include "views/quality/quality_page_p.h"
#include "views/quality/scorer_panel.h"
#include "views/state/workspace_session.h"
#include "views/widgets/action_button.h"
#include "views/widgets/segmented_choice.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostSuggested = 20;
/// Samples that are embedded so that the most informative ones can be looked for among them.
constexpr int embeddedForSuggestions = 2000;
constexpr int mostSteps = 12; ///< of a run in the menu

QString nameOf(const CheckpointChoice &choice)
{
    return choice.step < 0 ? choice.name
                           : choice.name + u" · "_s + stageText(choice.stage, choice.step);
}

} // namespace

QStringList QualityPage::Private::corpusArguments() const
{
    return {u"--workspace"_s, context.session.workspace(), u"--corpus"_s, quality.corpus()};
}

QString QualityPage::Private::embeddingCheckpoint() const
{
    if (!forest->checkpoint().path.isEmpty())
        return forest->checkpoint().path;
    return m_forests.embeddings.isEmpty() ? QString() : m_forests.embeddings.first().checkpoint;
}

QString QualityPage::Private::forestCheckpoint() const
{
    for (const QualityForest &trained : m_forests.forests) {
        if (trained.name == forest->forestName())
            return trained.checkpoint;
    }
    return embeddingCheckpoint();
}

void QualityPage::Private::start(QVector<Step> steps)
{
    m_steps = std::move(steps);
    startNext({});
}

void QualityPage::Private::startNext(const QString &after)
{
    if (m_steps.isEmpty())
        return;
    Step step = m_steps.takeFirst();
    step.launch.title = step.title;
    step.launch.after = after;
    m_stepTitle = step.title;
    m_request = context.session.startJob(step.launch);
}

void QualityPage::Private::score(const QString &title, const QStringList &arguments)
{
    JobLaunch launch;
    launch.arguments = arguments + corpusArguments();
    start({{title, launch}});
}

void QualityPage::Private::train()
{
    const QString checkpoint = embeddingCheckpoint();
    if (checkpoint.isEmpty())
        return;
    JobLaunch embed;
    embed.arguments =
        QStringList{u"embed"_s, checkpoint} + corpusArguments() + QStringList{u"--labelled"_s};
    JobLaunch train;
    train.arguments =
        QStringList{u"forest"_s, u"train"_s} + corpusArguments() +
        QStringList{u"--embeddings"_s,    checkpoint,       u"--name"_s,
                    forest->forestName(), u"--good-from"_s, QString::number(forest->goodFrom())};
    JobLaunch suggest;
    suggest.arguments = QStringList{u"forest"_s, u"suggest"_s} + corpusArguments() +
                        QStringList{u"--name"_s, forest->forestName(), u"--count"_s,
                                    QString::number(mostSuggested)};
    start({{tr("Embedding labelled samples"), embed},
           {tr("Training the forest"), train},
           {tr("Looking for samples to label"), suggest}});
}

void QualityPage::Private::suggest()
{
    const QString checkpoint = forestCheckpoint();
    if (checkpoint.isEmpty())
        return;
    JobLaunch embed;
    embed.arguments = QStringList{u"embed"_s, checkpoint} + corpusArguments() +
                      QStringList{u"--limit"_s, QString::number(embeddedForSuggestions)};
    JobLaunch suggest;
    suggest.arguments =
        QStringList{u"forest"_s, u"suggest"_s} + corpusArguments() +
        QStringList{u"--embeddings"_s,    checkpoint,   u"--name"_s,
                    forest->forestName(), u"--count"_s, QString::number(mostSuggested)};
    start({{tr("Embedding samples"), embed}, {tr("Looking for samples to label"), suggest}});
}

void QualityPage::Private::apply()
{
    const QString checkpoint = forestCheckpoint();
    if (checkpoint.isEmpty())
        return;
    JobLaunch embed;
    embed.arguments = QStringList{u"embed"_s, checkpoint} + corpusArguments();
    JobLaunch apply;
    apply.arguments = QStringList{u"forest"_s, u"apply"_s} + corpusArguments() +
                      QStringList{u"--name"_s, forest->forestName(), u"--replace"_s};
    start({{tr("Embedding the corpus"), embed}, {tr("Scoring by the forest"), apply}});
}

void QualityPage::Private::showJob()
{
    const QStringList jobs = samples.activeJobs();
    forest->setBusy(!jobs.isEmpty());
    if (jobs.isEmpty()) {
        scorers->setJob({}, 0, {});
        return;
    }
    const QString &job = jobs.first();
    const QString title = m_titles.value(job, QFileInfo(job).fileName());
    // A score grows as a column does.
    double share = std::numeric_limits<double>::quiet_NaN();
    QString detail;
    const CorpusFacts &facts = samples.facts();
    for (const SampleColumn &column : facts.columns) {
        const bool isScore = column.key.startsWith("score."_L1) ||
                             column.key.startsWith("loss."_L1) || column.key == "tokens"_L1;
        if (!isScore || column.rows == 0 || column.rows >= facts.samples)
            continue;
        share = static_cast<double>(column.rows) / facts.samples;
        detail = tr("%1 of %2 samples").arg(grouped(column.rows), grouped(facts.samples));
    }
    if (jobs.size() > 1)
        detail += (detail.isEmpty() ? QString() : u" · "_s) +
                  tr("%n more wait(s)", nullptr, static_cast<int>(jobs.size()) - 1);
    scorers->setJob(title, share, detail);
}

void QualityPage::Private::onJobFinished(const QString &job, RunState state,
                                         const QString &sentence)
{
    const QString title = m_titles.take(job);
    if (!title.isEmpty() && state == RunState::Failed)
        showProblem(tr("%1 failed: %2").arg(title, sentence));
    else if (!title.isEmpty() && state == RunState::Finished)
        context.showResult(tr("%1: done").arg(title));
    quality.refresh();
    showJob();
}

void QualityPage::Private::chooseFile()
{
    auto *dialog = new QFileDialog(&page, tr("Choose a fastText classifier"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("fastText classifiers (*.bin *.ftz)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, scorers, &ScorerPanel::setFile);
    dialog->open();
}

void QualityPage::Private::chooseCheckpoint(
    QWidget *button, const std::function<void(const CheckpointChoice &)> &take)
{
    if (!m_catalogue)
        m_catalogue = std::make_unique<CheckpointCatalogue>(context.session);
    auto *menu = new QMenu(button);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto fill = [this, menu, take] {
        menu->clear();
        QStringList runs;
        for (const CheckpointChoice &choice : m_catalogue->choices()) {
            if (choice.isMissing)
                continue;
            if (choice.runId.isEmpty()) {
                menu->addAction(nameOf(choice), menu, [take, choice] { take(choice); });
                continue;
            }
            if (runs.contains(choice.runId))
                continue;
            runs << choice.runId;
            QVector<CheckpointChoice> series = m_catalogue->ofRun(choice.runId);
            QMenu *steps = series.size() < 2 ? menu : menu->addMenu(choice.name);
            const qsizetype stride = (series.size() + mostSteps - 1) / mostSteps;
            for (qsizetype i = series.size() - 1; i >= 0; i -= stride) {
                const CheckpointChoice one = series[i];
                steps->addAction(nameOf(one), menu, [take, one] { take(one); });
            }
        }
        if (menu->isEmpty())
            menu->addAction(tr("No run has a checkpoint yet"))->setEnabled(false);
        menu->addSeparator();
        menu->addAction(tr("A folder…"), this, [this, take] {
            auto *dialog = new QFileDialog(&page, tr("Open a checkpoint"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::Directory);
            dialog->setOption(QFileDialog::ShowDirsOnly);
            connect(dialog, &QFileDialog::fileSelected, this, [this, take](const QString &folder) {
                connect(
                    m_catalogue.get(), &CheckpointCatalogue::opened, this,
                    [this, take](const QString &path) { take(m_catalogue->find(path)); },
                    Qt::SingleShotConnection);
                connect(m_catalogue.get(), &CheckpointCatalogue::openFailed, this,
                        &Private::showProblem, Qt::SingleShotConnection);
                m_catalogue->open(folder);
            });
            dialog->open();
        });
    };
    fill();
    // The first look at the disk takes a moment.
    connect(m_catalogue.get(), &CheckpointCatalogue::changed, menu, fill);
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

} // namespace phi1
