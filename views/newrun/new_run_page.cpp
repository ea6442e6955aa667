// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/new_run_page.h"

#include <QApplication>
#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QThreadPool>
#include <QToolButton>
#include <QUndoStack>

#include "core/base/files.h"
#include "core/runs/paper_values.h"
#include "views/format/number_text.h"
#include "views/newrun/command_panel.h"
#include "views/newrun/counted.h"
#include "views/newrun/draft_command.h"
#include "views/newrun/forecaster.h"
#include "views/newrun/key_field.h"
#include "views/newrun/memory_panel.h"
#include "views/newrun/name_popup.h"
#include "views/newrun/new_run_form.h"
#include "views/newrun/run_composer.h"
#include "views/newrun/run_name.h"
#include "views/newrun/run_summary_panel.h"
#include "views/newrun/speed_probe.h"
#include "views/newrun/start_bar.h"
#include "views/newrun/tag_edit.h"
#include "views/plots/learning_rate_preview.h"
#include "views/shell/action_registry.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

class NewRunPage::Private
{
public:
    Private(NewRunPage &newRunPage, PageContext &pageContext);

    void build();
    QWidget *buildLeft();
    QWidget *buildRight();
    void addActions();

    void change(const QString &undoText, const std::function<void()> &changeDraft);
    void refresh();
    void refreshForecast();
    void refreshCurve();
    void refreshReason();
    void refreshNames();
    void arrange();
    QString runFolder() const;
    QString problem() const;

    void take(const QVariantMap &arguments);
    void takeRun(const QString &runFolder);
    void takeFile(const QString &file);
    void takeCheckpoint(const QString &path);
    void restoreFocused();
    void resetAll();
    void savePreset();
    void start(bool queueOnly);
    void answered(quint64 request, bool ok, const QString &sentence);

    NewRunPage &page;
    PageContext &context;
    RunComposer composer;
    Forecaster forecaster;
    SpeedProbe probe;

    StartBar *startBar = nullptr;
    NewRunForm *form = nullptr;
    QScrollArea *scroll = nullptr;
    Panel *formPanel = nullptr;
    Banner *banner = nullptr;
    QWidget *right = nullptr;
    Panel *curvePanel = nullptr;
    LearningRatePreview *curve = nullptr;
    MemoryPanel *memory = nullptr;
    RunSummaryPanel *summary = nullptr;
    CommandPanel *command = nullptr;
    QLineEdit *name = nullptr;
    TextLabel *nameProblem = nullptr;
    TagEdit *tags = nullptr;
    QToolButton *differences = nullptr;

    ElidedLabel *reasonLabel = nullptr;
    ActionButton *resetButton = nullptr;
    ActionButton *presetButton = nullptr;
    ActionButton *queueButton = nullptr;
    ActionButton *startButton = nullptr;
    QAction *startAction = nullptr;
    QAction *queueAction = nullptr;

    quint64 request = 0;      ///< that was sent; 0: none
    QString requested;        ///< folder of it
    QStringList startedNames; ///< from here; the session lists them a moment later
    bool requestQueued = false;
    int layoutKind = -1;
};

NewRunPage::Private::Private(NewRunPage &newRunPage, PageContext &pageContext)
    : page(newRunPage)
    , context(pageContext)
    , forecaster(composer, pageContext.session, pageContext.settings)
    , probe(pageContext.session.phi1Program())
{}

