// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/widgets/sample_widgets.h"

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/chip.h"
#include "views/widgets/colour_popup.h"
#include "views/widgets/disclosure_details.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/form_field.h"
#include "views/widgets/hover_card.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/key_hint.h"
#include "views/widgets/meter.h"
#include "views/widgets/page_header.h"
#include "views/widgets/panel.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/search_field.h"
#include "views/widgets/section_title.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/spinner.h"
#include "views/widgets/state_badge.h"
#include "views/widgets/swatch_button.h"
#include "views/widgets/text_label.h"
#include "views/widgets/toast.h"
#include "views/widgets/value_row.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QRadioButton>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace phi1::test {
namespace {

using namespace Qt::StringLiterals;

QWidget *page(QLayout *layout)
{
    auto *widget = new QWidget;
    widget->setAutoFillBackground(true);
    layout->setContentsMargins(8, 8, 8, 8);
    widget->setLayout(layout);
    return widget;
}

QWidget *rowOf(const QVector<QWidget *> &widgets)
{
    auto *layout = new QHBoxLayout;
    layout->setSpacing(8);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    layout->addStretch(1);
    return page(layout);
}

QWidget *columnOf(const QVector<QWidget *> &widgets, int width = 0)
{
    auto *layout = new QVBoxLayout;
    layout->setSpacing(8);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    QWidget *result = page(layout);
    if (width > 0)
        result->setFixedWidth(Theme::instance().px(width));
    return result;
}

QWidget *buttons()
{
    auto *normal = new ActionButton(u"Open run…"_s, u"folder"_s);
    auto *queue = new ActionButton(u"Queue"_s, u"clock"_s);
    queue->setCount(1);
    auto *primary = new ActionButton(u"New run"_s, u"plus"_s, ActionButton::Role::Primary);
    primary->setKeyHint(u"Ctrl+N"_s);
    auto *disabled = new ActionButton(u"Start training"_s, u"play"_s, ActionButton::Role::Primary);
    disabled->setEnabled(false);
    auto *flat = new ActionButton(u"Export"_s, u"export"_s, ActionButton::Role::Flat);
    flat->setSmall(true);
    auto *stop = new ActionButton(u"Stop"_s, u"stop"_s);
    stop->setSmall(true);
    stop->setIconTone(Theme::Token::Error);
    auto *on = new ActionButton(u"Clip outliers"_s, {}, ActionButton::Role::Toggle);
    on->setSmall(true);
    on->setChecked(true);
    auto *off = new ActionButton(u"Log y"_s, {}, ActionButton::Role::Toggle);
    off->setSmall(true);
    auto *icon = new IconButton(u"inspector"_s, u"Show the inspector"_s);
    auto *more = new IconButton(u"more"_s, u"More"_s);
    more->setSmall(true);
    more->setOutlined(true);
    return rowOf({normal, queue, primary, disabled, flat, stop, on, off, icon, more});
}

QWidget *choices()
{
    auto *axis = new SegmentedChoice;
    for (const QString &text : {u"Step"_s, u"Tokens"_s, u"Epoch"_s, u"Time"_s})
        axis->addOption(text);
    axis->setOptionEnabled(2, false, u"The run has no length of an epoch"_s);
    auto *preset = new SegmentedChoice;
    preset->setLarge(true);
    for (const QString &text : {u"phi-1"_s, u"phi-1-small"_s, u"phi-1-nano"_s, u"A run…"_s})
        preset->addOption(text);
    preset->setCurrentIndex(1);
    return rowOf({axis, preset});
}

QWidget *chips()
{
    auto *neutral = new Chip(u"all 81 920 points drawn"_s);
    auto *tag = new Chip(u"sweep"_s, true);
    auto *fits = new Chip(u"fits: 29.8 of 80 GB"_s);
    fits->setTone(Chip::Tone::Success);
    fits->setIconName(u"check"_s);
    auto *warning = new Chip(u"partial"_s);
    warning->setTone(Chip::Tone::Warning);
    auto *error = new Chip(u"timeout"_s);
    error->setTone(Chip::Tone::Error);
    auto *info = new Chip(u"A · phi-1-base"_s);
    info->setTone(Chip::Tone::Info);
    auto *accent = new Chip(u"3"_s);
    accent->setTone(Chip::Tone::Accent);
    auto *source = new Chip(u"filtered-code"_s, true);
    source->setStrong(u"0.86"_s);
    source->setIconName(u"samples"_s);
    source->setTall(true);
    return rowOf({neutral, tag, fits, warning, error, info, accent, source});
}

QWidget *states()
{
    auto *layout = new QGridLayout;
    int place = 0;
    for (const ShownState state :
         {ShownState::Queued, ShownState::Starting, ShownState::Running, ShownState::Pausing,
          ShownState::Stopped, ShownState::Finished, ShownState::Failed, ShownState::LostContact,
          ShownState::LastSeen, ShownState::Damaged, ShownState::Gone}) {
        auto *badge = new StateBadge;
        badge->setState(state);
        layout->addWidget(badge, place / 4, place % 4);
        ++place;
    }
    auto *live = new StateBadge;
    live->setState(ShownState::Running, u"live, "_s + ago(2));
    live->setFontRole(Theme::Font::Small);
    layout->addWidget(live, place / 4, place % 4);
    return page(layout);
}

QWidget *meters()
{
    auto *ram = new Meter(u"RAM"_s);
    ram->setValue(0.31);
    ram->setText(bytesOf(158000000000, 512000000000));
    auto *gpu = new Meter(u"GPU 0–7"_s);
    gpu->setValue(0.77);
    gpu->setText(u"61 of 80 GB each"_s);
    gpu->setAside(u"84 °C"_s, true);
    auto *disk = new Meter(u"Disk"_s);
    disk->setValue(0.95);
    disk->setText(u"51 GB free"_s);
    QWidget *row = rowOf({ram, gpu, disk});
    row->setBackgroundRole(QPalette::Base);
    return row;
}

QWidget *progress()
{
    auto *live = new ProgressBarThin;
    live->setValue(0.597);
    auto *warning = new ProgressBarThin;
    warning->setTone(Theme::Token::Warning);
    warning->setValue(0.02);
    auto *unknown = new ProgressBarThin;
    unknown->setValue(std::numeric_limits<double>::quiet_NaN());
    auto *spinner = new Spinner;
    spinner->setRunning(true);
    auto *busy = new ActionButton(u"Measure 20 steps"_s, u"clock"_s);
    busy->setBusy(true);
    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    for (QWidget *bar : {live, warning, unknown})
        column->addWidget(bar);
    auto *layout = new QHBoxLayout;
    layout->addLayout(column, 1);
    layout->addWidget(spinner);
    layout->addWidget(busy);
    return page(layout);
}

QWidget *banners()
{
    auto *warning =
        new Banner(Banner::Kind::Warning, u"Throughput fell by 18 % at step 19 204"_s,
                   u"GPU 3 reduced its clocks at 84 °C. Training goes on."_s, u"Show the step"_s);
    auto *error = new Banner(Banner::Kind::Error, u"The loss is NaN since step 9 312"_s,
                             u"The gradient norm rose tenfold in the 40 steps before."_s,
                             u"Resume before it"_s);
    auto *info = new Banner(Banner::Kind::Info, u"Another window follows this run"_s);
    auto *success = new Banner(Banner::Kind::Success, u"Checkpoint written and verified"_s);
    info->setClosable(false);
    return columnOf({warning, error, info, success}, 300);
}

QWidget *panel()
{
    auto *result = new Panel(u"small-lr1e-3"_s);
    result->setSwatch(Theme::instance().runColor(0));
    result->setCaption(u"smoothed 0.60 · validation dashed"_s);
    result->addHeadWidget(new IconButton(u"pin"_s, u"Pin as baseline"_s));
    result->addHeadWidget(new IconButton(u"close"_s, u"Close the inspector"_s));
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setSpacing(6);
    layout->addWidget(new SectionTitle(u"Now"_s, u"2 s ago"_s));
    auto *facts = new FactsGrid;
    facts->setFact(u"Tokens seen"_s, u"45.0 B, 6.8 epochs"_s);
    facts->setFact(u"Learning rate"_s, u"4.12e-4"_s);
    facts->setFact(u"Memory per GPU"_s, u"79.1 of 80 GB"_s, Theme::Token::Warning);
    layout->addWidget(facts);
    layout->addWidget(new RuleLine);
    auto *key = new ValueRow(u"training.dropout"_s, u"0.1 → 0.0"_s);
    key->setCode(true);
    layout->addWidget(key);
    layout->addWidget(
        new ElidedLabel(u"/data/runs/2026-03-12/cluster-pretrain-02/checkpoints/step-00012000"_s,
                        Theme::Font::CodeSmall));
    result->setContent(content);
    result->setContentMargin(12);
    return columnOf({result}, 320);
}

QWidget *form()
{
    auto *steps = new FormField(u"Steps"_s, new QLineEdit(u"36 000"_s));
    steps->setPaperText(u"36 000"_s);
    steps->setConsequence(u"75.5 B tokens, 11.4 epochs"_s);
    auto *rate = new FormField(u"Highest learning rate"_s, new QLineEdit(u"1.5e-3"_s));
    rate->setPaperText(u"1.0e-3"_s);
    rate->setChanged(true);
    auto *every = new FormField(u"Validate every"_s, new QLineEdit(u"2 000"_s));
    every->setSuffix(u"steps"_s);
    auto *combo = new QComboBox;
    combo->addItems({u"Linear"_s, u"Cosine"_s});
    auto *decay = new FormField(u"Decay"_s, combo);
    decay->setPaperText(u"linear"_s);
    auto *batch = new FormField(u"Micro-batch per GPU"_s, new QLineEdit(u"48"_s));
    batch->setError(u"needs 96.4 of 80 GB: lower the micro-batch to 24"_s);
    return columnOf({steps, rate, every, decay, batch}, 640);
}

QWidget *inputs()
{
    auto *line = new QLineEdit(u"small-lr1.5e-3"_s);
    auto *placeholder = new QLineEdit;
    placeholder->setPlaceholderText(u"Name"_s);
    auto *off = new QLineEdit(u"off"_s);
    off->setEnabled(false);
    auto *search = new SearchField(u"Filter: name, tag, key, /regex/"_s, u"filter"_s);
    search->setSmall(true);
    auto *found = new SearchField(u"Search"_s);
    found->setText(u"recurs*"_s);
    found->setCount(u"14 ms"_s);
    auto *spin = new QSpinBox;
    spin->setValue(32);
    auto *combo = new QComboBox;
    combo->addItems({u"This machine, 8 GPUs"_s});
    auto *flat = new QComboBox;
    flat->setProperty("phi1Role", u"flat small"_s);
    flat->addItem(u"All levels"_s);
    return rowOf({line, placeholder, off, search, found, spin, combo, flat});
}

QWidget *marks()
{
    auto *on = new QCheckBox(u"Synthetic textbook"_s);
    on->setChecked(true);
    auto *off = new QCheckBox(u"Filtered code"_s);
    auto *part = new QCheckBox(u"Topic"_s);
    part->setTristate(true);
    part->setCheckState(Qt::PartiallyChecked);
    auto *no = new QCheckBox(u"Label"_s);
    no->setEnabled(false);
    auto *radio = new QRadioButton(u"Light"_s);
    radio->setChecked(true);
    auto *dark = new QRadioButton(u"Dark"_s);
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(60);
    slider->setFixedWidth(Theme::instance().px(92));
    auto *bar = new QScrollBar(Qt::Horizontal);
    bar->setRange(0, 100);
    bar->setPageStep(50);
    bar->setFixedWidth(Theme::instance().px(92));
    auto *tabs = new QTabBar;
    tabs->addTab(u"Command"_s);
    tabs->addTab(u"run.toml"_s);
    tabs->addTab(u"Changed keys"_s);
    return rowOf({on, off, part, no, radio, dark, slider, bar, tabs});
}

QWidget *table()
{
    auto *view = new QTreeView;
    auto *model = new QStandardItemModel(3, 4, view);
    model->setHorizontalHeaderLabels({u"Name"_s, u"State"_s, u"Loss"_s, u"Started"_s});
    const QVector<QStringList> rows{{u"small-lr1e-3"_s, u"Running"_s, u"1.410"_s, u"Mon 09:14"_s},
                                    {u"small-lr6e-4"_s, u"Stopped"_s, u"1.438"_s, u"Sat 18:02"_s},
                                    {u"nano-textbook"_s, u"Finished"_s, u"2.114"_s, u"12 Mar"_s}};
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 4; ++column) {
            auto *item = new QStandardItem(rows[row][column]);
            if (column == 2)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            model->setItem(row, column, item);
        }
    }
    model->setHeaderData(2, Qt::Horizontal, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
                         Qt::TextAlignmentRole);
    view->setModel(model);
    view->setRootIsDecorated(false);
    view->setUniformRowHeights(true);
    view->header()->setSortIndicator(3, Qt::DescendingOrder);
    view->header()->setSortIndicatorShown(true);
    view->setCurrentIndex(model->index(0, 0));
    view->setFixedHeight(Theme::instance().px(26 + 3 * 28 + 8));
    auto *frame = new Panel;
    frame->setHeadVisible(false);
    frame->setContent(view);
    return columnOf({frame}, 460);
}

