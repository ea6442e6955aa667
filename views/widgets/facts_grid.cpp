// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/facts_grid.h"

#include "views/widgets/value_row.h"

#include <QGridLayout>
#include <QPainter>

namespace phi1 {

FactsGrid::FactsGrid(int columns, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
    , m_columns(std::max(columns, 1))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_layout->setContentsMargins(0, 0, 0, 0);
    for (int column = 0; column < m_columns; ++column)
        m_layout->setColumnStretch(column, 1);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_layout->setHorizontalSpacing(theme.px(24));
        m_layout->setVerticalSpacing(theme.px(m_rules ? 5 : 3));
    });
}

ValueRow *FactsGrid::row(const QString &label) const
{
    for (ValueRow *row : m_rows) {
        if (row->label() == label)
            return row;
    }
    return nullptr;
}

QString FactsGrid::value(const QString &label) const
{
    const ValueRow *found = row(label);
    return found ? found->value() : QString();
}

void FactsGrid::setFact(const QString &label, const QString &value, Theme::Token tone)
{
    if (ValueRow *found = row(label)) {
        found->setValue(value);
        found->setTone(tone);
        return;
    }
    auto *added = new ValueRow(label, value, this);
    added->setTone(tone);
    m_rows.append(added);
    arrange();
}

void FactsGrid::removeFact(const QString &label)
{
    if (ValueRow *found = row(label)) {
        m_rows.removeOne(found);
        delete found;
        arrange();
    }
}

void FactsGrid::clear()
{
    qDeleteAll(m_rows);
    m_rows.clear();
}

void FactsGrid::setRules(bool rules)
{
    m_rules = rules;
    m_layout->setVerticalSpacing(Theme::instance().px(m_rules ? 5 : 3));
    update();
}

void FactsGrid::arrange()
{
    // Row by row from the left, as the facts are read.
    for (int i = 0; i < m_rows.size(); ++i)
        m_layout->addWidget(m_rows[i], i / m_columns, i % m_columns);
}

void FactsGrid::paintEvent(QPaintEvent *)
{
    if (!m_rules)
        return;
    QPainter painter(this);
    const int below = Theme::instance().px(2);
    for (int i = 0; i < m_rows.size(); ++i) {
        // None under the last row.
        if (i / m_columns == (static_cast<int>(m_rows.size()) - 1) / m_columns)
            break;
        const QRect row = m_rows[i]->geometry();
        painter.fillRect(QRect(row.left(), row.bottom() + below, row.width(), 1),
                         Theme::instance().color(Theme::Token::Grid));
    }
}

} // namespace phi1
