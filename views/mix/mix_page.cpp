// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mix/mix_page.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPointer>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include "core/base/json.h"
#include "views/format/number_text.h"
#include "views/mix/mix_session.h"
#include "views/mix/recipe_panel.h"
#include "views/mix/sets_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/job_strip.h"
#include "views/state/samples_session.h"
#include "views/state/shell_words.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int countDelay = 250; ///< ms after the last change

} // namespace

class MixPage::Private : public QObject
{
public:
    Private(MixPage &owner, PageContext &pageContext)
        : page(owner)
        , context(pageContext)
        , corpora(pageContext.session)
        , session(pageContext.session.workspace())
    {
        build();
        timer.setSingleShot(true);
        timer.setInterval(countDelay);
        connect(&timer, &QTimer::timeout, this, [this] { session.count(recipe->recipe()); });
        connect(recipe, &RecipePanel::recipeChanged, this, [this] {
            timer.start();
            refresh();
            emit page.stateChanged();
        });
        connect(recipe, &RecipePanel::budgetChanged, this, [this] {
            showBudget();
            emit page.stateChanged();
        });
        connect(recipe, &RecipePanel::chooseRequested, this,
                [this](const QString &corpus, const SampleFilter &filter) {
                    context.navigate(
                        u"samples"_s,
                        {{u"corpus"_s, corpus},
                         {u"filter"_s, QString::fromStdString(dumpJson(toJson(filter)))}});
                });
        connect(recipe, &RecipePanel::importRequested, this,
                [this] { context.navigate(u"samples-import"_s, {}); });
        connect(recipe, &RecipePanel::countTokensRequested, this, &Private::countTokens);
        connect(&session, &MixSession::counted, this, [this](const MixCounts &counts) {
            recipe->setCounts(counts);
            showBudget();
            refresh();
        });
        connect(&session, &MixSession::setsListed, this, [this](const SetList &list) {
            sets->setSets(list);
            recipe->setTakenNames(sets->names());
            if (!written.isEmpty())
                sets->setCurrent(written);
            refresh();
        });
        connect(&session, &MixSession::documentsRead, sets, &SetsPanel::setDocuments);
        connect(sets, &SetsPanel::documentsRequested, &session, &MixSession::readDocuments);
        connect(sets, &SetsPanel::recipeRequested, this, [this](MixRecipe taken) {
            taken.name += "-2"; // sets never change: the new one is another
            recipe->setRecipe(taken);
        });
        connect(sets, &SetsPanel::sampleRequested, this, [this](const QString &corpus, qint64 row) {
            context.navigate(u"samples"_s, {{u"corpus"_s, corpus}, {u"row"_s, row}});
        });
        connect(sets, &SetsPanel::trainRequested, this,
                [this](const std::shared_ptr<const TrainingSet> &set) { trainOn(*set); });
        connect(sets, &SetsPanel::currentChanged, this, &Private::refresh);
        connect(&corpora, &SamplesSession::corporaChanged, this, &Private::showCorpora);
        connect(context.session.runs(), &QAbstractItemModel::rowsInserted, this,
                &Private::showBudgets);
        connect(&context.session, &WorkspaceSession::listed, this, &Private::showBudgets);
        connect(&context.session, &WorkspaceSession::jobQueued, this,
                [this](quint64 request, const QString &jobId, const QString &) {
                    if (request != started)
                        return;
                    started = 0;
                    status->follow(jobId);
                    refresh();
                });
        connect(&context.session, &WorkspaceSession::requestFinished, this,
                [this](quint64 request, bool ok, const QString &sentence) {
                    if (request != started || ok)
                        return;
                    started = 0;
                    context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
                    refresh();
                });
        connect(status, &JobStrip::ended, this, [this](RunState, const QString &) {
            session.listSets();
            timer.start();
            refresh();
        });
        connect(status, &JobStrip::followUp, this, [this] {
            if (const auto set = sets->current())
                trainOn(*set);
        });
        write = context.actions.add(u"samples-mix.write"_s, tr("Write the set"),
                                    QKeySequence(u"Ctrl+Return"_s), page.title(), &page,
                                    [this] { start(); });
        copy = context.actions.add(u"samples-mix.copy"_s, tr("Copy the recipe"), QKeySequence(),
                                   page.title(), &page, [this] {
                                       QApplication::clipboard()->setText(recipeText());
                                       context.showResult(tr("Copied the recipe"));
                                   });
        train =
            context.actions.add(u"samples-mix.train"_s, tr("Start training with the chosen set"),
                                QKeySequence(), page.title(), &page, [this] {
                                    if (const auto set = sets->current())
                                        trainOn(*set);
                                });
        showCorpora();
        showBudgets();
        session.listSets();
        refresh();
    }

    void build()
    {
        recipe = new RecipePanel;
        sets = new SetsPanel;
        status = new JobStrip(context.session);
        auto *side = new QWidget;
        auto *sideLayout = new QVBoxLayout(side);
        sideLayout->setContentsMargins(0, 0, 0, 0);
        sideLayout->addWidget(sets, 1);
        sideLayout->addWidget(status);
        columns = new QSplitter(Qt::Horizontal);
        columns->addWidget(recipe);
        columns->addWidget(side);
        columns->setChildrenCollapsible(false);
        columns->setStretchFactor(0, 1);
        columns->setStretchFactor(1, 1);
        auto *layout = new QHBoxLayout(&page);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(columns);
        connect(columns, &QSplitter::splitterMoved, &page, &MixPage::stateChanged);
        Theme::instance().follow(&page, [this, sideLayout] {
            const Theme &theme = Theme::instance();
            recipe->setMinimumWidth(theme.px(460));
            sets->setMinimumWidth(theme.px(420));
            sideLayout->setSpacing(theme.px(8));
        });
    }

