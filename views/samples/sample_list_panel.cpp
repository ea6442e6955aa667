// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/sample_list_panel.h"

#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/samples/sample_list_view.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// Columns whose order says something to a reader.
bool isSortable(const SampleColumn &column)
{
    const std::string key = column.key.toStdString();
    return column.type != ColumnType::Hash && key != columnKey::hash &&
           key != columnKey::duplicateOf && key != columnKey::encoding;
}

/// The highest score and the longest text first, names from A.
bool beginsDescending(const SampleColumn &column)
{
    return column.type != ColumnType::Category;
}

} // namespace

SampleListPanel::SampleListPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel)
    , m_order(new ActionButton(tr("Order"), u"chevron-down"_s, ActionButton::Role::Flat))
    , m_stack(new QStackedWidget)
    , m_list(new SampleListView)
    , m_empty(new EmptyState)
{
    setAccessibleName(tr("Samples found"));
    m_order->setSmall(true);
    m_panel->addHeadWidget(m_order);
    auto *holder = new QWidget;
    auto *middle = new QVBoxLayout(holder);
    middle->addWidget(m_empty, 0, Qt::AlignVCenter);
    m_stack->addWidget(m_list);
    m_stack->addWidget(holder);
    m_panel->setContent(m_stack);
    m_panel->setContentMargin(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    connect(m_order, &QPushButton::clicked, this, &SampleListPanel::openOrderMenu);
    connect(m_empty, &EmptyState::buttonClicked, this, [this] {
        if (m_offersImport)
            emit importRequested();
        else
            emit clearRequested();
    });
}

bool SampleListPanel::isEmpty() const
{
    return m_stack->currentIndex() == 1;
}

QString SampleListPanel::countText() const
{
    return m_panel->title();
}

void SampleListPanel::setHead(const QString &title, const QString &caption)
{
    m_panel->setTitle(title);
    m_panel->setCaption(caption);
    m_order->hide();
    m_stack->setCurrentIndex(0);
    m_list->setDimmed(false);
}

void SampleListPanel::showState(const SearchState &state, const CorpusFacts &facts, bool isFiltered)
{
    using Stage = SearchState::Stage;
    const QString all = grouped(facts.samples);
    const QString found = grouped(state.found);
    m_order->setVisible(state.stage != Stage::Closed);
    QString caption;
    switch (state.stage) {
    case Stage::Closed:
    case Stage::Opening:
        m_panel->setTitle(tr("Samples"));
        caption = state.stage == Stage::Opening ? tr("opening…") : QString();
        break;
    case Stage::Searching:
        m_panel->setTitle(tr("%1+").arg(found));
        caption = tr("of %1 samples, so far").arg(all);
        break;
    case Stage::Partial:
        m_panel->setTitle(tr("%1 partial").arg(found));
        caption = tr("of %1 samples").arg(all);
        break;
    case Stage::Done:
        m_panel->setTitle(found);
        caption = isFiltered ? tr("of %1 samples").arg(all) : tr("samples");
        break;
    case Stage::Failed:
        m_panel->setTitle(tr("Samples"));
        break;
    }
    m_panel->setCaption(caption);
    // What was found before stays in sight, pale, while a question is wrong.
    m_list->setDimmed(state.stage == Stage::Failed);
    m_offersImport = false;
    const bool over = state.stage == Stage::Done || state.stage == Stage::Partial;
    if (state.stage == Stage::Closed) {
        m_offersImport = true;
        m_empty->setSentence(tr("No text was imported into this workspace yet."));
        m_empty->setButton(tr("Import text…"), u"download"_s);
        m_stack->setCurrentIndex(1);
    } else if (over && facts.samples == 0) {
        m_offersImport = true;
        m_empty->setSentence(tr("This corpus holds no samples yet."));
        m_empty->setButton(tr("Import text…"), u"download"_s);
        m_stack->setCurrentIndex(1);
    } else if (over && state.found == 0) {
        m_empty->setSentence(state.stage == Stage::Partial
                                 ? tr("None of the samples that could be looked at passes.")
                                 : tr("No sample passes: none has all of this."));
        m_empty->setButton(tr("Clear search and filters"));
        m_stack->setCurrentIndex(1);
    } else {
        m_stack->setCurrentIndex(0);
    }
}

void SampleListPanel::showOrder(const SampleOrder &order, const CorpusFacts &facts)
{
    m_shown = order;
    m_facts = facts;
    QString text;
    switch (order.by) {
    case SampleOrder::By::Document:
        text = tr("As imported");
        break;
    case SampleOrder::By::Relevance:
        text = tr("Best match");
        break;
    case SampleOrder::By::Column:
        text = order.descending ? tr("%1 ↓").arg(columnTitle(QString::fromStdString(order.column)))
                                : tr("%1 ↑").arg(columnTitle(QString::fromStdString(order.column)));
        break;
    }
    m_order->setText(text);
    m_order->setAccessibleName(tr("Order: %1").arg(text));
}

void SampleListPanel::openOrderMenu()
{
    auto *menu = new QMenu(m_order);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, const SampleOrder &order) {
        QAction *action = menu->addAction(text, this, [this, order] { emit orderChosen(order); });
        action->setCheckable(true);
        action->setChecked(order == m_shown);
    };
    add(tr("As imported"), {});
    add(tr("Best match"), {SampleOrder::By::Relevance, {}, false});
    menu->addSeparator();
    for (const SampleColumn &column : m_facts.columns) {
        if (!isSortable(column))
            continue;
        const std::string key = column.key.toStdString();
        const bool chosen = m_shown.by == SampleOrder::By::Column && m_shown.column == key;
        const bool descending =
            beginsDescending(column) != (chosen && m_shown.descending == beginsDescending(column));
        QAction *action = menu->addAction(column.title, this, [this, key, descending] {
            emit orderChosen({SampleOrder::By::Column, key, descending});
        });
        action->setCheckable(true);
        action->setChecked(chosen);
        action->setToolTip(chosen ? tr("Again: the other way round") : QString());
    }
    menu->popup(m_order->mapToGlobal(QPoint(0, m_order->height())));
}

} // namespace phi1
