// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/ablation_panel.h"

#include "views/attention_text/ablation_card.h"
#include "views/compare/distribution_table.h"
#include "views/compare/token_view.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/chip.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/section_title.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

#include <QBoxLayout>
#include <QPointer>
#include <QResizeEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>

#include <array>

namespace phi1 {
namespace {

constexpr int twoColumns = 620; ///< from this width on, for a 13 px font

/// What became of a completion, in a few words.
QString completionFact(const AblationArm &arm)
{
    switch (arm.state) {
    case PaneState::Empty:
    case PaneState::Unloaded:
    case PaneState::Ready:
        return {};
    case PaneState::Loading:
        return AblationPanel::tr("loading …");
    case PaneState::Waiting:
        return AblationPanel::tr("waiting for the engine …");
    case PaneState::Writing:
        return AblationPanel::tr("writing, %n tokens", nullptr,
                                 static_cast<int>(arm.completion.tokens.size()));
    case PaneState::Finished:
        return AblationPanel::tr("%n tokens", nullptr,
                                 static_cast<int>(arm.completion.tokens.size()));
    case PaneState::Stopped:
        return AblationPanel::tr("stopped after %n tokens", nullptr,
                                 static_cast<int>(arm.completion.tokens.size()));
    case PaneState::Failed:
        return AblationPanel::tr("failed");
    }
    return {};
}

bool isBeginning(const QVector<ViewToken> &shown, const QVector<ViewToken> &all)
{
    if (shown.size() > all.size())
        return false;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        if (shown[i].id != all[i].id || shown[i].bytes != all[i].bytes)
            return false;
    }
    return true;
}

} // namespace

struct AblationPanel::Private {
    explicit Private(AblationPanel *panel);

    void refresh();
    void refreshChips();
    void refreshCompletion(int arm);
    void arrange();
    void removeHead(HeadKey key);

    AblationPanel *q;
    Shown shown;
    QVector<AttentionToken> prompt;
    QPointer<AttentionAblation> ablation;
    QVector<HeadKey> chipHeads; ///< that chips stand for
    QString promptText;

    QWidget *chips;
    FlowLayout *flow;
    TextLabel *none;
    ActionButton *removeAll;
    SegmentedChoice *mode;
    Banner *problem;
    QBoxLayout *columns;
    DistributionTable *table;
    QScrollArea *tableArea; ///< the panel may be lower than the table
    SectionTitle *completions;
    ActionButton *run;
    struct Side {
        ElidedLabel *name;
        ElidedLabel *fact;
        TokenView *text;
    };
    std::array<Side, 2> sides;
};

AblationPanel::Private::Private(AblationPanel *panel)
    : q(panel)
    , chips(new QWidget)
    , flow(new FlowLayout(chips))
    , none(new TextLabel(
          AblationPanel::tr("No head is switched off. X switches the selected head off."),
          Theme::Font::Small, Theme::Token::Text3))
    , removeAll(new ActionButton(AblationPanel::tr("All on again"), {}, ActionButton::Role::Flat))
    , mode(new SegmentedChoice)
    , problem(new Banner(Banner::Kind::Warning))
    , columns(new QBoxLayout(QBoxLayout::LeftToRight))
    , table(new DistributionTable)
    , tableArea(new QScrollArea)
    , completions(new SectionTitle(AblationPanel::tr("Completions")))
    , run(new ActionButton(AblationPanel::tr("Write both"), QStringLiteral("play")))
{}

