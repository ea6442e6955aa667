// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/generate_page.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPointer>
#include <QScrollArea>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/shell/action_registry.h"
#include "views/shell/job_strip.h"
#include "views/state/job_table_model.h"
#include "views/state/samples_session.h"
#include "views/state/shell_words.h"
#include "views/state/workspace_session.h"
#include "views/synthesis/answers_panel.h"
#include "views/synthesis/coverage_model.h"
#include "views/synthesis/coverage_table.h"
#include "views/synthesis/generate_form.h"
#include "views/synthesis/generate_session.h"
#include "views/synthesis/key_keeper.h"
#include "views/synthesis/template_panel.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/panel.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int draftDelay = 250; ///< ms after the last key

} // namespace

class GeneratePage::Private : public QObject
{
public:
    Private(GeneratePage &owner, PageContext &pageContext)
        : page(owner)
        , context(pageContext)
        , corpora(pageContext.session)
        , session(pageContext.session.workspace(), pageContext.session.phi1Program())
    {
        build();
        connectParts();
        addActions();
        templates->setTemplates(QString::fromStdString(form->draft().spec.prompt.system),
                                QString::fromStdString(form->draft().spec.prompt.text));
        draftTimer.start();
    }

    void build();
    void connectParts();
    void addActions();
    GenerateDraft draft() const;
    void setDraft(const GenerateDraft &draft);
    void takePreset(const QString &kind);
    void showPlan(const GeneratePlan &plan);
    void showAnswers(const GenerateAnswers &answers);
    void start();
    void begin(const QString &key);
    void stop();
    void refresh();
    void followJob();
    QString problem() const;
    bool isWorking() const;
    bool isPaused() const;
    QString command() const;
    QString endpoint() const { return QString::fromStdString(form->draft().spec.endpoint.url); }

    GeneratePage &page;
    PageContext &context;
    SamplesSession corpora; ///< only for their names
    GenerateSession session;
    KeyKeeper keys;
    GeneratePlan plan;
    GenerateAnswers answers;
    QStringList keptKeys; ///< endpoints whose key is in the secret service
    QTimer draftTimer;
    bool starting = false;

    GenerateForm *form = nullptr;
    TemplatePanel *templates = nullptr;
    CoverageModel *coverageModel = nullptr;
    CoverageTable *coverage = nullptr;
    SegmentedChoice *measure = nullptr;
    AnswersPanel *answersPanel = nullptr;
    Panel *formPanel = nullptr, *templatePanel = nullptr, *coveragePanel = nullptr,
          *lastPanel = nullptr;
    Banner *banner = nullptr;
    JobStrip *strip = nullptr;
    QSplitter *columns = nullptr, *rows = nullptr, *lower = nullptr;
    QAction *startAction = nullptr, *stopAction = nullptr, *copyAction = nullptr;
    QPointer<ActionButton> startButton, stopButton;
};