QWidget *header()
{
    auto *result = new PageHeader(u"New run"_s);
    result->setFacts(u"phi-1-small, pretraining"_s);
    result->setBackVisible(true);
    result->addActionWidget(new ActionButton(u"Reset to paper"_s, {}, ActionButton::Role::Flat));
    auto *start = new ActionButton(u"Start training"_s, u"play"_s, ActionButton::Role::Primary);
    start->setKeyHint(u"Ctrl+Enter"_s);
    result->addActionWidget(start);
    return columnOf({result}, 620);
}

QWidget *rail()
{
    auto *layout = new QVBoxLayout;
    layout->setSpacing(2);
    const QVector<std::pair<QString, QString>> pages{{u"runs"_s, u"Runs"_s}, {u"log"_s, u"Jobs"_s}};
    for (const auto &[icon, text] : pages) {
        auto *button = new QToolButton;
        button->setIcon(Theme::instance().icon(icon));
        button->setIconSize(QSize(Theme::instance().px(20), Theme::instance().px(20)));
        button->setText(text);
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setProperty("phi1Role", u"rail"_s);
        button->setCheckable(true);
        button->setChecked(icon == u"runs");
        layout->addWidget(button);
    }
    return page(layout);
}

QWidget *emptiness()
{
    auto *empty = new EmptyState(u"No checkpoints yet: the first is written at step 2 000."_s,
                                 u"Checkpoint now"_s, u"save"_s);
    auto *details = new DisclosureDetails;
    details->setText(u"exit status 137\nout of memory: 79.6 of 80 GB in use"_s);
    details->setOpen(true);
    return columnOf({empty, details}, 380);
}