AblationPanel::AblationPanel(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    setAccessibleName(tr("Heads switched off"));
    d->removeAll->setSmall(true);
    d->run->setSmall(true);
    d->mode->addOption(tr("Zero"), static_cast<int>(AttentionAblation::Mode::Zero));
    d->mode->addOption(tr("Mean"), static_cast<int>(AttentionAblation::Mode::Mean));
    d->mode->setAccessibleName(tr("What a switched-off head adds"));
    d->mode->setToolTip(tr("Zero: the head adds nothing. Mean: it adds its mean over the prompt."));
    d->problem->setClosable(false);
    d->none->setWordWrap(true);
    d->table->setAccessibleName(tr("Next token, untouched and with heads switched off"));

    auto *head = new QHBoxLayout;
    head->addWidget(d->none, 1);
    head->addWidget(d->chips, 1);
    head->addWidget(d->removeAll, 0, Qt::AlignTop);
    head->addWidget(d->mode, 0, Qt::AlignTop);
    d->tableArea->setFrameShape(QFrame::NoFrame);
    d->tableArea->setWidgetResizable(true);
    d->tableArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    d->tableArea->setFocusPolicy(Qt::NoFocus);
    d->tableArea->setWidget(d->table);
    d->tableArea->viewport()->setAutoFillBackground(false);
    d->table->setAutoFillBackground(false);
    auto *right = new QVBoxLayout;
    auto *title = new QHBoxLayout;
    title->addWidget(d->completions, 1);
    title->addWidget(d->run);
    right->addLayout(title);
    for (int arm = 0; arm < 2; ++arm) {
        Private::Side &side = d->sides[arm];
        side.name = new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2);
        side.name->setBold(true);
        side.fact = new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text3);
        side.fact->setAlignment(Qt::AlignRight);
        side.text = new TokenView;
        side.text->setTint(TokenView::Tint::Off);
        side.text->setWhitespaceShown(true);
        side.text->setAccessibleName(arm == 0 ? tr("Untouched completion")
                                              : tr("Completion with heads switched off"));
        auto *line = new QHBoxLayout;
        line->addWidget(side.name);
        line->addWidget(side.fact, 1);
        right->addLayout(line);
        right->addWidget(side.text, 1);
    }
    d->columns->addWidget(d->tableArea, 1);
    d->columns->addLayout(right, 1);
    auto *column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(d->problem);
    column->addLayout(d->columns, 1);
    Theme::instance().follow(this, [this, head, column, right] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8));
        column->setSpacing(theme.px(8));
        head->setSpacing(theme.px(8));
        right->setSpacing(theme.px(4));
        d->columns->setSpacing(theme.px(12));
        for (Private::Side &side : d->sides)
            side.text->setMinimumHeight(theme.px(56));
        d->arrange();
    });

    connect(d->table, &DistributionTable::currentRowChanged, this, [this](int row) {
        const QRect place = d->table->rowRect(row);
        d->tableArea->ensureVisible(0, place.center().y(), 0, place.height());
    });
    connect(d->removeAll, &QPushButton::clicked, this, [this] { emit headsRequested({}); });
    connect(d->mode, &SegmentedChoice::currentDataChanged, this, [this](const QVariant &value) {
        const auto mode = static_cast<AttentionAblation::Mode>(value.toInt());
        if (mode != d->shown.mode)
            emit modeRequested(mode);
    });
    connect(d->run, &QPushButton::clicked, this, [this] {
        if (d->shown.isRunning)
            emit stopRequested();
        else
            emit runRequested();
    });
    d->refresh();
}

AblationPanel::~AblationPanel() = default;

void AblationPanel::setShown(const Shown &shown)
{
    d->shown = shown;
    d->refresh();
}

const AblationPanel::Shown &AblationPanel::shown() const
{
    return d->shown;
}

void AblationPanel::setPromptTokens(const QVector<AttentionToken> &tokens)
{
    d->prompt = tokens;
    QByteArray bytes;
    for (const AttentionToken &token : tokens)
        bytes += token.bytes;
    d->promptText = QString::fromUtf8(bytes);
    for (Private::Side &side : d->sides)
        side.text->setPrompt(d->promptText);
    d->refresh();
}

void AblationPanel::setAblation(AttentionAblation *ablation)
{
    if (d->ablation)
        d->ablation->disconnect(this);
    d->ablation = ablation;
    if (!ablation)
        return;
    const auto take = [this] {
        if (!d->ablation)
            return;
        Shown shown;
        shown.heads = d->ablation->heads();
        shown.mode = d->ablation->mode();
        shown.untouched = d->ablation->arm(AttentionAblation::Untouched);
        shown.ablated = d->ablation->arm(AttentionAblation::Ablated);
        shown.divergence = d->ablation->divergence();
        shown.firstDifference = d->ablation->firstDifference();
        shown.position = d->ablation->position();
        shown.problem = d->ablation->problem();
        shown.isRunning = d->ablation->isRunning();
        setShown(shown);
    };
    connect(ablation, &AttentionAblation::headsChanged, this, take);
    connect(ablation, &AttentionAblation::changed, this, take);
    connect(ablation, &AttentionAblation::tokensAppended, this, take);
    take();
}

void AblationPanel::Private::removeHead(HeadKey key)
{
    QVector<HeadKey> rest = shown.heads;
    rest.removeAll(key);
    emit q->headsRequested(rest);
}