    QString recipeText() const
    {
        return QString::fromStdString(dumpJsonPretty(toJson(recipe->recipe())));
    }

    QString problem() const
    {
        if (started != 0 || status->isWorking())
            return tr("a job of this page is running");
        return recipe->problem();
    }

    void start()
    {
        if (const QString reason = problem(); !reason.isEmpty()) {
            context.showResult(reason);
            return;
        }
        written = QString::fromStdString(recipe->recipe().name);
        const QString file = u"recipe-"_s + written + u".json"_s;
        status->setFollowUp(tr("Start training with it"));
        started =
            context.session.startJob({.arguments = {u"prepare"_s, u"--recipe"_s, file,
                                                    u"--workspace"_s, context.session.workspace()},
                                      .name = u"set-"_s + written,
                                      .title = tr("Write the set %1").arg(written),
                                      .files = {{file, recipeText().toUtf8()}}});
        refresh();
    }

    void countTokens()
    {
        const QStringList missing = recipe->uncountedCorpora();
        if (missing.isEmpty() || started != 0 || status->isWorking())
            return;
        status->setFollowUp({});
        started = context.session.startJob(
            {.arguments = {u"facts"_s, u"--workspace"_s, context.session.workspace(), u"--corpus"_s,
                           missing.first()},
             .name = u"facts-"_s + missing.first(),
             .title = tr("Count tokens of %1").arg(missing.first())});
        refresh();
    }

    void trainOn(const TrainingSet &set)
    {
        const QString value = QString::fromStdString(trainingDataValue(set));
        context.navigate(u"new-run"_s, {{u"set"_s, QVariantMap{{u"data.train"_s, value}}}});
    }

    void showCorpora() { recipe->setCorpora(corpora.corpora()); }

    void showBudgets()
    {
        QVector<MixBudget> budgets;
        for (const RunInfo &run : context.session.runs()->runs()) {
            if (!run.config)
                continue;
            const RunConfig &config = run.config->record.config;
            const double tokens = double(config.training.steps) *
                                  double(config.training.batchSize) * double(config.model.context);
            const QString name = run.title.isEmpty() ? run.name : run.title;
            budgets << MixBudget{tr("%1: %2 steps, %3 tokens")
                                     .arg(name, number_text::grouped(config.training.steps),
                                          number_text::siNumber(tokens)),
                                 tokens};
        }
        recipe->setBudgets(budgets);
    }

    void showBudget()
    {
        sets->setTrainingTokens(recipe->budget().tokens,
                                tr("Epochs for: %1").arg(recipe->budget().title));
    }

    void refresh()
    {
        if (!write)
            return;
        const QString reason = problem();
        write->setEnabled(reason.isEmpty());
        write->setToolTip(reason);
        train->setEnabled(sets->current() != nullptr);
        emit page.factsChanged();
    }

    MixPage &page;
    PageContext &context;
    SamplesSession corpora; ///< only for their names
    MixSession session;
    RecipePanel *recipe = nullptr;
    SetsPanel *sets = nullptr;
    JobStrip *status = nullptr;
    QSplitter *columns = nullptr;
    QTimer timer;
    QAction *write = nullptr, *copy = nullptr, *train = nullptr;
    QString written;     ///< name of the set that was begun last
    quint64 started = 0; ///< request that is not in the queue yet
};

MixPage::MixPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

MixPage::~MixPage() = default;

QString MixPage::facts() const
{
    return d->problem();
}

QList<QWidget *> MixPage::headerActions()
{
    auto *copy = new ActionButton(tr("Copy the recipe"), u"copy"_s);
    copy->follow(d->copy);
    auto *write = new ActionButton(tr("Write the set"), u"mix"_s, ActionButton::Role::Primary);
    write->follow(d->write);
    return {copy, write};
}

QList<QWidget *> MixPage::panels() const
{
    return {d->recipe, d->sets};
}

QVariantMap MixPage::saveState() const
{
    return {{u"recipe"_s, d->recipe->state()}, {u"columns"_s, d->columns->saveState()}};
}

void MixPage::restoreState(const QVariantMap &state)
{
    d->recipe->restore(state.value(u"recipe"_s).toMap());
    d->columns->restoreState(state.value(u"columns"_s).toByteArray());
}

void MixPage::opened(const QVariantMap &arguments)
{
    d->showCorpora();
    d->showBudgets();
    d->session.listSets();
    d->timer.start(); // corpora may have grown
    const QString corpus = arguments.value(u"corpus"_s).toString();
    if (corpus.isEmpty())
        return;
    SampleFilter filter;
    const std::string text = arguments.value(u"filter"_s).toString().toStdString();
    if (const Result<Json> json = parseJson(text, "the filter"); json) {
        if (const Result<SampleFilter> read = sampleFilterFromJson(*json))
            filter = *read;
    }
    d->recipe->addSource(corpus, filter);
}

RecipePanel *MixPage::recipePanel() const
{
    return d->recipe;
}

SetsPanel *MixPage::setsPanel() const
{
    return d->sets;
}

} // namespace phi1