QWidget *overlays()
{
    auto *host = new QWidget;
    auto *toast = new Toast(u"small-lr2e-3 moved to the trash"_s, u"Undo"_s, {},
                            ToastHost::Kind::Success, host);
    toast->setParent(nullptr);
    delete host;
    auto *keys = new KeyHint(u"Ctrl+Shift+O"_s);
    auto *key = new KeyHint(u"F8"_s);
    auto *swatch = new SwatchButton;
    auto *hidden = new SwatchButton;
    hidden->setSlot(3);
    hidden->setFilled(false);
    auto *dashed = new SwatchButton;
    dashed->setSlot(11);
    return rowOf({toast, keys, key, swatch, hidden, dashed});
}

QWidget *colours()
{
    auto *popup = new ColourPopup(2, QColor(), 0);
    popup->setWindowFlags(Qt::Widget);
    popup->setAttribute(Qt::WA_DeleteOnClose, false);
    popup->setFixedSize(popup->sizeHint());
    return rowOf({popup});
}

QWidget *type()
{
    auto *layout = new QVBoxLayout;
    layout->setSpacing(4);
    layout->addWidget(new TextLabel(u"Train a small phi-1"_s, Theme::Font::Display));
    layout->addWidget(new TextLabel(u"1.410"_s, Theme::Font::BigValue));
    layout->addWidget(new TextLabel(u"Runs"_s, Theme::Font::PageTitle));
    layout->addWidget(new TextLabel(u"Panel title 0123456789"_s, Theme::Font::PanelTitle));
    layout->addWidget(new TextLabel(u"Section"_s, Theme::Font::Section, Theme::Token::Text2));
    layout->addWidget(new TextLabel(u"Body 36 000 · ≈ 45 h"_s));
    layout->addWidget(new TextLabel(u"Small 59.7 %"_s, Theme::Font::Small, Theme::Token::Text2));
    layout->addWidget(new TextLabel(u"Caption"_s, Theme::Font::Caption, Theme::Token::Text3));
    layout->addWidget(new TextLabel(u"def code(self): != ->"_s, Theme::Font::Code));
    layout->addWidget(new TextLabel(u"training.dropout 0OIl1"_s, Theme::Font::CodeSmall));
    return page(layout);
}

