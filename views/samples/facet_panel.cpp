// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/facet_panel.h"

#include <algorithm>
#include <array>

#include <QCheckBox>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/samples/facet_header.h"
#include "views/samples/facet_section.h"
#include "views/samples/filter_edit.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/panel.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString keyText(std::string_view key)
{
    return QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
}

/// Scores stand after where a sample is from, losses after the label; the rest as listed, unknown
/// ones last.
int placeOf(const QString &column)
{
    static constexpr std::array order = {
        columnKey::source,      columnKey::kind,           std::string_view("score."),
        columnKey::tokens,      columnKey::parse,          columnKey::topic,
        columnKey::audience,    columnKey::label,          std::string_view("loss."),
        columnKey::duplicateOf, columnKey::comments,       columnKey::selfContained,
        columnKey::imports,     columnKey::undefinedNames, columnKey::licence,
        columnKey::generator,   columnKey::lines,          columnKey::bytes,
        columnKey::copies,      columnKey::encoding};
    const std::string key = column.toStdString();
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool group = order[i].ends_with('.');
        if (group ? key.starts_with(order[i]) : key == order[i])
            return static_cast<int>(i);
    }
    return static_cast<int>(order.size());
}

constexpr int openedPlaces = 9; ///< up to the losses

} // namespace

FacetPanel::FacetPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Filters")))
    , m_count(new Chip)
    , m_clear(new ActionButton(tr("Clear"), {}, ActionButton::Role::Flat))
    , m_area(new QScrollArea)
    , m_content(new QWidget)
    , m_column(new QVBoxLayout(m_content))
    , m_duplicateSection(new QWidget)
    , m_duplicates(new QCheckBox)
    , m_empty(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
{
    setAccessibleName(tr("Filters"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    m_count->setTone(Chip::Tone::Accent);
    m_clear->setSmall(true);
    m_clear->setIconTone(Theme::Token::Accent);
    m_panel->addHeadWidget(m_count);
    m_panel->addHeadWidget(m_clear);
    m_panel->setContent(m_area);
    m_panel->setContentMargin(0);
    m_area->setWidget(m_content);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    // The panel's own surface.
    m_area->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_empty->setWordWrap(true);
    auto *duplicates = new QVBoxLayout(m_duplicateSection);
    duplicates->addWidget(m_duplicates);
    m_column->addWidget(m_empty);
    m_column->addWidget(m_duplicateSection);
    m_column->addStretch(1);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        SampleFilter filter = m_filter;
        clearFacets(filter);
        edit(filter);
    });
    connect(m_duplicates, &QCheckBox::toggled, this, [this](bool on) {
        SampleFilter filter = m_filter;
        filter.withoutNearDuplicates = on;
        edit(filter);
    });
    Theme::instance().follow(this, [this, duplicates] {
        const Theme &theme = Theme::instance();
        duplicates->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8));
        m_duplicates->setFont(theme.font(Theme::Font::Small));
        m_empty->setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12));
    });
    clear();
}

void FacetPanel::clear()
{
    m_facets = {};
    m_facts = {};
    m_filter = {};
    showSections();
}

void FacetPanel::showFacets(const SampleFacets &facets, const CorpusFacts &facts)
{
    m_facets = facets;
    m_facts = facts;
    showSections();
}

void FacetPanel::setFilter(const SampleFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    showSections();
}

void FacetPanel::setStale(bool stale)
{
    m_panel->setCaption(stale ? tr("counting…") : QString());
}

void FacetPanel::edit(const SampleFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    showSections();
    emit filterEdited(filter);
}

FacetSection *FacetPanel::sectionOf(const QString &column) const
{
    if (CategorySection *section = m_categories.value(column))
        return section;
    return m_numbers.value(column);
}

CategorySection *FacetPanel::category(const QString &column) const
{
    return m_categories.value(column);
}

NumberSection *FacetPanel::number(const QString &column) const
{
    return m_numbers.value(column);
}

QStringList FacetPanel::sectionColumns() const
{
    QStringList shown;
    for (const QString &column : m_order) {
        if (const FacetSection *section = sectionOf(column); section && section->isUseful())
            shown << column;
    }
    return shown;
}