QWidget *NewRunPage::Private::buildLeft()
{
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    formPanel = new Panel(QString(), left);
    formPanel->setHeadVisible(false);
    formPanel->setAccessibleName(tr("Settings of the run"));
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    startBar = new StartBar(composer, context.session);
    inner->addWidget(startBar);
    banner = new Banner(Banner::Kind::Error);
    banner->hide();
    inner->addWidget(banner);
    inner->addWidget(new RuleLine(Qt::Horizontal, Theme::Token::Grid));
    form = new NewRunForm(composer, context.session.workspace());
    scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false);
    scroll->setWidget(form);
    form->setAutoFillBackground(false); // setWidget() switches it on
    Theme::instance().follow(scroll, [this] {
        QPalette palette = Theme::instance().palette();
        palette.setColor(QPalette::Window, Theme::instance().color(Theme::Token::Surface));
        scroll->verticalScrollBar()->setPalette(palette);
    });
    inner->addWidget(scroll, 1);
    formPanel->setContent(content);
    column->addWidget(formPanel, 1);

    auto *bottom = new QWidget;
    auto *row = new QHBoxLayout(bottom);
    name = new QLineEdit;
    name->setObjectName(u"name"_s);
    name->setAccessibleName(tr("Name"));
    tags = new TagEdit;
    tags->setAccessibleName(tr("Tags"));
    nameProblem = new TextLabel(Theme::Font::Small, Theme::Token::Error);
    differences = new QToolButton;
    differences->setProperty("phi1Role", u"link small"_s);
    differences->setToolButtonStyle(Qt::ToolButtonTextOnly);
    differences->setToolTip(tr("Go to the first"));
    row->addWidget(new TextLabel(tr("Name"), Theme::Font::Small, Theme::Token::Text2));
    row->addWidget(name);
    row->addWidget(nameProblem);
    row->addWidget(new TextLabel(tr("Tags"), Theme::Font::Small, Theme::Token::Text2));
    row->addWidget(tags);
    row->addStretch(1);
    row->addWidget(differences);
    column->addWidget(bottom);
    Theme::instance().follow(left, [this, column, row] {
        const Theme &theme = Theme::instance();
        column->setSpacing(0);
        row->setContentsMargins(0, theme.px(8), 0, theme.px(4));
        row->setSpacing(theme.px(8));
        name->setFixedWidth(theme.px(210));
        tags->setFixedWidth(theme.px(170));
        differences->setFont(theme.font(Theme::Font::Small));
    });
    return left;
}

QWidget *NewRunPage::Private::buildRight()
{
    right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    curvePanel = new Panel(tr("Planned learning rate"));
    curvePanel->setCaption(tr("checkpoints as triangles"));
    curvePanel->setHeadRule(false);
    curve = new LearningRatePreview;
    curve->setAccessibleName(tr("Planned learning rate"));
    curvePanel->setContent(curve);
    memory = new MemoryPanel;
    summary = new RunSummaryPanel(probe);
    command = new CommandPanel;
    column->addWidget(curvePanel);
    column->addWidget(memory);
    column->addWidget(summary);
    column->addWidget(command, 1);
    column->addStretch(0);
    Theme::instance().follow(right, [this, column] {
        const Theme &theme = Theme::instance();
        column->setSpacing(theme.px(8));
        curve->setFixedHeight(theme.px(172));
        right->setFixedWidth(theme.px(layoutKind == 2 ? 720 : layoutKind == 0 ? 400 : 504));
    });
    return right;
}

