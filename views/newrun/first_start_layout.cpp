// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/first_start_view_p.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QPointer>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/newrun/begin_card.h"
#include "views/newrun/step_badge.h"
#include "views/plots/learning_rate_preview.h"
#include "views/shell/page_context.h"
#include "views/shell/settings.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/disclosure_details.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int columnWidth = 960;
constexpr int sideWidth = 304;

/// The right side of the panel: what it costs, on the tone of table heads.
class SideGround final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), Theme::instance().color(Theme::Token::Alt));
    }
};

QString homeShort(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home % u'/') ? QString(u'~' % path.mid(home.size())) : path;
}

} // namespace

FirstStartView::Private::Private(FirstStartView &firstStart, PageContext &pageContext)
    : view(firstStart)
    , context(pageContext)
    , demonstration(Demonstration::in(pageContext.session.workspace()))
    , check(pageContext.session.phi1Program())
{}

QWidget *FirstStartView::Private::buildSteps()
{
    auto *steps = new QWidget;
    auto *row = new QHBoxLayout(steps);
    textbook = new TextLabel(Theme::Font::Small, Theme::Token::Text2);
    exercises = new TextLabel(Theme::Font::Small, Theme::Token::Text2);
    auto *compare = new TextLabel(tr("Both curves in one chart, and what each model writes for the "
                                     "same prompts"),
                                  Theme::Font::Small, Theme::Token::Text2);
    const auto step = [&](int number, int slot, const QString &title, TextLabel *sentence) {
        auto *holder = new QHBoxLayout;
        holder->addWidget(new StepBadge(number, slot), 0, Qt::AlignTop);
        auto *text = new QVBoxLayout;
        text->setSpacing(1);
        text->addWidget(new TextLabel(title, Theme::Font::PanelTitle));
        sentence->setWordWrap(true);
        text->addWidget(sentence);
        text->addStretch(1);
        holder->addLayout(text, 1);
        holder->setSpacing(Theme::instance().px(12));
        row->addLayout(holder, 1);
    };
    step(1, 0, tr("Textbook"), textbook);
    step(2, 1, tr("Exercises"), exercises);
    step(3, -1, tr("Compare"), compare);
    Theme::instance().follow(steps, [row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(20), theme.px(18), theme.px(20), theme.px(14));
        row->setSpacing(theme.px(20));
    });
    return steps;
}

QWidget *FirstStartView::Private::buildSide()
{
    auto *side = new SideGround;
    auto *column = new QVBoxLayout(side);
    column->addWidget(new TextLabel(u"phi-1-nano"_s, Theme::Font::Section, Theme::Token::Text2));
    facts = new FactsGrid(1);
    facts->setRules(true);
    column->addWidget(facts);
    column->addStretch(1);
    startButton = new ActionButton(tr("Start training"), u"play"_s, ActionButton::Role::Primary);
    startButton->setKeyHint(tr("Enter"));
    startButton->setAutoDefault(true); // Enter on the focused button starts
    startButton->setObjectName(u"start"_s);
    startButton->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    column->addWidget(startButton);
    auto *change = new ActionButton(tr("Change the settings first…"), {}, ActionButton::Role::Flat);
    column->addWidget(change, 0, Qt::AlignHCenter);
    Theme::instance().follow(side, [this, side, column] {
        const Theme &theme = Theme::instance();
        side->setFixedWidth(theme.px(sideWidth));
        column->setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(12));
        column->setSpacing(theme.px(6));
        startButton->setFixedHeight(theme.px(36));
    });
    connect(startButton, &QPushButton::clicked, &view, [this] { start(); });
    connect(change, &QPushButton::clicked, &view, [this] {
        context.navigate(u"new-run"_s, {{u"preset"_s, u"phi-1-nano"_s}});
    });
    return side;
}