void GeneratePage::Private::build()
{
    form = new GenerateForm;
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(form);
    scroll->viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false); // the panel's surface shows through
    formPanel = new Panel;
    formPanel->setHeadVisible(false);
    formPanel->setContent(scroll);

    templates = new TemplatePanel;
    templatePanel = new Panel;
    templatePanel->setHeadVisible(false);
    templatePanel->setContent(templates);

    coverageModel = new CoverageModel(this);
    coverage = new CoverageTable;
    coverage->setModel(coverageModel);
    measure = new SegmentedChoice;
    measure->addOption(GeneratePage::tr("Tokens in the corpus"),
                       int(CoverageModel::Measure::CorpusTokens));
    measure->addOption(GeneratePage::tr("Written of planned"),
                       int(CoverageModel::Measure::Prompts));
    measure->setAccessibleName(GeneratePage::tr("What the cells count"));
    measure->setCurrentIndex(0);
    coveragePanel = new Panel(GeneratePage::tr("Coverage"));
    coveragePanel->addHeadWidget(measure);
    coveragePanel->setContent(coverage);

    answersPanel = new AnswersPanel;
    lastPanel = new Panel(GeneratePage::tr("Last answers"));
    lastPanel->setContent(answersPanel);

    lower = new QSplitter(Qt::Horizontal);
    lower->addWidget(coveragePanel);
    lower->addWidget(lastPanel);
    lower->setStretchFactor(0, 3);
    lower->setStretchFactor(1, 2);
    rows = new QSplitter(Qt::Vertical);
    rows->addWidget(templatePanel);
    rows->addWidget(lower);
    rows->setStretchFactor(0, 2);
    rows->setStretchFactor(1, 3);
    banner = new Banner(Banner::Kind::Warning);
    banner->setClosable(false);
    banner->hide();
    strip = new JobStrip(context.session);
    strip->setFollowUp(GeneratePage::tr("Show the corpus"));
    auto *side = new QWidget;
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->addWidget(banner);
    sideLayout->addWidget(rows, 1);
    sideLayout->addWidget(strip);
    columns = new QSplitter(Qt::Horizontal);
    columns->addWidget(formPanel);
    columns->addWidget(side);
    columns->setStretchFactor(0, 0);
    columns->setStretchFactor(1, 1);
    for (QSplitter *splitter : {lower, rows, columns})
        splitter->setChildrenCollapsible(false);
    const Theme &now = Theme::instance();
    columns->setSizes({now.px(400), now.px(880)});
    rows->setSizes({now.px(340), now.px(400)});
    lower->setSizes({now.px(540), now.px(340)});
    auto *layout = new QHBoxLayout(&page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(columns);
    Theme::instance().follow(&page, [this, sideLayout] {
        const Theme &theme = Theme::instance();
        formPanel->setMinimumWidth(theme.px(400));
        formPanel->setMaximumWidth(theme.px(520));
        sideLayout->setSpacing(theme.px(8));
        for (QSplitter *splitter : {lower, rows, columns})
            splitter->setHandleWidth(theme.px(8));
    });
}

void GeneratePage::Private::connectParts()
{
    draftTimer.setSingleShot(true);
    draftTimer.setInterval(draftDelay);
    connect(&draftTimer, &QTimer::timeout, this, [this] { session.setDraft(draft()); });
    const auto changed = [this] {
        draftTimer.start();
        form->setKeepsKey(keptKeys.contains(endpoint()));
        refresh();
        emit page.stateChanged();
    };
    connect(form, &GenerateForm::edited, this, changed);
    connect(templates, &TemplatePanel::edited, this, changed);
    connect(form, &GenerateForm::presetChosen, this, &Private::takePreset);
    connect(form, &GenerateForm::keepKeyChanged, this, [this](bool on) {
        if (on) {
            keptKeys << endpoint();
        } else if (keptKeys.removeAll(endpoint()) > 0) {
            keys.forget(endpoint(), [this](const QString &sentence) {
                if (!sentence.isEmpty())
                    context.showResult(sentence);
            });
        }
        emit page.stateChanged();
    });
    connect(templates, &TemplatePanel::promptWanted, &session, &GenerateSession::showPrompt);
    connect(measure, &SegmentedChoice::currentDataChanged, this, [this](const QVariant &value) {
        coverageModel->setMeasure(CoverageModel::Measure(value.toInt()));
    });
    connect(&session, &GenerateSession::planned, this, &Private::showPlan);
    connect(&session, &GenerateSession::previewed, templates, &TemplatePanel::setPreview);
    connect(&session, &GenerateSession::covered, this, [this](const Coverage &table) {
        coverageModel->setCoverage(table);
        // The first look is at what is there, unless nothing is.
        const CoverageCell sum = table.total();
        coveragePanel->setCaption(
            table.corpusTokensEstimated && sum.inCorpus > 0
                ? GeneratePage::tr("%1 tokens in the corpus, estimated from bytes")
                      .arg(approximately(siNumber(double(sum.corpusTokens))))
            : sum.inCorpus > 0 ? GeneratePage::tr("%1 tokens in the corpus")
                                     .arg(siNumber(double(sum.corpusTokens)))
                               : GeneratePage::tr("nothing of these topics is in the corpus yet"));
    });
    connect(&session, &GenerateSession::answered, this, &Private::showAnswers);
    connect(&session, &GenerateSession::started, this, [this](const QString &job) {
        starting = false;
        strip->follow(job);
        session.setWatching(true);
        session.setDraft(draft()); // the job is begun now
        measure->setCurrentIndex(1);
        refresh();
    });
    connect(&session, &GenerateSession::notStarted, this, [this](const QString &sentence) {
        starting = false;
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
        refresh();
    });
    connect(&corpora, &SamplesSession::corporaChanged, this,
            [this] { form->setCorpora(corpora.corpora()); });
    connect(strip, &JobStrip::ended, this, [this] {
        session.setDraft(draft());
        session.setWatching(false);
        refresh();
    });
    connect(context.session.jobs(), &JobTableModel::jobsChanged, this, [this] {
        followJob();
        refresh();
    });
    connect(strip, &JobStrip::followUp, this, [this] {
        context.navigate(u"samples"_s, {{u"corpus"_s, form->draft().corpus}});
    });
}

