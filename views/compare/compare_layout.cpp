// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/compare_layout.h"

#include <algorithm>

#include <QSplitter>
#include <QVBoxLayout>

#include "views/choosers/popup_holder.h"
#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int sideWidth = 226;
constexpr int cardWidth = 380;

} // namespace

CompareLayout::CompareLayout(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical))
    , m_lower(new QSplitter(Qt::Horizontal))
    , m_popup(new PopupHolder(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_columns);
    auto *below = new QWidget;
    auto *column = new QVBoxLayout(below);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_parts.bar);
    column->addWidget(m_parts.notices);
    column->addWidget(m_lower, 1);
    m_lower->addWidget(m_parts.content);
    m_lower->addWidget(m_parts.card);
    m_parts.card->hide();
    m_rows->addWidget(m_parts.prompt);
    m_rows->addWidget(below);
    m_columns->addWidget(m_parts.side);
    m_columns->addWidget(m_rows);
    const auto remember = [this] {
        if (m_applying)
            return;
        const auto share = [](const QSplitter *splitter, int part) {
            double all = 0;
            for (const int size : splitter->sizes())
                all += size;
            return splitter->sizes().value(part) / std::max(all, 1.0);
        };
        if (m_width != PageWidth::Narrow)
            m_sideShare = share(m_columns, 0);
        m_promptShare = share(m_rows, 0);
        if (m_width == PageWidth::Wide)
            m_cardShare = share(m_lower, 1);
        emit stateChanged();
    };
    for (QSplitter *splitter : {m_columns, m_rows, m_lower}) {
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, remember);
    }
    Theme::instance().follow(this, [this, column] {
        // The bar is the space between prompt and panes; no handle is drawn there.
        column->setSpacing(Theme::instance().px(2));
        for (QSplitter *splitter : {m_columns, m_lower})
            splitter->setHandleWidth(Theme::instance().px(8));
        m_rows->setHandleWidth(Theme::instance().px(4));
        apply();
    });
}

void CompareLayout::setPageWidth(PageWidth width)
{
    if (width == m_width)
        return;
    m_width = width;
    arrange();
}

void CompareLayout::arrange()
{
    m_applying = true;
    if (m_width == PageWidth::Narrow) {
        m_popup->hold(m_parts.side);
    } else {
        m_popup->hide();
        m_columns->insertWidget(0, m_parts.side);
        m_parts.side->show();
    }
    m_parts.card->setVisible(m_width == PageWidth::Wide);
    m_applying = false;
    apply();
}

void CompareLayout::setPromptHeight(int pixels)
{
    if (pixels == m_promptHeight)
        return;
    m_promptHeight = pixels;
    apply();
}

void CompareLayout::openSide(QWidget *button)
{
    const Theme &theme = Theme::instance();
    m_popup->openBelow(button, {theme.px(320), std::min(height(), theme.px(520))});
}

void CompareLayout::closeSide()
{
    m_popup->hide();
}

void CompareLayout::apply()
{
    if (m_applying || height() <= 0)
        return;
    m_applying = true;
    const Theme &theme = Theme::instance();
    if (m_width != PageWidth::Narrow) {
        const int all = std::max(1, width() - m_columns->handleWidth());
        const int side = m_sideShare > 0 ? static_cast<int>(m_sideShare * all)
                                         : theme.px(m_width == PageWidth::Wide ? 300 : sideWidth);
        m_columns->setSizes({side, all - side});
    }
    const int tall = std::max(1, height() - m_rows->handleWidth());
    const int prompt = std::clamp(
        m_promptShare > 0 ? static_cast<int>(m_promptShare * tall) : m_promptHeight, 0, tall / 2);
    m_rows->setSizes({prompt, tall - prompt});
    if (m_width == PageWidth::Wide) {
        // Its own width is still the one of before.
        const int all = std::max(1, m_columns->sizes().value(1) - m_lower->handleWidth());
        const int card =
            m_cardShare > 0 ? static_cast<int>(m_cardShare * all) : theme.px(cardWidth);
        m_lower->setSizes({all - card, card});
        m_lower->setStretchFactor(0, 1);
        m_lower->setStretchFactor(1, 0);
    }
    m_applying = false;
}

void CompareLayout::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    apply();
}

QVariantMap CompareLayout::saveState() const
{
    return {{u"side"_s, m_sideShare}, {u"prompt"_s, m_promptShare}, {u"card"_s, m_cardShare}};
}

void CompareLayout::restoreState(const QVariantMap &state)
{
    const auto share = [&](const QString &key) {
        const double value = state.value(key).toDouble();
        return value > 0.03 && value < 0.9 ? value : 0.0;
    };
    m_sideShare = share(u"side"_s);
    m_promptShare = share(u"prompt"_s);
    m_cardShare = share(u"card"_s);
    apply();
}

} // namespace phi1
