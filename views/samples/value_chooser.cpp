// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/value_chooser.h"

#include <algorithm>

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include "views/choosers/painted_row.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/search_field.h"
#include "views/widgets/text_label.h"

namespace phi1 {

/// The rows whose text has what is looked for.
class ValueChooser::Values final : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    void setAll(const QVector<FacetList::Row> &rows)
    {
        const bool same = std::equal(
            rows.begin(), rows.end(), m_all.begin(), m_all.end(),
            [](const FacetList::Row &a, const FacetList::Row &b) { return a.name == b.name; });
        m_all = rows;
        m_most = 0;
        for (const FacetList::Row &row : rows)
            m_most = std::max(m_most, row.count);
        if (same && !m_shown.isEmpty())
            emit dataChanged(index(0), index(rowCount() - 1));
        else
            setNeedle(m_needle);
    }
    void setNeedle(const QString &needle)
    {
        beginResetModel();
        m_needle = needle;
        m_shown.clear();
        for (int i = 0; i < m_all.size(); ++i) {
            if (m_all[i].text.contains(needle, Qt::CaseInsensitive))
                m_shown.append(i);
        }
        endResetModel();
    }
    int allCount() const { return static_cast<int>(m_all.size()); }
    qint64 most() const { return m_most; }
    const FacetList::Row &row(int place) const { return m_all[m_shown[place]]; }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const FacetList::Row &one = row(index.row());
        if (role == Qt::DisplayRole)
            return one.text;
        if (role == Qt::CheckStateRole)
            return one.ticked ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::AccessibleTextRole)
            return ValueChooser::tr("%1, %2 samples").arg(one.text, grouped(one.count));
        return {};
    }

private:
    QVector<FacetList::Row> m_all;
    QVector<int> m_shown;
    QString m_needle;
    qint64 m_most = 0;
};

namespace {

template<typename Values>
class ValueDelegate final : public PaintedRow
{
public:
    ValueDelegate(const Values *values, QObject *parent)
        : PaintedRow(160, 24, parent)
        , m_values(values)
    {}

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        PaintedRow::initStyleOption(option, index);
        option->features &= ~QStyleOptionViewItem::HasCheckIndicator;
    }
    void paintRow(QPainter &painter, const QStyleOptionViewItem &row,
                  const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        FacetList::paintRow(painter, row.rect.adjusted(theme.px(10), 0, -theme.px(10), 0),
                            m_values->row(index.row()), m_values->most());
    }

private:
    const Values *m_values;
};

} // namespace

ValueChooser::ValueChooser(const QString &title, const QVector<FacetList::Row> &rows,
                           QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_values(new Values(this))
    , m_search(new SearchField(tr("Find a value")))
    , m_list(new QListView)
    , m_count(new TextLabel(Theme::Font::Caption, Theme::Token::Text3))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->addWidget(new TextLabel(title, Theme::Font::PanelTitle));
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addWidget(m_count);
    m_values->setAll(rows);
    m_list->setModel(m_values);
    m_list->setItemDelegate(new ValueDelegate<Values>(m_values, m_list));
    m_list->setAccessibleName(title);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_list->installEventFilter(this);
    m_search->installEventFilter(this);
    connect(m_list, &QListView::clicked, this, &ValueChooser::toggle);
    m_search->setDelay(0);
    connect(m_search, &SearchField::searchChanged, this, [this](const QString &needle) {
        m_values->setNeedle(needle);
        showCount();
    });
    Theme::instance().follow(this, [this, column] {
        const Theme &theme = Theme::instance();
        column->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(8));
        column->setSpacing(theme.px(8));
        m_list->viewport()->update();
    });
    showCount();
}

void ValueChooser::setRows(const QVector<FacetList::Row> &rows)
{
    m_values->setAll(rows);
    showCount();
}

int ValueChooser::shownCount() const
{
    return m_values->rowCount();
}

void ValueChooser::showCount()
{
    m_count->setText(
        tr("%1 of %2 values").arg(grouped(shownCount()), grouped(m_values->allCount())));
}

void ValueChooser::openBeside(const QRect &globalArea)
{
    const Theme &theme = Theme::instance();
    const QRect room = screen()->availableGeometry();
    resize(QSize(theme.px(360), theme.px(460)).boundedTo(room.size()));
    int x = globalArea.right() + theme.px(12);
    if (x + width() > room.right())
        x = std::max(room.left(), room.right() - width());
    move(x, std::clamp(globalArea.top() - theme.px(80), room.top(),
                       std::max(room.top(), room.bottom() - height())));
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void ValueChooser::toggle(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const FacetList::Row row = m_values->row(index.row());
    emit toggled(row.name, !row.ticked);
}

bool ValueChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_list && (key == Qt::Key_Space || key == Qt::Key_Return)) {
        toggle(m_list->currentIndex());
        return true;
    }
    if (watched == m_search && key == Qt::Key_Down && m_values->rowCount() > 0) {
        m_list->setFocus(Qt::TabFocusReason);
        m_list->setCurrentIndex(m_values->index(0));
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace phi1