void NewRunPage::Private::build()
{
    auto *row = new QHBoxLayout(&page);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(buildLeft(), 1);
    row->addWidget(buildRight());
    Theme::instance().follow(&page, [row] { row->setSpacing(Theme::instance().px(8)); });

    reasonLabel = new ElidedLabel({}, Theme::Font::Small, Theme::Token::Error);
    reasonLabel->setElideMode(Qt::ElideRight);
    reasonLabel->setAlignment(Qt::AlignRight);
    reasonLabel->setObjectName(u"reason"_s);
    resetButton = new ActionButton(tr("Reset to paper"), {}, ActionButton::Role::Flat);
    presetButton = new ActionButton(tr("Save as preset…"));
    queueButton = new ActionButton(tr("Add to queue"));
    startButton = new ActionButton(tr("Start training"), u"play"_s, ActionButton::Role::Primary);
    startButton->setKeyHint(QKeySequence(Qt::CTRL | Qt::Key_Return)
                                .toString(QKeySequence::NativeText)
                                .replace(u"Return"_s, u"Enter"_s));
    addActions();

    connect(&composer, &RunComposer::changed, &page, [this] { refresh(); });
    connect(&forecaster, &Forecaster::changed, &page, [this] { refreshForecast(); });
    connect(&forecaster, &Forecaster::loadChanged, &page, [this] {
        form->setMachine(forecaster.load());
        refreshForecast();
    });
    connect(startBar, &StartBar::presetChosen, &page, [this](const QString &shape) {
        const QString preset =
            QString::fromStdString(presetFor(shape.toStdString(), composer.finetunes()));
        change(tr("change to %1").arg(shape), [&] {
            const std::string initFrom = composer.config().training.initFrom;
            composer.startFrom(preset);
            if (!initFrom.empty())
                composer.finetuneFrom(QString::fromStdString(initFrom));
        });
    });
    connect(startBar, &StartBar::pretrainChosen, &page,
            [this] { change(tr("change to pretraining"), [this] { composer.pretrain(); }); });
    connect(startBar, &StartBar::runChosen, &page, [this](const QString &run) { takeRun(run); });
    connect(startBar, &StartBar::fileChosen, &page,
            [this](const QString &file) { takeFile(file); });
    connect(startBar, &StartBar::checkpointChosen, &page,
            [this](const QString &path) { takeCheckpoint(path); });
    connect(form, &NewRunForm::restoreRequested, &page, [this](const QStringList &keys) {
        change(composer.isInPaper() ? tr("back to the paper's value")
                                    : tr("back to the preset's value"),
               [&] {
                   for (const QString &key : keys)
                       composer.restore(key);
               });
    });
    connect(name, &QLineEdit::textEdited, &page, [this](const QString &text) {
        composer.setName(text);
        if (text.isEmpty())
            refreshReason();
    });
    connect(name, &QLineEdit::editingFinished, &page, [this] {
        if (name->text() != composer.name())
            name->setText(composer.name());
    });
    connect(tags, &TagEdit::edited, &page,
            [this](const QStringList &wanted) { composer.setTags(wanted); });
    connect(differences, &QToolButton::clicked, &page, [this] {
        const QStringList keys = composer.differingKeys();
        if (!keys.isEmpty())
            form->revealKey(keys.first());
    });
    connect(command, &CommandPanel::copied, &page,
            [this](const QString &what) { context.showResult(what); });
    connect(summary, &RunSummaryPanel::measureRequested, &page, [this] {
        summary->setProblem({});
        probe.start(composer.arguments(), composer.config());
    });
    connect(&probe, &SpeedProbe::finished, &page, [this](const SpeedProbe::Result &result) {
        forecaster.setMeasured(result.tokensPerSecond, result.memoryBytes, result.steps);
    });
    connect(&context.session, &WorkspaceSession::requestFinished, &page,
            [this](quint64 id, bool ok, const QString &sentence) { answered(id, ok, sentence); });
    connect(&context.session, &WorkspaceSession::runsChanged, &page, [this] {
        if (page.isVisible())
            refreshNames();
    });
    connect(&context.session, &WorkspaceSession::problemChanged, &page,
            [this] { refreshReason(); });
    connect(banner, &Banner::closed, banner, &QWidget::hide);
    refreshNames();
    refresh();
}