void AblationPanel::Private::refreshChips()
{
    if (chipHeads != shown.heads) {
        // The chip after the removed one has the focus then, so that Delete can go on.
        int focused = -1;
        for (int i = 0; i < flow->count(); ++i) {
            if (flow->itemAt(i)->widget()->hasFocus())
                focused = i;
        }
        while (QLayoutItem *item = flow->takeAt(0)) {
            item->widget()->hide();
            item->widget()->deleteLater();
            delete item;
        }
        for (const HeadKey &key : shown.heads) {
            auto *chip = new Chip(headName(key), true, chips);
            chip->setTone(Chip::Tone::Accent);
            chip->setAccessibleName(AblationPanel::tr("Layer %1, head %2 is switched off")
                                        .arg(key.layer)
                                        .arg(key.head));
            QObject::connect(chip, &Chip::removeRequested, q, [this, key] { removeHead(key); });
            QObject::connect(chip, &Chip::clicked, q, [this, key] { emit q->headActivated(key); });
            flow->addWidget(chip);
            chip->show();
        }
        chipHeads = shown.heads;
        if (focused >= 0 && flow->count() > 0)
            flow->itemAt(std::min(focused, flow->count() - 1))
                ->widget()
                ->setFocus(Qt::OtherFocusReason);
    }
    none->setVisible(shown.heads.isEmpty());
    chips->setVisible(!shown.heads.isEmpty());
    removeAll->setVisible(shown.heads.size() > 1);
    removeAll->setCount(static_cast<int>(shown.heads.size()));
}

void AblationPanel::Private::refreshCompletion(int arm)
{
    const AblationArm &source = arm == 0 ? shown.untouched : shown.ablated;
    Side &side = sides[arm];
    side.name->setText(arm == 0 ? AblationPanel::tr("Untouched") : ablatedName(shown.heads));
    QString fact = completionFact(source);
    const bool areCompared =
        !shown.untouched.completion.tokens.isEmpty() && !shown.ablated.completion.tokens.isEmpty();
    if (arm == 1 && shown.firstDifference >= 0)
        fact =
            AblationPanel::tr("%1, differs from %2 on").arg(fact, grouped(shown.firstDifference));
    else if (arm == 1 && areCompared && !shown.isRunning)
        fact = AblationPanel::tr("%1, identical").arg(fact);
    side.fact->setText(fact);
    const QVector<ViewToken> &tokens = source.completion.tokens;
    if (isBeginning(side.text->tokens(), tokens))
        side.text->appendTokens(tokens.mid(side.text->tokenCount()));
    else
        side.text->setTokens(tokens);
    side.text->setLive(source.state == PaneState::Writing);
    side.text->setDimmed(source.state == PaneState::Failed);
    side.text->setDifference(shown.firstDifference < tokens.size() ? shown.firstDifference : -1);
    side.text->setPlaceholder(!source.sentence.isEmpty() ? source.sentence
                              : isBusy(source.state)     ? AblationPanel::tr("Nothing yet")
                                                         : AblationPanel::tr("Not written yet"));
}

void AblationPanel::Private::refresh()
{
    refreshChips();
    {
        const QSignalBlocker blocker(mode);
        mode->setCurrentData(static_cast<int>(shown.mode));
    }
    // A reason why nothing can be compared, or why what was tried failed.
    QString sentence = shown.heads.isEmpty() ? QString() : shown.problem;
    for (const AblationArm *arm : {&shown.untouched, &shown.ablated}) {
        if (sentence.isEmpty() && arm->state == PaneState::Failed)
            sentence = arm->sentence;
    }
    problem->setVisible(!sentence.isEmpty());
    problem->setKind(sentence == shown.problem ? Banner::Kind::Warning : Banner::Kind::Error);
    problem->setBold(sentence == shown.problem ? AblationPanel::tr("Nothing to compare")
                                               : AblationPanel::tr("Not completed"));
    problem->setPlain(sentence);
    table->setData(ablationCard(shown, prompt));
    arrange();
    const bool offers = !shown.heads.isEmpty() && shown.problem.isEmpty();
    run->setText(shown.isRunning ? AblationPanel::tr("Stop") : AblationPanel::tr("Write both"));
    run->setIconName(shown.isRunning ? QStringLiteral("stop") : QStringLiteral("play"));
    run->setEnabled(shown.isRunning || offers);
    run->setToolTip(offers || shown.isRunning ? QString()
                    : shown.heads.isEmpty()   ? AblationPanel::tr("Switch a head off first")
                                              : shown.problem);
    for (int arm = 0; arm < 2; ++arm)
        refreshCompletion(arm);
}

void AblationPanel::Private::arrange()
{
    const bool isWide = q->width() >= Theme::instance().px(twoColumns);
    columns->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    tableArea->setMinimumWidth(table->minimumSizeHint().width() +
                               tableArea->verticalScrollBar()->sizeHint().width());
    tableArea->setMaximumWidth(isWide ? tableArea->minimumWidth() : QWIDGETSIZE_MAX);
}

void AblationPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->arrange();
}

} // namespace phi1