void GeneratePage::Private::addActions()
{
    const QString group = GeneratePage::tr("Generate samples");
    startAction =
        context.actions.add(u"samples-generate.start"_s, GeneratePage::tr("Start"),
                            QKeySequence(u"Ctrl+Return"_s), group, &page, [this] { start(); });
    stopAction = context.actions.add(u"samples-generate.stop"_s, GeneratePage::tr("Pause"),
                                     QKeySequence(u"Ctrl+."_s), group, &page, [this] { stop(); });
    copyAction =
        context.actions.add(u"samples-generate.copy"_s, GeneratePage::tr("Copy the command"),
                            QKeySequence(), group, &page, [this] {
                                QApplication::clipboard()->setText(command());
                                context.showResult(GeneratePage::tr("Copied the command"));
                            });
    refresh();
}

GenerateDraft GeneratePage::Private::draft() const
{
    GenerateDraft draft = form->draft();
    draft.spec.prompt.system = templates->systemTemplate().toStdString();
    draft.spec.prompt.text = templates->promptTemplate().toStdString();
    return draft;
}

void GeneratePage::Private::setDraft(const GenerateDraft &draft)
{
    form->setDraft(draft);
    templates->setTemplates(QString::fromStdString(draft.spec.prompt.system),
                            QString::fromStdString(draft.spec.prompt.text));
    form->setKeepsKey(keptKeys.contains(endpoint()));
    draftTimer.start();
    refresh();
}

/// The other kind, with its own templates and settings; model and corpus stay.
void GeneratePage::Private::takePreset(const QString &kind)
{
    const GenerateDraft before = form->draft();
    GenerateDraft after = presetDraft(kind);
    after.corpus = before.corpus;
    after.spec.endpoint = before.spec.endpoint;
    after.spec.samples = before.spec.samples;
    after.spec.budget = before.spec.budget;
    after.topicsFile = before.topicsFile;
    after.audiencesFile = before.audiencesFile;
    after.wordsFile = before.wordsFile;
    setDraft(after);
    emit page.stateChanged();
}

void GeneratePage::Private::showPlan(const GeneratePlan &told)
{
    plan = told;
    templates->setPlan(plan);
    followJob();
    refresh();
}

void GeneratePage::Private::showAnswers(const GenerateAnswers &told)
{
    answers = told;
    answersPanel->setAnswers(answers.last);
    const SynthesisCounts &counts = answers.counts;
    const quint64 refused = counts.answered - counts.kept();
    lastPanel->setCaption(counts.answered == 0
                              ? QString()
                              : GeneratePage::tr("%1 kept, %2 not, %3 tokens")
                                    .arg(grouped(qint64(counts.kept())), grouped(qint64(refused)),
                                         counts.tokensEstimated
                                             ? approximately(siNumber(double(counts.tokens())))
                                             : siNumber(double(counts.tokens()))));
    refresh();
}