void NewRunPage::Private::addActions()
{
    const QString group = tr("New run");
    const auto add = [&](const QString &id, const QString &text, const QList<QKeySequence> &keys,
                         std::function<void()> run) {
        return context.actions.add(u"new-run."_s % id, text, keys, group, &page, std::move(run));
    };
    startAction =
        add(u"start"_s, tr("Start training"),
            {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)},
            [this] { start(composer.order() == StartOrder::Queued); });
    queueAction = add(u"queue"_s, tr("Add to queue"),
                      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return),
                       QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Enter)},
                      [this] { start(true); });
    add(u"restore"_s, tr("Field back to the paper"), {QKeySequence(tr("Ctrl+R"))},
        [this] { restoreFocused(); });
    add(u"reset"_s, tr("Reset to paper"), {}, [this] { resetAll(); });
    add(u"preset"_s, tr("Save as preset…"), {}, [this] { savePreset(); });
    const QStringList sections = {tr("Data"), tr("Schedule"), tr("Optimizer"),
                                  tr("Checks and checkpoints"), tr("Hardware")};
    for (int i = 0; i < sections.size(); ++i)
        add(u"section-%1"_s.arg(i + 1), tr("Go to %1").arg(sections[i]),
            {QKeySequence(u"Alt+%1"_s.arg(i + 1))}, [this, i] { form->revealSection(i); });
    add(u"back"_s, tr("Back, keeping the draft"), {QKeySequence(Qt::Key_Escape)},
        [this] { context.navigate(u"runs"_s, {}); });

    connect(startButton, &QPushButton::clicked, startAction, &QAction::trigger);
    connect(queueButton, &QPushButton::clicked, queueAction, &QAction::trigger);
    connect(resetButton, &QPushButton::clicked, &page, [this] { resetAll(); });
    connect(presetButton, &QPushButton::clicked, &page, [this] { savePreset(); });
}

void NewRunPage::Private::change(const QString &undoText, const std::function<void()> &changeDraft)
{
    const RunComposer::State before = composer.state();
    changeDraft();
    context.undo.push(new DraftCommand(undoText, composer, before));
}

QString NewRunPage::Private::runFolder() const
{
    return context.session.workspace() % "/runs/"_L1 % composer.name();
}

void NewRunPage::Private::refresh()
{
    startBar->refresh();
    form->refresh();
    if (!name->hasFocus() && name->text() != composer.name())
        name->setText(composer.name());
    else if (composer.isNameSuggested() && !name->text().isEmpty() &&
             name->text() != composer.name())
        name->setText(composer.name());
    name->setPlaceholderText(composer.name());
    tags->setTags(composer.tags());
    const auto count = static_cast<int>(composer.differingKeys().size());
    differences->setText(u"◆ "_s % (composer.isInPaper()
                                        ? counted(count, tr("1 value differs from the paper"),
                                                  tr("%1 values differ from the paper"))
                                        : counted(count, tr("1 value differs from the preset"),
                                                  tr("%1 values differ from the preset"))));
    differences->setVisible(count > 0);
    const QString reset = composer.isInPaper() ? tr("Reset to paper") : tr("Reset to preset");
    resetButton->setText(reset);
    command->show(composer, runFolder());
    refreshCurve();
    refreshReason();
    emit page.factsChanged();
    emit page.stateChanged();
}

void NewRunPage::Private::refreshCurve()
{
    QVector<PlannedCurve> curves;
    const LearningRateSchedule mine = learningRateSchedule(composer.config());
    // The reference with every other value of its own.
    LearningRateSchedule reference = learningRateSchedule(composer.draft().presetConfig());
    const auto number = [&](const char *key, auto &target) {
        const ReferenceValue value = composer.reference(QString::fromLatin1(key));
        if (!value.toml.isEmpty())
            target = static_cast<std::remove_reference_t<decltype(target)>>(value.toml.toDouble());
    };
    number("training.steps", reference.steps);
    number("training.learning_rate", reference.peak);
    number("training.warmup_steps", reference.warmupSteps);
    const bool same = mine.shape == reference.shape && mine.peak == reference.peak &&
                      mine.final == reference.final && mine.steps == reference.steps &&
                      mine.warmupSteps == reference.warmupSteps;
    if (!same)
        curves.append({.label = composer.isInPaper() ? tr("paper") : tr("preset"),
                       .schedule = reference,
                       .style = Qt::DashLine});
    curves.append({.label = same ? (composer.isInPaper() ? tr("this run, as the paper")
                                                         : tr("this run, as the preset"))
                                 : tr("this run"),
                   .schedule = mine,
                   .accent = true});
    curve->setCurves(curves);
    QVector<qint64> steps;
    for (const std::int64_t step : checkpointPlan(composer.config()).steps)
        steps.append(step);
    curve->setCheckpoints(steps);
    QVector<QPair<qint64, QString>> marks;
    if (composer.isInPaper() && !composer.finetunes() && mine.steps > paperBaseStep)
        marks.append({paperBaseStep, tr("24k: phi-1-base in the paper")});
    curve->setMarks(marks);
}

