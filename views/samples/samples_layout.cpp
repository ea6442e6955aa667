// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/samples_layout.h"

#include <algorithm>

#include <QSplitter>
#include <QVBoxLayout>

#include "views/choosers/popup_holder.h"
#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

struct Widths {
    int filters, list;
};

/// For a 13 px font.
Widths designed(PageWidth width)
{
    switch (width) {
    case PageWidth::Narrow:
        return {0, 352};
    case PageWidth::Normal:
        return {256, 384};
    case PageWidth::Wide:
        return {300, 480};
    }
    return {256, 384};
}

} // namespace

SamplesLayout::SamplesLayout(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_left(new QWidget)
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_texts(new QSplitter(Qt::Horizontal))
    , m_popup(new PopupHolder(this))
{
    auto *left = new QVBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->addWidget(m_parts.corpus);
    left->addWidget(m_parts.filters, 1);
    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    auto *top = new QHBoxLayout;
    top->addWidget(m_parts.search, 1);
    column->addLayout(top);
    column->addWidget(m_parts.chips);
    column->addWidget(m_parts.notice);
    column->addWidget(m_texts, 1);
    for (QWidget *part : {m_parts.list, m_parts.text, m_parts.second})
        m_texts->addWidget(part);
    m_parts.second->hide();
    m_parts.chips->hide();
    m_columns->addWidget(m_left);
    m_columns->addWidget(right);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_columns);
    for (QSplitter *splitter : {m_columns, m_texts}) {
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, &SamplesLayout::remember);
    }
    Theme::instance().follow(this, [this, left, column, top] {
        const Theme &theme = Theme::instance();
        left->setSpacing(theme.px(8));
        column->setSpacing(theme.px(8));
        top->setSpacing(theme.px(8));
        for (QSplitter *splitter : {m_columns, m_texts})
            splitter->setHandleWidth(theme.px(8));
        apply();
    });
    m_top = top;
    arrange();
}

void SamplesLayout::remember()
{
    if (m_applying)
        return;
    const QList<int> columns = m_columns->sizes(), texts = m_texts->sizes();
    const auto share = [](double part, double all) { return all > 0 ? part / all : 0.0; };
    if (m_left->isVisible())
        m_filterShare = share(columns.value(0), columns.value(0) + columns.value(1));
    if (m_parts.list->isVisible())
        m_listShare = share(texts.value(0), texts.value(0) + texts.value(1) + texts.value(2));
    emit stateChanged();
}

void SamplesLayout::setPageWidth(PageWidth width)
{
    if (width == m_width)
        return;
    m_width = width;
    arrange();
}

void SamplesLayout::setSecondShown(bool shown)
{
    if (shown == m_second)
        return;
    m_second = shown;
    arrange();
}

void SamplesLayout::setFindingShown(bool shown)
{
    if (shown == m_finding)
        return;
    m_finding = shown;
    arrange();
}

void SamplesLayout::arrange()
{
    m_applying = true;
    const bool narrow = m_width == PageWidth::Narrow;
    const bool crowded = m_second && m_width != PageWidth::Wide;
    const bool filters = m_finding && !narrow && !crowded;
    auto *left = static_cast<QVBoxLayout *>(m_left->layout());
    if (filters) {
        m_popup->hide();
        left->insertWidget(0, m_parts.corpus);
        left->addWidget(m_parts.filters, 1);
        m_parts.filters->show();
    } else {
        m_top->insertWidget(0, m_parts.corpus);
        m_popup->hold(m_parts.filters);
    }
    m_left->setVisible(filters);
    m_parts.corpus->setVisible(m_finding);
    m_parts.search->setVisible(m_finding);
    m_parts.chips->setVisible(m_finding && !filters);
    m_parts.second->setVisible(m_second);
    m_parts.list->setVisible(!(m_second && narrow));
    m_applying = false;
    apply();
}

void SamplesLayout::openFilters(QWidget *button)
{
    const Theme &theme = Theme::instance();
    m_popup->openBelow(button, {theme.px(300), std::min(height(), theme.px(560))});
}

void SamplesLayout::apply()
{
    if (m_applying || height() <= 0)
        return;
    m_applying = true;
    const Theme &theme = Theme::instance();
    const Widths widths = designed(m_width);
    int rest = std::max(1, width());
    if (!m_left->isHidden()) {
        rest -= m_columns->handleWidth();
        const int filters =
            m_filterShare > 0 ? static_cast<int>(m_filterShare * rest) : theme.px(widths.filters);
        m_columns->setSizes({filters, rest - filters});
        rest -= filters;
    }
    const bool list = !m_parts.list->isHidden();
    rest -= m_texts->handleWidth() * ((list ? 1 : 0) + (m_second ? 1 : 0));
    const int listWidth = !list             ? 0
                          : m_listShare > 0 ? static_cast<int>(m_listShare * rest)
                                            : theme.px(widths.list);
    const int text = m_second ? (rest - listWidth) / 2 : rest - listWidth;
    m_texts->setSizes({listWidth, text, m_second ? rest - listWidth - text : 0});
    m_applying = false;
}

void SamplesLayout::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    apply();
}

QVariantMap SamplesLayout::saveState() const
{
    return {{u"filters"_s, m_filterShare}, {u"list"_s, m_listShare}, {u"second"_s, m_second}};
}

void SamplesLayout::restoreState(const QVariantMap &state)
{
    const auto share = [&](const QString &key) {
        const double value = state.value(key).toDouble();
        return value > 0.03 && value < 0.8 ? value : 0.0;
    };
    m_filterShare = share(u"filters"_s);
    m_listShare = share(u"list"_s);
    setSecondShown(state.value(u"second"_s).toBool());
    apply();
}

} // namespace phi1
