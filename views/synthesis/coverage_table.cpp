// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/coverage_table.h"

#include <algorithm>
#include <cmath>

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include "views/attention_maps/colour_scale.h"
#include "views/synthesis/coverage_model.h"
#include "views/theme/ink.h"
#include "views/theme/theme.h"

namespace phi1 {

namespace {

constexpr int rowHeightPx = 24, topicWidthPx = 212, leastColumnPx = 66;

class CoverageDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const double share = index.data(CoverageModel::ShareRole).toDouble();
        const bool isSum = index.data(CoverageModel::SumRole).toBool();
        const QRect cell = option.rect.adjusted(0, 0, -1, -1);
        QColor ground = theme.color(isSum ? Theme::Token::Alt : Theme::Token::Surface);
        QColor ink = theme.color(Theme::Token::Text);
        if (!isSum && !std::isnan(share) && share > 0) {
            ground = m_scale.colour(share, theme.isDark());
            ink = inkOn(ground);
        }
        painter->save();
        painter->fillRect(cell, ground);
        QFont font = theme.font(Theme::Font::Small);
        if (isSum)
            font.setWeight(QFont::Bold);
        painter->setFont(font);
        painter->setPen(std::isnan(share) ? theme.color(Theme::Token::Text3) : ink);
        painter->drawText(cell.adjusted(theme.px(4), 0, -theme.px(6), 0),
                          Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
        const bool isCurrent = option.state.testFlag(QStyle::State_HasFocus);
        if (isCurrent || option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
            painter->drawRect(cell.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }

private:
    ColourScale m_scale = [] {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Linear);
        scale.low = 0;
        return scale;
    }();
};

/// Audiences above the columns, in up to two lines; topics beside the rows, of which the part
/// before the last name gives way first.
class CoverageHeader final : public QHeaderView
{
public:
    using QHeaderView::QHeaderView;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Theme &theme = Theme::instance();
        painter->save();
        painter->fillRect(rect, theme.color(Theme::Token::Alt));
        painter->setFont(theme.font(Theme::Font::Small));
        const QString text =
            model()->headerData(section, orientation(), Qt::DisplayRole).toString();
        const QRect inner = rect.adjusted(theme.px(6), 0, -theme.px(6), 0);
        if (orientation() == Qt::Vertical)
            paintTopic(*painter, inner, section, text);
        else
            paintAudience(*painter, inner, text);
        painter->setPen(theme.color(Theme::Token::Grid));
        painter->drawLine(rect.bottomLeft(), rect.bottomRight());
        painter->restore();
    }

private:
    void paintTopic(QPainter &painter, const QRect &rect, int section, const QString &text) const
    {
        const Theme &theme = Theme::instance();
        const bool isSum =
            model()->headerData(section, Qt::Vertical, CoverageModel::SumRole).toBool();
        const int depth =
            model()->headerData(section, Qt::Vertical, CoverageModel::DepthRole).toInt();
        QFont font = painter.font();
        font.setBold(isSum);
        painter.setFont(font);
        painter.setPen(theme.color(isSum ? Theme::Token::Text : Theme::Token::Text2));
        const QRect inner = rect.adjusted(depth * theme.px(12), 0, 0, 0);
        painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, inner.width()));
    }
    static void paintAudience(QPainter &painter, const QRect &rect, const QString &text)
    {
        const QFontMetrics metrics = painter.fontMetrics();
        // As many words into the first line as fit, the others into a second.
        QStringList words = text.split(u' ');
        QString first = words.takeFirst();
        while (!words.isEmpty() &&
               metrics.horizontalAdvance(first + u' ' + words.first()) <= rect.width())
            first += u' ' + words.takeFirst();
        QString shown = metrics.elidedText(first, Qt::ElideRight, rect.width());
        if (!words.isEmpty())
            shown += u'\n' + metrics.elidedText(words.join(u' '), Qt::ElideRight, rect.width());
        painter.setPen(Theme::instance().color(Theme::Token::Text2));
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, shown);
    }
};

} // namespace

CoverageTable::CoverageTable(QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Coverage, topics by audiences"));
    setHorizontalHeader(new CoverageHeader(Qt::Horizontal, this));
    setVerticalHeader(new CoverageHeader(Qt::Vertical, this));
    setItemDelegate(new CoverageDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setProperty("phi1OwnFocus", true);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setCornerButtonEnabled(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setSectionsClickable(false);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    Theme::instance().follow(this, [this] { restyle(); });
}

void CoverageTable::restyle()
{
    const Theme &theme = Theme::instance();
    verticalHeader()->setFixedWidth(theme.px(topicWidthPx));
    verticalHeader()->setMinimumSectionSize(theme.px(rowHeightPx));
    verticalHeader()->setDefaultSectionSize(theme.px(rowHeightPx));
    horizontalHeader()->setMinimumSectionSize(theme.px(leastColumnPx));
    horizontalHeader()->setFixedHeight(2 * theme.lineHeight(Theme::Font::Small) + theme.px(6));
    arrange();
    viewport()->update();
}

void CoverageTable::arrange()
{
    const int columns = model() ? model()->columnCount() : 0;
    if (columns == 0)
        return;
    const int width = std::max(Theme::instance().px(leastColumnPx), viewport()->width() / columns);
    horizontalHeader()->setDefaultSectionSize(width);
    for (int i = 0; i < columns; ++i)
        setColumnWidth(i, width);
}

void CoverageTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    arrange();
}

} // namespace phi1
