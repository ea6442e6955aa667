// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_layout.h"

#include <algorithm>

#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QVBoxLayout *columnOf(QWidget *widget)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

double shareOf(const QSplitter *splitter)
{
    double all = 0;
    for (const int size : splitter->sizes())
        all += size;
    return splitter->sizes().value(0) / std::max(all, 1.0);
}

} // namespace

AttentionLayout::AttentionLayout(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_columns(new QSplitter(Qt::Horizontal))
    , m_left(new QSplitter(Qt::Vertical))
    , m_right(new QSplitter(Qt::Vertical))
    , m_inspector(new QWidget)
{
    auto *column = columnOf(this);
    column->addWidget(m_parts.bar);
    column->addWidget(m_parts.notices);
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);
    m_tabs->addTab(tr("Grid"));
    m_tabs->addTab(tr("Head"));
    m_tabs->addTab(tr("Text"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Parts of the page"));
    m_tabs->hide();
    m_stack->addWidget(m_columns);
    for (QWidget *&page : m_pages) {
        page = new QWidget;
        columnOf(page);
        m_stack->addWidget(page);
    }
    columnOf(m_inspector);
    m_left->addWidget(m_parts.grid);
    m_left->addWidget(m_parts.scores);
    m_right->addWidget(m_parts.head);
    m_right->addWidget(m_parts.text);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_right);
    for (QSplitter *splitter : {m_columns, m_left, m_right}) {
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, &AttentionLayout::remember);
    }
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (m_width != PageWidth::Narrow)
            return;
        m_stack->setCurrentWidget(m_pages.at(static_cast<std::size_t>(index)));
        emit stateChanged();
    });
    Theme::instance().follow(this, [this, column] {
        const Theme &theme = Theme::instance();
        for (QSplitter *splitter : {m_columns, m_left, m_right})
            splitter->setHandleWidth(theme.px(8));
        column->setSpacing(theme.px(0));
        apply();
    });
}

AttentionLayout::Tab AttentionLayout::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void AttentionLayout::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

void AttentionLayout::setPageWidth(PageWidth width)
{
    if (width == m_width)
        return;
    m_width = width;
    arrange();
    apply();
}

void AttentionLayout::arrange()
{
    m_applying = true;
    const bool narrow = m_width == PageWidth::Narrow;
    m_tabs->setVisible(narrow);
    if (narrow) {
        const std::array<QWidget *, 3> parts{m_parts.grid, m_parts.head, m_parts.text};
        for (std::size_t i = 0; i < parts.size(); ++i)
            m_pages[i]->layout()->addWidget(parts[i]);
        m_inspector->layout()->addWidget(m_parts.scores);
        m_stack->setCurrentWidget(m_pages.at(static_cast<std::size_t>(m_tabs->currentIndex())));
    } else {
        m_left->insertWidget(0, m_parts.grid);
        m_left->insertWidget(1, m_parts.scores);
        m_right->insertWidget(0, m_parts.head);
        m_right->insertWidget(1, m_parts.text);
        m_stack->setCurrentWidget(m_columns);
    }
    for (QWidget *part : {m_parts.grid, m_parts.head, m_parts.scores, m_parts.text})
        part->show();
    m_applying = false;
}

void AttentionLayout::apply()
{
    if (m_applying || m_width == PageWidth::Narrow || m_stack->height() <= 0)
        return;
    m_applying = true;
    const bool wide = m_width == PageWidth::Wide;
    const auto split = [](QSplitter *splitter, int all, double share) {
        const int room = std::max(1, all - splitter->handleWidth());
        const int first = static_cast<int>(share * room);
        splitter->setSizes({first, room - first});
    };
    split(m_columns, m_stack->width(), m_columnShare > 0 ? m_columnShare : (wide ? 0.52 : 0.505));
    split(m_left, m_stack->height(), m_leftShare > 0 ? m_leftShare : (wide ? 0.76 : 0.67));
    split(m_right, m_stack->height(), m_rightShare > 0 ? m_rightShare : (wide ? 0.66 : 0.67));
    m_applying = false;
}

void AttentionLayout::remember()
{
    if (m_applying)
        return;
    m_columnShare = shareOf(m_columns);
    m_leftShare = shareOf(m_left);
    m_rightShare = shareOf(m_right);
    emit stateChanged();
}

void AttentionLayout::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    apply();
}

QVariantMap AttentionLayout::saveState() const
{
    return {{u"columns"_s, m_columnShare},
            {u"left"_s, m_leftShare},
            {u"right"_s, m_rightShare},
            {u"tab"_s, m_tabs->currentIndex()}};
}

void AttentionLayout::restoreState(const QVariantMap &state)
{
    const auto share = [&](const QString &key) {
        const double value = state.value(key).toDouble();
        return value > 0.05 && value < 0.95 ? value : 0.0;
    };
    m_columnShare = share(u"columns"_s);
    m_leftShare = share(u"left"_s);
    m_rightShare = share(u"right"_s);
    m_tabs->setCurrentIndex(std::clamp(state.value(u"tab"_s).toInt(), 0, m_tabs->count() - 1));
    apply();
}

} // namespace phi1
