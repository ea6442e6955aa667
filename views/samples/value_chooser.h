// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QVector>

#include "views/samples/facet_list.h"

class QListView;

namespace phi1 {

class SearchField;
class TextLabel;

/// All values of a category with a field to find one among hundreds. Space and a click tick, Esc
/// closes; what is ticked counts at once. Deletes itself.
class ValueChooser final : public QFrame
{
    Q_OBJECT
public:
    ValueChooser(const QString &title, const QVector<FacetList::Row> &rows, QWidget *parent);

    void setRows(const QVector<FacetList::Row> &rows); ///< other counts, the same values
    void openBeside(const QRect &globalArea);
    int shownCount() const;

signals:
    void toggled(const QString &name, bool ticked);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Values;
    void toggle(const QModelIndex &index);
    void showCount();

    Values *m_values;
    SearchField *m_search;
    QListView *m_list;
    TextLabel *m_count;
};

} // namespace phi1