QWidget *FirstStartView::Private::buildCommands()
{
    auto *commands = new QWidget;
    auto *row = new QHBoxLayout(commands);
    auto *label = new TextLabel(tr("Commands"), Theme::Font::Small, Theme::Token::Text3);
    row->addWidget(label, 0, Qt::AlignTop);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    const QStringList texts = demonstration.commands();
    for (const QString &text : texts) {
        const QStringList parts = text.split(u'\n');
        for (const QString &part : parts) {
            auto *line = new ElidedLabel(part, Theme::Font::CodeSmall, Theme::Token::Text2);
            line->setAccessibleName(part);
            lines->addWidget(line);
        }
    }
    row->addLayout(lines, 1);
    auto *copy = new ActionButton(tr("Copy"), u"copy"_s, ActionButton::Role::Flat);
    copy->setSmall(true);
    copy->setAccessibleName(tr("Copy the commands"));
    row->addWidget(copy, 0, Qt::AlignVCenter);
    connect(copy, &QPushButton::clicked, &view, [this, texts] {
        QGuiApplication::clipboard()->setText(texts.join(u'\n'));
        context.showResult(tr("Copied commands"));
    });
    Theme::instance().follow(commands, [row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(20), theme.px(9), theme.px(16), theme.px(9));
        row->setSpacing(theme.px(12));
    });
    return commands;
}

QWidget *FirstStartView::Private::buildPanel()
{
    auto *panel = new Panel;
    panel->setHeadVisible(false);
    panel->setAccessibleName(tr("The demonstration"));
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *upper = new QHBoxLayout;
    upper->setSpacing(0);
    auto *left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(buildSteps());
    left->addWidget(new RuleLine(Qt::Horizontal, Theme::Token::Grid));
    curve = new LearningRatePreview;
    curve->setGhost(true);
    curve->setAccessibleName(tr("Learning rate to come"));
    auto *margins = new QVBoxLayout;
    margins->addWidget(curve);
    left->addLayout(margins, 1);
    upper->addLayout(left, 1);
    upper->addWidget(new RuleLine(Qt::Vertical, Theme::Token::Border));
    upper->addWidget(buildSide());
    column->addLayout(upper);
    column->addWidget(new RuleLine(Qt::Horizontal, Theme::Token::Border));
    column->addWidget(buildCommands());
    panel->setContent(content);

    const LearningRateSchedule first = learningRateSchedule(demonstration.pretrain.config());
    const LearningRateSchedule second = learningRateSchedule(demonstration.finetune.config());
    curve->setCurves({{.label = tr("pretrain: learning rate to come"),
                       .schedule = first,
                       .colourSlot = 0,
                       .style = Qt::DotLine},
                      {.label = tr("finetune"),
                       .schedule = second,
                       .colourSlot = 1,
                       .style = Qt::DotLine,
                       .offsetSteps = first.steps}});
    Theme::instance().follow(curve, [this, margins] {
        const Theme &theme = Theme::instance();
        curve->setMinimumHeight(theme.px(152));
        margins->setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(4));
    });
    return panel;
}

QWidget *FirstStartView::Private::buildCheckLine()
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    checkIcon = new TextLabel(Theme::Font::Small);
    checkWord =
        new TextLabel(tr("Checking this machine…"), Theme::Font::Small, Theme::Token::Text3);
    checkText = new TextLabel(Theme::Font::Small, Theme::Token::Text2);
    checkLink = new QToolButton;
    checkLink->setProperty("phi1Role", u"link small"_s);
    checkLink->setText(tr("Show the check"));
    checkLink->setObjectName(u"show-check"_s);
    checkLink->hide();
    row->addWidget(checkIcon);
    row->addWidget(checkWord);
    row->addWidget(checkText);
    row->addWidget(checkLink);
    row->addStretch(1);
    auto *workspace =
        new ElidedLabel(tr("Workspace %1").arg(homeShort(context.session.workspace())),
                        Theme::Font::Small, Theme::Token::Text3);
    row->addWidget(workspace);
    Theme::instance().follow(line, [row] { row->setSpacing(Theme::instance().px(10)); });
    connect(checkLink, &QToolButton::clicked, &view, [this] {
        const bool open = checkReport->isHidden() || !checkReport->isOpen();
        checkReport->setVisible(open);
        checkReport->setOpen(open);
        checkLink->setText(open ? tr("Hide the check") : tr("Show the check"));
    });
    return line;
}

