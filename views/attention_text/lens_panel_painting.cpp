// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/lens_panel.h"

#include "views/attention_text/token_figures.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int labelWidth = 52;
constexpr int entropyWidth = 86;
constexpr int choiceWidth = 104;
constexpr int barRaise = 4;

} // namespace

struct LensPanel::Columns {
    QRect label, entropy; ///< of any row: only the sides count
    int left = 0;         ///< of the first choice
    int width = 0;        ///< of each
    int count = 0;
};

LensPanel::Columns LensPanel::columns() const
{
    const Theme &theme = Theme::instance();
    Columns columns;
    const int width = viewport()->width();
    const int side = theme.px(12);
    columns.label = QRect(side, 0, theme.px(labelWidth), 1);
    columns.entropy = QRect(width - side - theme.px(entropyWidth), 0, theme.px(entropyWidth), 1);
    columns.left = columns.label.right() + 1 + theme.px(4);
    const int room = columns.entropy.left() - theme.px(8) - columns.left;
    columns.count = std::clamp(room / theme.px(choiceWidth), 1, std::max(1, choiceCount()));
    columns.width = std::min(room / columns.count, theme.px(2 * choiceWidth));
    return columns;
}

QRect LensPanel::choiceRect(int layer, int choice) const
{
    const Columns shown = columns();
    const QRect row = rowRect(layer);
    return {shown.left + choice * shown.width, row.top(), shown.width, row.height()};
}

void LensPanel::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Theme::Token::Surface));
    if (m_layers.isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Body));
        painter.setPen(theme.color(Theme::Token::Text3));
        const QString sentence =
            !m_problem.isEmpty() ? m_problem
            : m_pending          ? tr("Asking each layer …")
                                 : tr("Select a token to see what each layer would say after it");
        painter.drawText(viewport()->rect().adjusted(theme.px(24), 0, -theme.px(24), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence);
    } else {
        const Columns shown = columns();
        for (int layer = 0; layer < m_layers.size(); ++layer) {
            const QRect row = rowRect(layer);
            if (row.bottom() >= headHeight() && row.top() < viewport()->height())
                paintRow(painter, layer, shown);
        }
        paintHead(painter, shown);
    }
    if (hasFocus() && theme.showsKeyboardFocus() && m_current < 0)
        painting::focusRing(painter, viewport()->rect(), theme.px(3));
}

void LensPanel::paintHead(QPainter &painter, const Columns &columns) const
{
    const Theme &theme = Theme::instance();
    const QRect head(0, 0, viewport()->width(), headHeight());
    painter.fillRect(head, theme.color(Theme::Token::Alt));
    painter.fillRect(QRect(0, head.bottom(), head.width(), 1), theme.color(Theme::Token::Border));
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text3));
    const auto write = [&](int left, int width, Qt::Alignment side, const QString &text) {
        const QRect cell(left, 0, width, head.height() - 1);
        painter.drawText(cell, side | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
    };
    write(columns.label.left(), columns.label.width(), Qt::AlignLeft, tr("Before"));
    write(columns.entropy.left(), columns.entropy.width(), Qt::AlignRight, tr("Entropy, bits"));
    const int room = columns.entropy.left() - theme.px(8) - columns.left - theme.px(8);
    const QString title = m_position < 0 ? tr("Likeliest next tokens")
                                         : tr("Likeliest tokens after %1 at %2, line %3")
                                               .arg(shownBytes(m_bytes, true, 16))
                                               .arg(m_position)
                                               .arg(m_line);
    write(columns.left + theme.px(8), room, Qt::AlignLeft,
          m_pending ? tr("%1 (asking …)").arg(title) : title);
}

void LensPanel::paintRow(QPainter &painter, int layer, const Columns &columns) const
{
    const Theme &theme = Theme::instance();
    const LensLayer &shown = m_layers[layer];
    const QRect row = rowRect(layer);
    const bool isOutput = layer == m_layers.size() - 1;
    if (layer == m_current)
        painter.fillRect(row, theme.color(Theme::Token::AccentTint));
    else if (layer == m_hovered)
        painter.fillRect(row, theme.color(Theme::Token::Hover));
    painter.fillRect(QRect(0, row.bottom(), row.width(), 1), theme.color(Theme::Token::Grid));
    const auto text = theme.color(m_pending ? Theme::Token::Text3 : Theme::Token::Text);
    QFont small = theme.font(Theme::Font::Small);
    small.setBold(isOutput);
    painter.setFont(small);
    painter.setPen(theme.color(isOutput ? Theme::Token::Text : Theme::Token::Text2));
    const QRect label(columns.label.left(), row.top(), columns.label.width(), row.height() - 1);
    painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter,
                     isOutput ? tr("output") : QString::number(shown.layer));
    small.setBold(false);
    if (shown.top.isEmpty()) {
        painter.setFont(small);
        painter.setPen(theme.color(Theme::Token::Text3));
        const QRect cell(columns.left + theme.px(8), row.top(),
                         columns.entropy.right() - columns.left - theme.px(8), row.height() - 1);
        const QString reason = unrecoverable();
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(reason, Qt::ElideRight, cell.width()));
        return;
    }
    const qint32 wanted = finalChoice();
    for (int i = 0; i < std::min<int>(columns.count, shown.top.size()); ++i) {
        const TokenChoice &choice = shown.top[i];
        const QRect place = choiceRect(layer, i);
        const bool isFinal = choice.id == wanted;
        const QRect box = place.adjusted(theme.px(2), theme.px(2), -theme.px(2), -theme.px(3));
        if (isFinal)
            painting::roundedBox(painter, box, theme.px(3), theme.color(Theme::Token::AccentTint),
                                 theme.color(Theme::Token::Accent));
        const QRect cell = place.adjusted(theme.px(8), 0, -theme.px(8), -1);
        const double probability = probabilityOf(choice);
        const QString number =
            std::isnan(probability) ? QStringLiteral("NaN") : percent(probability, 0);
        painter.setFont(small);
        const int numberWidth = painter.fontMetrics().horizontalAdvance(number);
        painter.setPen(theme.color(isFinal ? Theme::Token::Text : Theme::Token::Text2));
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, number);
        painter.setFont(theme.font(Theme::Font::CodeSmall));
        painter.setPen(text);
        const QRect word = cell.adjusted(0, 0, -numberWidth - theme.px(6), 0);
        painter.drawText(word, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(shownBytes(choice.bytes), Qt::ElideRight,
                                                          word.width()));
        if (!std::isnan(probability)) {
            const double length = std::max(1.0, cell.width() * std::clamp(probability, 0.0, 1.0));
            painting::roundedBox(
                painter,
                QRectF(cell.left(), row.bottom() - theme.px(barRaise) - theme.px(1), length,
                       theme.px(2)),
                1, theme.color(isFinal ? Theme::Token::Accent : Theme::Token::Axis), QColor());
        }
    }
    painter.setFont(small);
    painter.setPen(text);
    const QRect entropy(columns.entropy.left(), row.top(), columns.entropy.width(),
                        row.height() - 1);
    painter.drawText(entropy, Qt::AlignRight | Qt::AlignVCenter,
                     std::isnan(shown.entropy) ? QStringLiteral("NaN")
                                               : decimal(inBits(shown.entropy), 2));
    if (layer == m_current && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, row.adjusted(0, 0, 0, -1), theme.px(3));
}

} // namespace phi1
