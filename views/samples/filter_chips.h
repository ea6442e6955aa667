// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/samples/filter_edit.h"

namespace phi1 {

class ActionButton;
class Chip;

/// In narrow windows, in place of the panel of filters: a button that opens it, and what is
/// filtered as chips that can be taken away.
class FilterChips final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterChips(QWidget *parent = nullptr);

    void setFilter(const SampleFilter &filter);
    QVector<FilterChip> chips() const { return m_shown; }
    ActionButton *button() const { return m_button; }

signals:
    void panelRequested();
    void filterEdited(const phi1::SampleFilter &filter);

private:
    SampleFilter m_filter;
    QVector<FilterChip> m_shown;
    QVector<Chip *> m_chips;
    ActionButton *m_button;
    QLayout *m_row;
};

} // namespace phi1