/// The job of the plan is shown while it works, whoever started it; what a paused one needs is said
/// by the banner.
void GeneratePage::Private::followJob()
{
    const int row = plan.begun ? context.session.jobs()->rowOf(plan.job) : -1;
    const RunState state = row >= 0 ? context.session.jobs()->job(row).state : RunState::Gone;
    if (isLive(state) && !(strip->isWorking() && strip->job() == plan.job)) {
        strip->follow(plan.job);
        session.setWatching(true);
    } else if (!strip->job().isEmpty() &&
               (state == RunState::Paused || (strip->job() != plan.job && !strip->isWorking()))) {
        strip->follow({});
    }
}

bool GeneratePage::Private::isWorking() const
{
    if (starting)
        return true;
    const int row = plan.job.isEmpty() ? -1 : context.session.jobs()->rowOf(plan.job);
    return row >= 0 && isLive(context.session.jobs()->job(row).state);
}

bool GeneratePage::Private::isPaused() const
{
    const int row = plan.begun ? context.session.jobs()->rowOf(plan.job) : -1;
    return row >= 0 && context.session.jobs()->job(row).state == RunState::Paused;
}

/// Why it cannot be begun as it stands; empty if it can.
QString GeneratePage::Private::problem() const
{
    if (isWorking())
        return GeneratePage::tr("it is running");
    if (!form->problem().isEmpty())
        return form->problem();
    if (draftTimer.isActive())
        return GeneratePage::tr("the prompts are being planned");
    if (plan.begun && plan.prompts > 0 && answers.counts.answered >= plan.prompts)
        return GeneratePage::tr("all %1 prompts are answered; raise their number to go on")
            .arg(grouped(qint64(plan.prompts)));
    return plan.problem;
}

void GeneratePage::Private::start()
{
    if (const QString reason = problem(); !reason.isEmpty()) {
        context.showResult(reason);
        return;
    }
    starting = true;
    refresh();
    const QString typed = form->typedKey();
    if (!form->keepsKey()) {
        begin(typed);
    } else if (!typed.isEmpty()) {
        keys.write(endpoint(), typed, [this, typed](const QString &sentence) {
            if (!sentence.isEmpty())
                context.toasts.show(sentence, {}, {}, ToastHost::Kind::Warning);
            else
                form->forgetTypedKey();
            begin(typed);
        });
    } else {
        keys.read(endpoint(), [this](const QString &key, const QString &sentence) {
            if (key.isEmpty()) {
                starting = false;
                context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
                form->keyField()->setFocus();
                refresh();
                return;
            }
            begin(key);
        });
    }
}

void GeneratePage::Private::begin(const QString &key)
{
    session.start(key);
}

void GeneratePage::Private::stop()
{
    if (isWorking() && !starting)
        context.session.stop(plan.job);
}

QString GeneratePage::Private::command() const
{
    const GenerateDraft now = draft();
    QStringList words = {u"phi1"_s, u"synthesize"_s};
    if (plan.begun)
        words << u"--job"_s << plan.job;
    else
        words << (now.spec.kind == "exercise" ? u"builtin:exercises"_s : u"builtin:textbooks"_s)
              << u"--endpoint"_s << endpoint() << u"--model"_s
              << QString::fromStdString(now.spec.endpoint.model) << u"--workspace"_s
              << context.session.workspace() << u"--corpus"_s << now.corpus << u"--samples"_s
              << QString::number(now.spec.samples);
    return shellLine(words);
}

