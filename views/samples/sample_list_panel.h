// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/samples_types.h"

class QMenu;
class QStackedWidget;

namespace phi1 {

class ActionButton;
class EmptyState;
class Panel;
class SampleListView;

/// What was found: how many of all, in which order, and the list itself; in its place what to say
/// where there is none.
class SampleListPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit SampleListPanel(QWidget *parent = nullptr);

    SampleListView *list() const { return m_list; }
    void showState(const SearchState &state, const CorpusFacts &facts, bool isFiltered);
    void showOrder(const SampleOrder &order, const CorpusFacts &facts);
    QString countText() const;
    ActionButton *orderButton() const { return m_order; }
    EmptyState *empty() const { return m_empty; }
    bool isEmpty() const; ///< the sentence stands in place of the list
    /// Instead of the orders of a corpus: documents of a step have one.
    void setHead(const QString &title, const QString &caption);

signals:
    void orderChosen(const phi1::SampleOrder &order);
    void clearRequested(); ///< all filters
    void importRequested();

private:
    void openOrderMenu();

    Panel *m_panel;
    ActionButton *m_order;
    QStackedWidget *m_stack;
    SampleListView *m_list;
    EmptyState *m_empty;
    SampleOrder m_shown;
    CorpusFacts m_facts;
    bool m_offersImport = false;
};

} // namespace phi1