void NewRunPage::Private::refreshForecast()
{
    if (!forecaster.isReady())
        return;
    const RunForecast &forecast = forecaster.forecast();
    form->show(forecast);
    memory->show(forecast);
    summary->show(forecast, composer, forecaster.load());
    refreshReason();
}

QString NewRunPage::Private::problem() const
{
    const QString nameSentence =
        runNameProblem(name->text().isEmpty() && name->hasFocus() ? QString() : composer.name(),
                       context.session.workspace());
    if (!composer.draft().isValid()) {
        const auto &errors = composer.draft().errors();
        return QString::fromStdString(errors.begin()->second);
    }
    if (!nameSentence.isEmpty())
        return nameSentence;
    if (const QString workspace = context.session.problem(); !workspace.isEmpty())
        return workspace;
    if (composer.finetunes() && composer.config().training.initFrom.empty())
        return tr("choose the checkpoint to finetune");
    if (!forecaster.isReady())
        return {};
    const RunForecast &forecast = forecaster.forecast();
    for (const auto *sources : {&forecast.tokens.sources, &forecast.tokens.validation}) {
        for (const SourcePlan &source : *sources) {
            if (!source.problem.empty())
                return QString::fromStdString(source.problem);
        }
    }
    if (!forecast.device.problem.isEmpty())
        return forecast.device.problem;
    if (const QString reason = memoryReason(forecast); !reason.isEmpty())
        return reason;
    const MachineLoad &load = forecaster.load();
    if (load.diskTotal > 0 && forecast.disk.total() > load.diskFree)
        return tr("needs %1 of disk, %2 are free: keep fewer checkpoints")
            .arg(bytes(forecast.disk.total()), bytes(load.diskFree));
    return {};
}

void NewRunPage::Private::refreshReason()
{
    const QString nameSentence = runNameProblem(composer.name(), context.session.workspace());
    nameProblem->setText(nameSentence);
    nameProblem->setVisible(!nameSentence.isEmpty());
    name->setProperty("phi1State", nameSentence.isEmpty() ? QString() : u"error"_s);
    name->setAccessibleDescription(nameSentence);
    name->update();
    const QString sentence = problem();
    reasonLabel->setText(sentence);
    const bool possible = sentence.isEmpty() && request == 0;
    for (QAction *action : {startAction, queueAction})
        action->setEnabled(possible);
    startButton->setBusy(request != 0 && !requestQueued);
    queueButton->setBusy(request != 0 && requestQueued);
    if (request == 0) {
        for (ActionButton *button : {startButton, queueButton}) {
            button->setEnabled(possible);
            button->setToolTip(sentence);
            button->setAccessibleDescription(sentence);
        }
    }
    presetButton->setEnabled(composer.draft().isValid());
    summary->setMeasureEnabled(composer.draft().isValid() && sentence.isEmpty(), sentence);
}

void NewRunPage::Private::refreshNames()
{
    QStringList taken, known;
    for (const RunInfo &run : context.session.runs()->runs()) {
        taken.append(run.name);
        for (const std::string &tag : run.annotation.tags) {
            if (const QString text = QString::fromStdString(tag); !known.contains(text))
                known.append(text);
        }
    }
    composer.setTakenNames(taken + startedNames);
    tags->setSuggestions(known);
    refreshReason();
}