void FacetPanel::openByDefault(FacetSection *section)
{
    const QString &column = section->column();
    // Without tokens the length in bytes is what there is.
    const bool length = column == keyText(columnKey::bytes) && !m_facts.column(u"tokens"_s);
    section->setOpen(m_folds.value(column, placeOf(column) < openedPlaces || length));
    connect(section, &FacetSection::foldToggled, this, [this, section] {
        m_folds.insert(section->column(), section->isOpen());
        showSections();
        emit stateChanged();
    });
}

void FacetPanel::showSections()
{
    QStringList order;
    for (const CategoryFacet &facet : m_facets.categories) {
        const QString column = QString::fromStdString(facet.column);
        CategorySection *&section = m_categories[column];
        if (!section) {
            section = new CategorySection(column, m_content);
            openByDefault(section);
            connect(section, &CategorySection::nameToggled, this,
                    [this](const QString &of, const QString &name, bool ticked) {
                        SampleFilter filter = m_filter;
                        setNamePasses(filter, of, name, ticked);
                        edit(filter);
                    });
        }
        section->showFacet(facet, m_filter);
        order << column;
    }
    for (const NumberFacet &facet : m_facets.numbers) {
        const QString column = QString::fromStdString(facet.column);
        // Its values are rows of samples: near-duplicates have a section of their own.
        if (column == keyText(columnKey::duplicateOf))
            continue;
        NumberSection *&section = m_numbers[column];
        if (!section) {
            section = new NumberSection(column, m_content);
            openByDefault(section);
            connect(section, &NumberSection::rangeEdited, this,
                    [this](const QString &of, double low, double high) {
                        SampleFilter filter = m_filter;
                        setNumberFilter(filter, of, low, high);
                        edit(filter);
                    });
            connect(section, &NumberSection::missingToggled, this,
                    [this](const QString &of, bool pass) {
                        SampleFilter filter = m_filter;
                        setWithMissing(filter, of, pass);
                        edit(filter);
                    });
        }
        const SampleColumn *info = m_facts.column(column);
        section->showFacet(facet, m_filter, info && info->type == ColumnType::Count);
        order << column;
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const QString &a, const QString &b) { return placeOf(a) < placeOf(b); });
    if (order != m_order) {
        m_order = order;
        arrange();
    }
    for (const QString &column : m_order)
        sectionOf(column)->setVisible(sectionOf(column)->isUseful());
    const bool looked = m_facets.nearDuplicates != noSample;
    m_duplicateSection->setVisible(looked);
    const QSignalBlocker blocker(m_duplicates);
    m_duplicates->setChecked(m_filter.withoutNearDuplicates);
    m_duplicates->setText(
        looked ? tr("Without near-duplicates · %1").arg(grouped(m_facets.nearDuplicates))
               : QString());
    const int count = facetCount(m_filter);
    m_count->setText(grouped(count));
    m_count->setAccessibleName(tr("%n filters", nullptr, count));
    m_count->setVisible(count > 0);
    m_clear->setVisible(count > 0);
    m_empty->setVisible(m_order.isEmpty());
    m_empty->setText(
        m_facts.name.isEmpty() ? QString() : tr("What the samples can be narrowed by is counted."));
}

void FacetPanel::arrange()
{
    // Sections of columns that have gone stay, unseen: they may come back with the next answer.
    for (QWidget *section : m_content->findChildren<FacetSection *>())
        section->hide();
    int place = 0;
    for (const QString &column : m_order)
        m_column->insertWidget(place++, sectionOf(column));
}

QVariantMap FacetPanel::saveState() const
{
    QVariantMap folds;
    for (auto fold = m_folds.cbegin(); fold != m_folds.cend(); ++fold)
        folds.insert(fold.key(), fold.value());
    return folds;
}

void FacetPanel::restoreState(const QVariantMap &state)
{
    for (auto fold = state.cbegin(); fold != state.cend(); ++fold) {
        m_folds.insert(fold.key(), fold.value().toBool());
        if (FacetSection *section = sectionOf(fold.key()))
            section->setOpen(fold.value().toBool());
    }
    showSections();
}

} // namespace phi1