void GeneratePage::Private::refresh()
{
    const QString reason = problem();
    const bool working = isWorking();
    const bool resumes = plan.begun && (answers.counts.answered > 0 || isPaused());
    if (startAction) {
        startAction->setText(resumes ? GeneratePage::tr("Resume") : GeneratePage::tr("Start"));
        startAction->setEnabled(reason.isEmpty());
        startAction->setToolTip(reason);
        stopAction->setEnabled(working && !starting);
        copyAction->setEnabled(plan.prompts > 0);
    }
    if (startButton) {
        startButton->setToolTip(reason);
        startButton->setVisible(!working || starting);
        startButton->setBusy(starting);
    }
    if (stopButton)
        stopButton->setVisible(working && !starting);
    // What a paused job waits for stands where the work is.
    const bool paused = isPaused();
    banner->setVisible(paused);
    if (paused) {
        const QString reasonSaid =
            context.session.jobs()->job(context.session.jobs()->rowOf(plan.job)).reason;
        const bool key = reasonSaid.startsWith(u"key needed"_s);
        banner->setBold(key ? GeneratePage::tr("Paused: key needed")
                            : GeneratePage::tr("Paused: the endpoint needs something of you"));
        const QString cause = reasonSaid.section(u": "_s, 1).section(u"; give one"_s, 0, 0);
        banner->setPlain(key ? GeneratePage::tr("%1. Type one under Key and resume.").arg(cause)
                             : cause);
    }
    emit page.factsChanged();
}

GeneratePage::GeneratePage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

GeneratePage::~GeneratePage() = default;

QString GeneratePage::facts() const
{
    if (const QString reason = d->problem(); !reason.isEmpty() && !d->isWorking())
        return reason;
    const GeneratePlan &plan = d->plan;
    return plan.audiences > 1 ? tr("%1 prompts, %2 topics × %3 audiences")
                                    .arg(grouped(qint64(plan.prompts)), grouped(plan.topics),
                                         grouped(plan.audiences))
                              : tr("%1 prompts, %2 topics")
                                    .arg(grouped(qint64(plan.prompts)), grouped(plan.topics));
}

QList<QWidget *> GeneratePage::headerActions()
{
    auto *copy = new ActionButton(tr("Copy the command"), u"copy"_s);
    copy->follow(d->copyAction);
    // With a parent from the start: refresh() shows one of them, which would else be a window.
    d->stopButton = new ActionButton(tr("Pause"), u"pause"_s, ActionButton::Role::Primary, this);
    d->stopButton->follow(d->stopAction);
    d->startButton = new ActionButton(tr("Start"), u"play"_s, ActionButton::Role::Primary, this);
    d->startButton->follow(d->startAction);
    d->refresh();
    return {copy, d->stopButton, d->startButton};
}

QList<QWidget *> GeneratePage::panels() const
{
    return {d->formPanel, d->templatePanel, d->coveragePanel, d->lastPanel};
}

QVariantMap GeneratePage::saveState() const
{
    return {{u"draft"_s, toVariant(d->draft())},
            {u"kept_keys"_s, d->keptKeys},
            {u"columns"_s, d->columns->saveState()},
            {u"rows"_s, d->rows->saveState()},
            {u"lower"_s, d->lower->saveState()}};
}

void GeneratePage::restoreState(const QVariantMap &state)
{
    d->keptKeys = state.value(u"kept_keys"_s).toStringList();
    if (const QVariantMap draft = state.value(u"draft"_s).toMap(); !draft.isEmpty())
        d->setDraft(draftFromVariant(draft));
    d->columns->restoreState(state.value(u"columns"_s).toByteArray());
    d->rows->restoreState(state.value(u"rows"_s).toByteArray());
    d->lower->restoreState(state.value(u"lower"_s).toByteArray());
}

void GeneratePage::opened(const QVariantMap &arguments)
{
    d->form->setCorpora(d->corpora.corpora());
    if (const QString corpus = arguments.value(u"corpus"_s).toString(); !corpus.isEmpty()) {
        GenerateDraft draft = d->draft();
        draft.corpus = corpus;
        d->setDraft(draft);
    }
    d->draftTimer.start();
}

} // namespace phi1