QWidget *menu()
{
    auto *result = new QMenu;
    result->addAction(u"Duplicate and edit…\tCtrl+D"_s);
    QAction *shown = result->addAction(u"Show in charts\tSpace"_s);
    shown->setCheckable(true);
    shown->setChecked(true);
    result->addSeparator();
    result->addMenu(u"Group by"_s);
    result->addAction(u"Move to trash\tDel"_s)->setEnabled(false);
    result->setActiveAction(shown);
    return result;
}

} // namespace

void fit(QWidget &widget)
{
    widget.ensurePolished();
    // Layouts inside layouts ask their items again only when the outermost is activated.
    if (QLayout *layout = widget.layout())
        layout->activate();
    QSize size = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize());
    if (widget.hasHeightForWidth())
        size.setHeight(widget.heightForWidth(size.width()));
    widget.resize(size);
}

QVector<Sample> sampleWidgets()
{
    return {{u"buttons"_s, buttons},   {u"choices"_s, choices}, {u"chips"_s, chips},
            {u"states"_s, states},     {u"meters"_s, meters},   {u"progress"_s, progress},
            {u"banners"_s, banners},   {u"panel"_s, panel},     {u"form"_s, form},
            {u"inputs"_s, inputs},     {u"marks"_s, marks},     {u"table"_s, table},
            {u"header"_s, header},     {u"rail"_s, rail},       {u"emptiness"_s, emptiness},
            {u"overlays"_s, overlays}, {u"colours"_s, colours}, {u"type"_s, type},
            {u"menu"_s, menu}};
}

} // namespace phi1::test