void FirstStartView::Private::build()
{
    auto *outer = new QVBoxLayout(&view);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    outer->addWidget(scroll);
    auto *ground = new QWidget;
    ground->setAutoFillBackground(false);
    auto *centre = new QHBoxLayout(ground);
    centre->setContentsMargins(0, 0, 0, 0);
    auto *holder = new QWidget;
    centre->addStretch(1);
    centre->addWidget(holder, 100, Qt::AlignTop);
    centre->addStretch(1);
    auto *column = new QVBoxLayout(holder);
    scroll->setWidget(ground);

    auto *title = new TextLabel(tr("Train a small phi-1 and watch it learn"), Theme::Font::Display);
    auto *sentence = new TextLabel(
        tr("The demonstration follows the paper on a scale this machine can do: learn from a "
           "synthetic textbook, then finetune on exercises. Everything it needs is already here."),
        Theme::Font::Body, Theme::Token::Text2);
    sentence->setWordWrap(true);
    column->addWidget(title);
    column->addSpacing(Theme::instance().px(4));
    column->addWidget(sentence);
    column->addSpacing(Theme::instance().px(16));
    column->addWidget(buildPanel());
    banner = new Banner(Banner::Kind::Error, tr("Training was not started"));
    banner->hide();
    column->addWidget(banner);
    column->addSpacing(Theme::instance().px(12));
    auto *note = new QHBoxLayout;
    auto *noteIcon = new TextLabel(Theme::Font::Small);
    note->addWidget(noteIcon);
    note->addWidget(new TextLabel(tr("Training goes on when this window is closed. Open it again "
                                     "to see the run where it is by then."),
                                  Theme::Font::Small, Theme::Token::Text3),
                    1);
    column->addLayout(note);
    column->addSpacing(Theme::instance().px(22));
    column->addWidget(new TextLabel(tr("Or begin with what you have"), Theme::Font::Section,
                                    Theme::Token::Text2));
    column->addSpacing(Theme::instance().px(8));
    auto *cards = new QHBoxLayout;
    cards->setSpacing(Theme::instance().px(10));
    auto *openRun = new BeginCard(
        u"folder"_s, tr("Open a run"),
        tr("A run folder from this or another machine, finished or still training."), tr("Ctrl+O"));
    auto *newRun = new BeginCard(
        u"plus"_s, tr("Set up a run"),
        tr("Every value of phi-1, phi-1-small or your own beside the paper's, with memory, time "
           "and the exact command."),
        tr("Ctrl+N"));
    cards->addWidget(openRun, 1);
    cards->addWidget(newRun, 1);
    column->addLayout(cards);
    column->addSpacing(Theme::instance().px(18));
    column->addWidget(buildCheckLine());
    checkReport = new DisclosureDetails;
    checkReport->setTitle(tr("The check"));
    checkReport->hide();
    column->addWidget(checkReport);
    column->addSpacing(Theme::instance().px(16));
    Theme::instance().follow(holder, [holder, column, sentence, note, noteIcon] {
        const Theme &theme = Theme::instance();
        holder->setMaximumWidth(theme.px(columnWidth));
        column->setContentsMargins(0, theme.px(32), 0, 0);
        column->setSpacing(0);
        sentence->setMaximumWidth(theme.px(660));
        note->setSpacing(theme.px(6));
        note->setContentsMargins(theme.px(2), 0, theme.px(2), 0);
        noteIcon->setPixmap(theme.pixmap(u"info"_s, theme.px(14), Theme::Token::Text3,
                                         holder->devicePixelRatioF()));
    });

    connect(openRun, &QAbstractButton::clicked, &view, &FirstStartView::openRunRequested);
    connect(newRun, &QAbstractButton::clicked, &view,
            [this] { context.navigate(u"new-run"_s, {}); });
    connect(&check, &MachineCheck::finished, &view, [this] {
        showCheck();
        request();
    });
    connect(&context.session, &WorkspaceSession::requestFinished, &view,
            [this](quint64 id, bool ok, const QString &text) { answered(id, ok, text); });
    connect(banner, &Banner::closed, banner, &QWidget::hide);
    take(forecastDemonstration(demonstration, check.facts(), load));
    if (check.facts().ready)
        showCheck();
    sampler = std::make_unique<MachineSampler>(context.session.workspace().toStdString(),
                                               [self = QPointer(&view)](const MachineLoad &sample) {
                                                   QMetaObject::invokeMethod(
                                                       QCoreApplication::instance(),
                                                       [self, sample] {
                                                           if (self) {
                                                               self->m_private->load = sample;
                                                               self->m_private->request();
                                                           }
                                                       },
                                                       Qt::QueuedConnection);
                                               });
    check.start();
    view.setFocusProxy(startButton);
    QWidget::setTabOrder(startButton, openRun);
}

} // namespace phi1
