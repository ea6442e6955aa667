// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/filter_chips.h"

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/flow_layout.h"

namespace phi1 {

using namespace Qt::StringLiterals;

FilterChips::FilterChips(QWidget *parent)
    : QWidget(parent)
    , m_button(new ActionButton(tr("Filters"), u"filter"_s))
    , m_row(new FlowLayout(this))
{
    setAccessibleName(tr("Filters"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_button->setSmall(true);
    m_row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &FilterChips::panelRequested);
}

void FilterChips::setFilter(const SampleFilter &filter)
{
    m_filter = filter;
    m_button->setCount(facetCount(filter) > 0 ? facetCount(filter) : -1);
    const QVector<FilterChip> wanted = filterChips(filter);
    if (wanted == m_shown)
        return;
    m_shown = wanted;
    for (Chip *chip : std::exchange(m_chips, {}))
        chip->deleteLater();
    for (const FilterChip &one : m_shown) {
        auto *chip = new Chip(one.text, true, this);
        chip->setTall(true);
        chip->setTone(Chip::Tone::Accent);
        connect(chip, &Chip::clicked, this, &FilterChips::panelRequested);
        connect(chip, &Chip::removeRequested, this, [this, one] {
            SampleFilter rest = m_filter;
            removeChip(rest, one);
            emit filterEdited(rest);
        });
        m_row->addWidget(chip);
        m_chips.append(chip);
    }
    m_row->invalidate();
    updateGeometry();
}

} // namespace phi1
