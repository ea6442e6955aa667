// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/facet_section.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QCheckBox>
#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/samples/facet_header.h"
#include "views/samples/filter_edit.h"
#include "views/samples/value_chooser.h"
#include "views/theme/theme.h"
#include "views/widgets/histogram_slider.h"

namespace phi1 {

FacetSection::FacetSection(const QString &column, QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_column(column)
    , m_header(new FacetHeader(columnTitle(column), this))
    , m_layout(new QVBoxLayout(this))
{
    m_layout->addWidget(m_header);
    m_layout->addWidget(content);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_header, &QAbstractButton::toggled, content, &QWidget::setVisible);
    connect(m_header, &QAbstractButton::clicked, this, &FacetSection::foldToggled);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_layout->setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(7));
        m_layout->setSpacing(theme.px(2));
    });
}

QString FacetSection::title() const
{
    return m_header->text();
}

bool FacetSection::isOpen() const
{
    return m_header->isOpen();
}

void FacetSection::setOpen(bool open)
{
    m_header->setOpen(open);
}

void FacetSection::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(QRect(0, height() - 1, width(), 1),
                            Theme::instance().color(Theme::Token::Grid));
}

CategorySection::CategorySection(const QString &column, QWidget *parent)
    : FacetSection(column, new FacetList(columnTitle(column)), parent)
    , m_list(findChild<FacetList *>())
{
    connect(m_list, &FacetList::toggled, this,
            [this](const QString &name, bool on) { emit nameToggled(this->column(), name, on); });
    connect(m_list, &FacetList::showAllRequested, this, &CategorySection::openChooser);
}

void CategorySection::showFacet(const CategoryFacet &facet, const SampleFilter &filter)
{
    QVector<FacetList::Row> rows;
    const CategoryFilter *ticked = categoryFilter(filter, column());
    for (const CategoryFacet::Value &value : facet.values) {
        const QString name = QString::fromStdString(value.name);
        rows.append({name, nameText(column(), name), value.count,
                     ticked && passesName(filter, column(), name)});
    }
    // What a filter names may have no sample at all: it can be taken away nevertheless.
    for (const std::string &name : ticked ? ticked->names : std::vector<std::string>()) {
        const QString shown = QString::fromStdString(name);
        if (std::none_of(rows.cbegin(), rows.cend(),
                         [&](const FacetList::Row &row) { return row.name == shown; }))
            rows.append({shown, nameText(column(), shown), 0, true});
    }
    setUseful(rows.size() > 1 || ticked);
    m_list->setRows(rows);
    const qsizetype chosen = ticked ? static_cast<qsizetype>(ticked->names.size()) : 0;
    header()->setFiltered(chosen > 0);
    header()->setAside(chosen > 0 && (m_list->hasMore() || !isOpen())
                           ? tr("%1 of %2").arg(grouped(chosen), grouped(rows.size()))
                       : m_list->hasMore() ? grouped(rows.size())
                                           : QString());
    if (m_chooser)
        m_chooser->setRows(rows);
}

void CategorySection::openChooser(const QRect &area)
{
    m_chooser = new ValueChooser(title(), m_list->rows(), this);
    connect(m_chooser, &ValueChooser::toggled, m_list, &FacetList::toggled);
    m_chooser->openBeside({m_list->mapToGlobal(area.topLeft()), area.size()});
}

NumberSection::NumberSection(const QString &column, QWidget *parent)
    : NumberSection(column, new QWidget, parent)
{}

NumberSection::NumberSection(const QString &column, QWidget *content, QWidget *parent)
    : FacetSection(column, content, parent)
    , m_slider(new HistogramSlider(columnTitle(column)))
    , m_missing(new QCheckBox)
{
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_slider);
    layout->addWidget(m_missing);
    m_missing->hide();
    connect(m_slider, &HistogramSlider::rangeEdited, this, [this](double low, double high) {
        showRange();
        emit rangeEdited(this->column(), low, high);
    });
    connect(m_missing, &QCheckBox::toggled, this,
            [this](bool pass) { emit missingToggled(this->column(), pass); });
    Theme::instance().follow(
        m_missing, [this] { m_missing->setFont(Theme::instance().font(Theme::Font::Small)); });
}

void NumberSection::showFacet(const NumberFacet &facet, const SampleFilter &filter, bool whole)
{
    HistogramBins bins;
    bins.isLogarithmic = facet.logarithmic;
    bins.isWhole = whole;
    if (!facet.edges.empty()) {
        bins.low = facet.edges.front();
        bins.high = facet.edges.back();
    }
    for (const SampleRow count : facet.all)
        bins.all.append(count);
    for (const SampleRow count : facet.passing)
        bins.passing.append(count);
    m_slider->setBins(bins);
    const NumberFilter *set = numberFilter(filter, column());
    constexpr double open = std::numeric_limits<double>::infinity();
    m_slider->setRange(set ? set->low : -open, set ? set->high : open);
    setUseful(set || (!facet.edges.empty() && facet.lowest < facet.highest));
    // Without a filter those without a value pass anyway.
    m_missing->setVisible(set && facet.missing > 0);
    m_missing->setText(tr("or no value · %1").arg(grouped(facet.missingPassing)));
    const QSignalBlocker blocker(m_missing);
    m_missing->setChecked(set && set->withMissing);
    showRange();
}

void NumberSection::showRange()
{
    header()->setFiltered(!m_slider->isOpen());
    header()->setAside(m_slider->rangeText());
}

} // namespace phi1
