// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_compare_widgets.h"

#include "tests/views/compare/sample_tokens.h"
#include "views/compare/branch_strip.h"
#include "views/compare/checkpoint_slider.h"
#include "views/compare/diff_view.h"
#include "views/compare/distribution_table.h"
#include "views/compare/pane_facts.h"
#include "views/compare/pane_footer.h"
#include "views/compare/pane_header.h"
#include "views/compare/prompt_editor.h"
#include "views/compare/result_grid.h"
#include "views/compare/sample_groups.h"
#include "views/compare/token_card.h"
#include "views/compare/token_view.h"
#include "views/widgets/panel.h"

#include <QVBoxLayout>

namespace phi1::test {
namespace {

using namespace Qt::StringLiterals;

void size(QWidget *widget, int width, int height)
{
    const Theme &theme = Theme::instance();
    widget->setFixedSize(theme.px(width), theme.px(height));
}

QWidget *framed(const QVector<QWidget *> &parts, int width, int height)
{
    auto *page = new QWidget;
    page->setAutoFillBackground(true);
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(8, 8, 8, 8);
    auto *panel = new Panel;
    panel->setHeadVisible(false);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (QWidget *part : parts)
        layout->addWidget(part, part->sizePolicy().verticalPolicy() == QSizePolicy::Fixed ? 0 : 1);
    panel->setContentMargin(0);
    panel->setContent(content);
    outer->addWidget(panel);
    size(page, width, height);
    return page;
}

PaneHeader *header(const QString &name, const QString &stage, int slot)
{
    auto *widget = new PaneHeader;
    widget->setSlot(slot);
    widget->setName(name);
    widget->setStage(stage);
    return widget;
}

PaneFactsBar *facts(const QString &fingerprint)
{
    auto *widget = new PaneFactsBar;
    widget->setFacts({{u"bfloat16"_s, {}, {}, false},
                      {u"GPU 0"_s, {}, {}, false},
                      fingerprintFact(fingerprint),
                      {u"greedy, seed 17"_s, {}, {}, false}});
    return widget;
}

PaneFooter *footer(PaneProgress::State state)
{
    auto *widget = new PaneFooter;
    PaneProgress progress;
    progress.state = state;
    progress.stopString = u"\n\n\n"_s;
    progress.tokens = state == PaneProgress::State::Writing ? 118 : 87;
    progress.maxTokens = 160;
    progress.firstTokenSeconds = 0.021;
    progress.tokensPerSecond = 412;
    progress.meanProbability = 0.81;
    progress.memoryBytes = 2.9e9;
    if (state == PaneProgress::State::Failed) {
        progress = {};
        progress.state = state;
        progress.tokens = 41;
        progress.problem = u"The engine ended while it wrote"_s;
    }
    widget->setProgress(progress);
    return widget;
}

TokenView *view(const QVector<ViewToken> &tokens)
{
    auto *widget = new TokenView;
    widget->setPrompt(samplePrompt());
    widget->setTokens(tokens);
    return widget;
}

QWidget *writingPane()
{
    TokenView *tokens = view(baseCompletion());
    tokens->setLive(true);
    tokens->setDifference(3);
    PaneHeader *head = header(u"phi-1-base"_s, u"pretrained, step 24\u2009000"_s, 0);
    head->setCurrent(true);
    auto *strip = new BranchStrip;
    strip->setBranches({{1, -1, -1, {}, 118, false}, {2, 1, 3, " [", 64, true}}, 1);
    return framed(
        {head, facts(u"9f3ac41e07b2aa10"_s), strip, tokens, footer(PaneProgress::State::Writing)},
        560, 520);
}

QWidget *stoppedPane()
{
    TokenView *tokens = view(finetunedCompletion());
    tokens->setDifference(3);
    tokens->setCurrentToken(17);
    QWidget *page =
        framed({header(u"phi-1"_s, u"finetuned, step 6\u2009000"_s, 1),
                facts(u"41d708aae95c0001"_s), tokens, footer(PaneProgress::State::Stopped)},
               560, 560);
    auto *card = new TokenCard(page);
    card->setData(sampleCard());
    page->ensurePolished();
    page->layout()->activate();
    card->showBeside(
        QRect(page->mapToGlobal(QPoint(Theme::instance().px(150), Theme::instance().px(90))),
              QSize(20, 18)),
        true);
    return page;
}

QWidget *codePane()
{
    TokenView *tokens = view(baseCompletion());
    tokens->setMode(TokenView::Mode::Code);
    tokens->setPromptShown(true);
    return framed({header(u"/home/someone/models/a rather long name of a folder, phi-1-base"_s,
                          u"pretrained, step 24\u2009000"_s, 2),
                   tokens, footer(PaneProgress::State::Finished)},
                  560, 520);
}

QWidget *divergencePane()
{
    TokenView *tokens = view(baseCompletion());
    tokens->setTint(TokenView::Tint::Divergence);
    tokens->setWhitespaceShown(true);
    PaneHeader *head = header(u"phi-1"_s, {}, 1);
    head->setBlindName(u"Completion B"_s);
    return framed({head, tokens, footer(PaneProgress::State::Failed)}, 560, 460);
}

QWidget *oddBytes()
{
    QVector<ViewToken> tokens;
    const auto add = [&](const QByteArray &bytes, double probability) {
        tokens.append(tokenOf(bytes, probability));
    };
    add("pieces: ", 0.95);
    add("\xe2\x82", 0.3); // one sign in two tokens
    add("\xac", 0.03);
    add(" \xc3", 0.6);
    add("\xa9", 0.95);
    add(" cafe", 0.95);
    add("\xcc\x81", 0.3); // an accent that joins
    add("\ninvalid: ", 0.95);
    add("\xff", 0.04);
    add("a\xc3", 0.3);
    add("b", 0.95);
    add("\ncontrol: ", 0.95);
    add(QByteArray("\0", 1), 0.1);
    add("\x1b[31m", 0.04);
    add("\r", 0.3);
    add("\nbidi: ", 0.95);
    add("\xe2\x80\xae", 0.04);
    add("abc", 0.95);
    add("\n\ttab", 0.6);
    add("\tstop", 0.95);
    add("\n\n    ", 0.3);
    add("return None", 0.95);
    ViewToken end = tokenOf("<|endoftext|>", 0.5);
    end.flags = TokenFlag::EndOfText;
    tokens.append(end);
    TokenView *widget = view(tokens);
    widget->setPrompt({});
    widget->setWhitespaceShown(true);
    widget->setCurrentToken(2);
    return framed({widget}, 420, 230);
}

QWidget *card()
{
    auto *page = new QWidget;
    page->setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(page);
    auto *two = new DistributionTable;
    two->setData(sampleCard());
    two->setCurrentRow(0);
    auto *four = new DistributionTable;
    TokenCardData data = sampleCard();
    data.rows.resize(5);
    for (const int slot : {2, 3}) {
        CardColumn column;
        column.name = slot == 2 ? u"a long name of a checkpoint"_s : u"step 12k"_s;
        column.slot = slot;
        column.state =
            slot == 2 ? PaneDistribution::State::Unavailable : PaneDistribution::State::Pending;
        column.sentence = u"its text differs before this token"_s;
        data.columns.append(column);
    }
    data.rows[1].probabilities.append(1e-5);
    data.rows[2].bytes = "\n\n    ";
    data.rows[3].bytes = "\xf0\x9f";
    data.divergence = unknownFigure;
    four->setData(data);
    layout->addWidget(two);
    layout->addWidget(four);
    page->setFixedSize(page->sizeHint());
    return page;
}

QWidget *editor()
{
    auto *widget = new PromptEditor;
    widget->setText(samplePrompt() +
                    u"    total: float = 0x1F + 1.5e-3  # running\n"
                    "    @staticmethod\n"
                    "    class Window(object):\n"
                    "        text = f\"of {len(values)!r} {'inner'}\" + rb'\\x00'\n"_s);
    QTextCursor cursor(widget->document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(u"    return "_s);
    widget->setSuggestion(u"[v for v in values]\n    # suggested"_s);
    return framed({widget}, 640, 330);
}

QVector<DiffColumn> diffColumns()
{
    return {{u"phi-1-base"_s, 0, baseCompletion()}, {u"phi-1"_s, 1, finetunedCompletion()}};
}

QWidget *diff()
{
    auto *widget = new DiffView;
    widget->setColumns(diffColumns());
    return framed({widget}, 900, 480);
}

QWidget *foldedDiff()
{
    QString text;
    for (int line = 0; line < 14; ++line)
        text += u"    total += values[%1]\n"_s.arg(line);
    const QString head = u"def total(values):\n    total = 0\n"_s;
    const QString other = u"def total(values):\n    total = 0.0\n"_s;
    QVector<DiffColumn> columns;
    columns.append({u"step 6\u2009000"_s, 2, tokensOf(head + text + u"    return total\n"_s, 1)});
    columns.append({u"step 12\u2009000"_s, 3, tokensOf(other + text + u"    return total\n"_s, 1)});
    columns.append(
        {u"step 24\u2009000"_s, 4,
         tokensOf(head + text + u"    print(total)\n    return total / len(values)\n"_s, 1)});
    auto *widget = new DiffView;
    widget->setUnit(DiffView::Unit::Tokens);
    widget->setColumns(columns);
    return framed({widget}, 900, 260);
}

QWidget *samples()
{
    auto *widget = new SampleGroups;
    widget->setSlot(0);
    SampleRow first;
    first.text =
        u"    values = [v for v in values if v is not None]\n    if len(values) < window:\n"
        "        return []\n    means = []\n"_s;
    first.samples = {0, 2, 3, 6, 7};
    first.tokens = 87;
    first.meanProbability = 0.93;
    first.ending = u"end of text"_s;
    SampleRow second;
    second.text = u"    return []\n"_s;
    second.samples = {1, 5};
    second.tokens = 160;
    second.meanProbability = 0.61;
    second.ending = u"160 tokens"_s;
    SampleRow third;
    third.text = u"    import numpy as np\n    values = np.array([v for v in values if v is not "
                 "None], dtype=float)\n"_s;
    third.samples = {4};
    third.tokens = 31;
    third.isLive = true;
    widget->setGroups({first, second, third}, 8);
    widget->setCurrentGroup(1);
    return framed({widget}, 640, 230);
}

QWidget *grid()
{
    auto *widget = new ResultGrid;
    widget->setColumns({{u"phi-1-base"_s, u"pretrained, step 24\u2009000"_s, 0},
                        {u"phi-1"_s, u"finetuned, step 6\u2009000"_s, 1},
                        {u"nano"_s, u"step 500"_s, 2}});
    const QString exercises = u"Exercises"_s;
    const QString libraries = u"Libraries"_s;
    widget->setRows({{u"Rolling mean without None"_s, exercises},
                     {u"Second largest value"_s, exercises},
                     {u"Balanced brackets"_s, exercises},
                     {u"Bouncing ball"_s, libraries},
                     {u"Two-layer network"_s, libraries}});
    const auto done = [](const QString &text, int variant, int tokens, double p) {
        ResultCell cell;
        cell.state = ResultCell::State::Done;
        cell.text = text;
        cell.variant = variant;
        cell.tokens = tokens;
        cell.meanProbability = p;
        return cell;
    };
    widget->setCell(0, 0, done(u"    values = list(values)"_s, 0, 160, 0.81));
    widget->setCell(0, 1,
                    done(u"    values = [v for v in values if v is not None]"_s, 1, 87, 0.93));
    widget->setCell(0, 2, done(u"\n"_s, 2, 3, 0.4));
    widget->setCell(1, 0, done(u"    return sorted(set(values))[-2]"_s, 0, 16, 0.97));
    widget->setCell(1, 1, done(u"    return sorted(set(values))[-2]"_s, 0, 16, 0.99));
    widget->setCell(2, 0, done(u"    depth = 0"_s, 0, 71, 0.9));
    ResultCell running;
    running.state = ResultCell::State::Running;
    widget->setCell(2, 1, running);
    ResultCell failed;
    failed.state = ResultCell::State::Failed;
    failed.problem = u"needs 2.8 GB, 1.1 GB are free"_s;
    widget->setCell(1, 2, failed);
    widget->setCurrent(0, 1);
    return framed({widget}, 1000, 400);
}

QWidget *strips()
{
    auto *strip = new BranchStrip;
    strip->setBranches({{1, -1, -1, {}, 118, false},
                        {2, 1, 3, " [", 64, true},
                        {3, 2, 9, " None", 20, false},
                        {4, 1, 12, "\n", 40, false}},
                       3);
    auto *slider = new CheckpointSlider;
    QVector<CheckpointStop> stops;
    for (int index = 0; index < 9; ++index) {
        CheckpointStop stop;
        stop.step = 1000 * index * index + 500;
        stop.path = QString::number(index);
        stop.state = index < 5    ? CheckpointStop::State::Done
                     : index == 5 ? CheckpointStop::State::Running
                     : index == 7 ? CheckpointStop::State::Failed
                                  : CheckpointStop::State::Waiting;
        stops.append(stop);
    }
    slider->setStops(stops);
    slider->setCurrentIndex(4);
    auto *narrow = header(u"phi-1-base"_s, u"pretrained, step 24\u2009000"_s, 0);
    auto *none = header({}, {}, 0);
    return framed({narrow, strip, slider, none, footer(PaneProgress::State::Stopped)}, 460, 190);
}

} // namespace

QVector<Sample> sampleCompareWidgets()
{
    return {{u"pane-writing"_s, writingPane},
            {u"pane-stopped"_s, stoppedPane},
            {u"pane-code"_s, codePane},
            {u"pane-divergence"_s, divergencePane},
            {u"odd-bytes"_s, oddBytes},
            {u"card"_s, card},
            {u"editor"_s, editor},
            {u"diff"_s, diff},
            {u"diff-folded"_s, foldedDiff},
            {u"samples"_s, samples},
            {u"grid"_s, grid},
            {u"strips"_s, strips}};
}

} // namespace phi1::test
