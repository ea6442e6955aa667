// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/new_run_page_p.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

#include "views/newrun/command_panel.h"
#include "views/newrun/memory_panel.h"
#include "views/newrun/new_run_form.h"
#include "views/newrun/run_summary_panel.h"
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

namespace phi1 {

using namespace Qt::StringLiterals;

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

} // namespace phi1