void NewRunPage::Private::arrange()
{
    const double em = page.width() / Theme::instance().fontPixelSize();
    const int kind = em < 95 ? 0 : em > 155 ? 2 : 1;
    if (kind == layoutKind)
        return;
    layoutKind = kind;
    const Theme &theme = Theme::instance();
    right->setFixedWidth(theme.px(kind == 2 ? 720 : kind == 0 ? 400 : 504));
    form->setTwoColumns(kind == 2);
    command->setFoldable(kind == 0);
    summary->setNarrow(kind == 0);
    refreshForecast();
}

void NewRunPage::Private::take(const QVariantMap &arguments)
{
    if (const QString run = arguments.value(u"from"_s).toString(); !run.isEmpty())
        takeRun(run);
    if (const QString preset = arguments.value(u"preset"_s).toString(); !preset.isEmpty())
        change(tr("change to %1").arg(preset), [&] { composer.startFrom(preset); });
    if (const QString checkpoint = arguments.value(u"initFrom"_s).toString(); !checkpoint.isEmpty())
        takeCheckpoint(checkpoint);
}

void NewRunPage::Private::takeRun(const QString &folder)
{
    std::optional<RunRecord> record = context.session.record(folder);
    if (!record) {
        Result<RunRecord> read = readRunRecord(folder.toStdString());
        if (!read) {
            context.toasts.show(QString::fromStdString(read.error().message), {}, {},
                                ToastHost::Kind::Error);
            startBar->refresh();
            return;
        }
        record = std::move(*read);
    }
    const RunInfo *run = context.session.runs()->find(folder);
    const QString title = run && !run->title.isEmpty() ? run->title : QDir(folder).dirName();
    change(tr("take over %1").arg(title),
           [&] { composer.startFrom(record->config, tr("run %1").arg(title)); });
}

void NewRunPage::Private::takeFile(const QString &file)
{
    const Result<RunConfig> config = loadRunConfig(file.toStdString(), {});
    if (!config) {
        context.toasts.show(QString::fromStdString(config.error().message), {}, {},
                            ToastHost::Kind::Error);
        startBar->refresh();
        return;
    }
    const QString title = QFileInfo(file).completeBaseName();
    change(tr("take over %1").arg(title),
           [&] { composer.startFrom(*config, tr("preset %1").arg(title)); });
}

void NewRunPage::Private::takeCheckpoint(const QString &path)
{
    QString sentence;
    change(tr("change of the checkpoint"), [&] { sentence = composer.finetuneFrom(path); });
    startBar->setProblem(sentence);
}

void NewRunPage::Private::restoreFocused()
{
    if (KeyField *field = form->fieldOf(QApplication::focusWidget()))
        field->restore();
}

void NewRunPage::Private::resetAll()
{
    const QString text = composer.isInPaper() ? tr("reset to paper") : tr("reset to preset");
    change(text, [this] { composer.restoreAll(); });
    context.toasts.show(composer.isInPaper() ? tr("Every value is the paper's again")
                                             : tr("Every value is the preset's again"),
                        tr("Undo"), [undo = &context.undo] { undo->undo(); });
}

void NewRunPage::Private::savePreset()
{
    const QString folder = context.session.workspace() % "/presets"_L1;
    const auto check = [folder](const QString &wanted) -> QString {
        if (const QString problem = fileNameProblem(wanted); !problem.isEmpty())
            return problem;
        if (presetText(wanted.toStdString()))
            return tr("%1 is one of the program's own presets; choose another name").arg(wanted);
        return {};
    };
    auto *popup = new NamePopup(tr("Save as preset"), composer.name(), check, &page);
    connect(popup, &NamePopup::accepted, &page, [this, folder](const QString &wanted) {
        const std::string path = QString(folder % u'/' % wanted % ".toml"_L1).toStdString();
        const std::string text =
            "# A configuration saved from the workbench.\n" + configurationToml(composer.config());
        QThreadPool::globalInstance()->start([path, text, wanted, folder = folder.toStdString(),
                                              self = QPointer(&page)] {
            Result<void> written = makeFolders(folder);
            if (written)
                written = writeFileAtomically(path, text);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, written, wanted] {
                    if (!self)
                        return;
                    ToastHost &toasts = self->context().toasts;
                    if (written)
                        toasts.show(tr("Saved as preset %1; it stands under “A run…”").arg(wanted),
                                    {}, {}, ToastHost::Kind::Success);
                    else
                        toasts.show(QString::fromStdString(written.error().message), {}, {},
                                    ToastHost::Kind::Error);
                },
                Qt::QueuedConnection);
        });
    });
    popup->openBelow(presetButton);
}

void NewRunPage::Private::start(bool queueOnly)
{
    if (request != 0 || !problem().isEmpty())
        return;
    RunLaunch launch;
    launch.folder = composer.name();
    launch.arguments = composer.arguments();
    launch.name = composer.name();
    launch.tags = composer.tags();
    for (const std::string &device : composer.config().hardware.devices) {
        if (device != "auto")
            launch.devices.append(QString::fromStdString(device));
    }
    launch.shareDevice = composer.order() == StartOrder::Shared;
    launch.queueOnly = queueOnly;
    requested = runFolder();
    requestQueued = queueOnly;
    banner->hide();
    request = context.session.startRun(launch);
    refreshReason();
}

void NewRunPage::Private::answered(quint64 id, bool ok, const QString &sentence)
{
    if (id != request || request == 0)
        return;
    request = 0;
    if (!ok) {
        banner->setBold(requestQueued ? tr("The run was not queued")
                                      : tr("The run was not started"));
        banner->setPlain(sentence);
        banner->show();
        refreshReason();
        return;
    }
    // The next draft begins as this one with a name of its own.
    startedNames.append(composer.name());
    composer.setName({});
    refreshNames();
    context.navigate(u"runs"_s, {{u"run"_s, requested}});
}

NewRunPage::NewRunPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_private(std::make_unique<Private>(*this, context))
{
    m_private->build();
}

NewRunPage::~NewRunPage() = default;

QString NewRunPage::id() const
{
    return u"new-run"_s;
}

QString NewRunPage::title() const
{
    return tr("New run");
}

QString NewRunPage::iconName() const
{
    return u"plus"_s;
}

QString NewRunPage::facts() const
{
    const RunComposer &composer = m_private->composer;
    const QString what = composer.finetunes() ? tr("%1, finetuning").arg(composer.shape())
                                              : tr("%1, pretraining").arg(composer.shape());
    return composer.origin().isEmpty() ? what : tr("%1, from %2").arg(what, composer.origin());
}

QList<QWidget *> NewRunPage::headerActions()
{
    return {m_private->reasonLabel, m_private->resetButton, m_private->presetButton,
            m_private->queueButton, m_private->startButton};
}

QList<QWidget *> NewRunPage::panels() const
{
    return {m_private->formPanel, m_private->name, m_private->summary, m_private->command};
}

bool NewRunPage::showsInRail() const
{
    return false;
}

QString NewRunPage::railParent() const
{
    return u"runs"_s;
}

QVariantMap NewRunPage::saveState() const
{
    return {{u"draft"_s, m_private->composer.toMap()}};
}

void NewRunPage::restoreState(const QVariantMap &state)
{
    m_private->composer.fromMap(state.value(u"draft"_s).toMap());
}

void NewRunPage::opened(const QVariantMap &arguments)
{
    m_private->forecaster.start();
    m_private->refreshNames();
    m_private->take(arguments);
}

RunComposer &NewRunPage::composer() const
{
    return m_private->composer;
}

QString NewRunPage::reason() const
{
    return m_private->problem();
}

void NewRunPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_private->arrange();
}

void NewRunPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_private->arrange();
}

} // namespace phi1
