// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/distribution_table.h"

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int headHeight = 32;
constexpr int titleHeight = 22; ///< of the columns
constexpr int rowHeight = 19;
constexpr int sideMargin = 12;
constexpr int paneWidth = 112;
constexpr int barWidth = 52;
constexpr int barHeight = 8;
constexpr int numberWidth = 36;
constexpr int longestToken = 210;

bool isKnown(double value)
{
    return !std::isnan(value);
}

/// "38.0", in percent; what rounds to nothing says so.
QString shareText(double probability)
{
    if (!isKnown(probability))
        return QStringLiteral("–");
    const double percent = probability * 100;
    if (percent > 0 && percent < 0.05)
        return QStringLiteral("<0.1");
    return decimal(percent, 1);
}

} // namespace

DistributionTable::DistributionTable(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::Table);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setProperty("phi1OwnFocus", true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void DistributionTable::setData(const TokenCardData &data)
{
    const bool isSamePlace = data.token == m_data.token && data.before == m_data.before;
    const qint32 id =
        m_current >= 0 && m_current < m_data.rows.size() ? m_data.rows[m_current].id : -1;
    m_data = data;
    m_hovered = -1;
    m_pressed = -1;
    int current = -1;
    // Numbers of further panes come later; the row that was gone to stays gone to.
    for (int row = 0; isSamePlace && id >= 0 && row < data.rows.size(); ++row) {
        if (data.rows[row].id == id)
            current = row;
    }
    m_current = current;
    setAccessibleName(
        tr("Token %1, line %2, after %3").arg(data.token + 1).arg(data.line).arg(data.before));
    setAccessibleDescription(footText());
    setSpokenValue(this, rowText(m_current < 0 ? 0 : m_current));
    updateGeometry();
    update();
}

void DistributionTable::setCurrentRow(int row)
{
    row = std::clamp(row, -1, static_cast<int>(m_data.rows.size()) - 1);
    if (row == m_current)
        return;
    m_current = row;
    setSpokenValue(this, rowText(row));
    update();
    emit currentRowChanged(row);
}

QString DistributionTable::rowText(int row) const
{
    if (row < 0 || row >= m_data.rows.size())
        return {};
    QString text = shownBytes(m_data.rows[row].bytes);
    for (int column = 0; column < m_data.columns.size(); ++column) {
        const double probability = m_data.rows[row].probabilities.value(column, unknownFigure);
        const QString share =
            isKnown(probability) ? percent(probability) : tr("not among those listed");
        text = tr("%1, %2 %3").arg(text, m_data.columns[column].name, share);
        if (m_data.columns[column].chosen == m_data.rows[row].id)
            text = tr("%1, chosen").arg(text);
    }
    return text;
}

QString DistributionTable::footText() const
{
    QStringList facts;
    if (isKnown(m_data.divergence))
        facts << (m_data.isInBits ? tr("KL(%1) %2 bits") : tr("KL(%1) %2 nats"))
                     .arg(m_data.divergenceOf, decimal(m_data.divergence, 2));
    QStringList entropies;
    for (const CardColumn &column : m_data.columns) {
        if (isKnown(column.entropy))
            entropies << decimal(column.entropy, 2);
    }
    if (entropies.size() == 1)
        facts
            << (m_data.isInBits ? tr("entropy %1 bits") : tr("entropy %1")).arg(entropies.first());
    else if (!entropies.isEmpty())
        facts << (m_data.isInBits ? tr("entropy %1 and %2 bits") : tr("entropy %1 and %2"))
                     .arg(QStringList(entropies.mid(0, entropies.size() - 1))
                              .join(QStringLiteral(", ")),
                          entropies.last());
    QString first = facts.join(QStringLiteral(" · "));
    first = first.isEmpty() ? tr("(values in %)") : tr("%1 (values in %)").arg(first);
    QStringList lines{first};
    for (const CardColumn &column : m_data.columns) {
        if (column.state == PaneDistribution::State::Unavailable && !column.sentence.isEmpty())
            lines << tr("%1: %2").arg(column.name, column.sentence);
    }
    if (m_data.canBranch && !m_data.rows.isEmpty())
        lines << tr("Click a row: force this token and continue as a branch");
    return lines.join(u'\n');
}

int DistributionTable::columnWidth() const
{
    return Theme::instance().px(paneWidth);
}

int DistributionTable::firstColumnWidth(int width) const
{
    const Theme &theme = Theme::instance();
    const int room =
        width - 2 * theme.px(sideMargin) - columnWidth() * static_cast<int>(m_data.columns.size());
    // In a wide column the numbers stay near what they are of.
    return std::min(room, theme.px(longestToken));
}

QRect DistributionTable::rowRect(int row) const
{
    const Theme &theme = Theme::instance();
    return {0, theme.px(headHeight + titleHeight) + row * theme.px(rowHeight), width(),
            theme.px(rowHeight)};
}

QRect DistributionTable::footRect(int width) const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Small));
    const int room = width - 2 * theme.px(sideMargin);
    const int height =
        metrics.boundingRect(QRect(0, 0, room, 10000), Qt::TextWordWrap, footText()).height();
    const int rows = std::max<int>(1, m_data.rows.size());
    const int top = theme.px(headHeight + titleHeight) + rows * theme.px(rowHeight) + theme.px(4);
    return {theme.px(sideMargin), top + theme.px(6), room, height};
}

QSize DistributionTable::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Code));
    int first = theme.px(90);
    for (const CardRow &row : m_data.rows)
        first = std::max(first,
                         metrics.horizontalAdvance(shownBytes(row.bytes, true, 22)) + theme.px(12));
    const auto panes = static_cast<int>(m_data.columns.size());
    const int width = std::max(theme.px(panes > 1 ? 354 : 300),
                               2 * theme.px(sideMargin) + std::min(first, theme.px(longestToken)) +
                                   panes * columnWidth());
    return {width, heightForWidth(width)};
}

QSize DistributionTable::minimumSizeHint() const
{
    return sizeHint();
}

int DistributionTable::heightForWidth(int width) const
{
    const QRect foot = footRect(width);
    return foot.top() + foot.height() + Theme::instance().px(7);
}

void DistributionTable::paintHead(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const int margin = theme.px(sideMargin);
    const int gap = theme.px(8);
    const QRect head(margin, 0, width() - 2 * margin, theme.px(headHeight));
    QFont bold = theme.font(Theme::Font::Small);
    bold.setWeight(QFont::Bold);
    int x = head.left();
    const auto write = [&](const QString &text, const QFont &font, Theme::Token tone) {
        painter.setFont(font);
        painter.setPen(theme.color(tone));
        painter.drawText(QRect(x, head.top(), head.right() - x + 1, head.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        x += QFontMetrics(font).horizontalAdvance(text) + gap;
    };
    const QFont small = theme.font(Theme::Font::Small);
    write(tr("Token %1").arg(grouped(m_data.token + 1)), bold, Theme::Token::Text);
    const QString count = tr("top %1").arg(m_data.rows.size());
    const int countWidth = m_data.rows.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(count);
    const QString place = m_data.before.trimmed().isEmpty()
                              ? tr("line %1").arg(grouped(m_data.line))
                              : tr("line %1, after").arg(grouped(m_data.line));
    write(place, small, Theme::Token::Text3);
    if (!m_data.before.trimmed().isEmpty()) {
        const QFont code = theme.font(Theme::Font::CodeSmall);
        const QFontMetrics metrics(code);
        const int room = head.right() - countWidth - gap - x - theme.px(8);
        const QString shown =
            metrics.elidedText(shownBytes(m_data.before.trimmed().toUtf8(), false, 200),
                               Qt::ElideLeft, std::max(0, room));
        const QRect chip(x, head.center().y() - theme.px(8),
                         metrics.horizontalAdvance(shown) + theme.px(8), theme.px(17));
        if (room > theme.px(16)) {
            painting::roundedBox(painter, chip, theme.px(3), theme.color(Theme::Token::Sunken),
                                 QColor());
            painter.setFont(code);
            painter.setPen(theme.color(Theme::Token::Text));
            painter.drawText(chip, Qt::AlignCenter | Qt::TextSingleLine, shown);
        }
    }
    painter.setFont(small);
    painter.setPen(theme.color(Theme::Token::Text3));
    if (countWidth > 0)
        painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, count);
    painter.fillRect(QRect(0, head.bottom(), width(), 1), theme.color(Theme::Token::Border));

    const QRect titles(margin, theme.px(headHeight), firstColumnWidth(width()),
                       theme.px(titleHeight));
    painter.drawText(titles, Qt::AlignLeft | Qt::AlignVCenter, tr("Next token"));
    for (int column = 0; column < m_data.columns.size(); ++column) {
        const CardColumn &shown = m_data.columns[column];
        const QRect cell(titles.right() + 1 + column * columnWidth(), titles.top(), columnWidth(),
                         titles.height());
        const int side = theme.px(8);
        painting::roundedBox(
            painter, QRectF(cell.left(), cell.top() + (cell.height() - side) / 2, side, side),
            theme.px(2), theme.runColor(shown.slot), QColor());
        const QString name = shown.state == PaneDistribution::State::Pending
                                 ? tr("%1 …").arg(shown.name)
                                 : shown.name;
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(cell.adjusted(side + theme.px(5), 0, -theme.px(4), 0),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(name, Qt::ElideMiddle,
                                                          cell.width() - side - theme.px(9)));
    }
}

void DistributionTable::paintRow(QPainter &painter, int row) const
{
    const Theme &theme = Theme::instance();
    const QRect rect = rowRect(row);
    const CardRow &shown = m_data.rows[row];
    if (row == m_hovered || row == m_current)
        painter.fillRect(rect, theme.color(Theme::Token::Hover));
    const bool isChosen =
        std::any_of(m_data.columns.begin(), m_data.columns.end(),
                    [&](const CardColumn &column) { return column.chosen == shown.id; });
    const int first = firstColumnWidth(width());
    QRect cell(theme.px(sideMargin), rect.top(), first, rect.height());
    QFont code = theme.font(Theme::Font::Code);
    painter.setFont(code);
    // The dot of a leading space is no part of the word.
    QString text = shownBytes(shown.bytes);
    if (text.startsWith(u'·')) {
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("·"));
        cell.setLeft(cell.left() + painter.fontMetrics().horizontalAdvance(u'·'));
        text.remove(0, 1);
    }
    code.setWeight(isChosen ? QFont::Bold : QFont::Normal);
    painter.setFont(code);
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(
        cell, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(text, Qt::ElideRight, cell.width() - theme.px(6)));
    for (int column = 0; column < m_data.columns.size(); ++column) {
        const CardColumn &pane = m_data.columns[column];
        const double probability = shown.probabilities.value(column, unknownFigure);
        const int x = theme.px(sideMargin) + first + column * columnWidth();
        if (probability > 0) {
            const double length =
                std::max<double>(theme.px(1), std::min(1.0, probability) * theme.px(barWidth));
            painting::roundedBox(painter,
                                 QRectF(x, rect.top() + (rect.height() - theme.px(barHeight)) / 2,
                                        length, theme.px(barHeight)),
                                 1, theme.runColor(pane.slot), QColor());
        }
        QFont number = theme.font(Theme::Font::Small);
        const bool isPaneChoice = pane.chosen >= 0 && pane.chosen == shown.id;
        number.setWeight(isPaneChoice ? QFont::Bold : QFont::Normal);
        painter.setFont(number);
        painter.setPen(
            theme.color(isKnown(probability) ? Theme::Token::Text : Theme::Token::Text3));
        const bool isPending = pane.state == PaneDistribution::State::Pending;
        painter.drawText(
            QRect(x + theme.px(barWidth + 6), rect.top(), theme.px(numberWidth), rect.height()),
            Qt::AlignRight | Qt::AlignVCenter,
            isPending && !isKnown(probability) ? QStringLiteral("…") : shareText(probability));
    }
    if (row == m_current && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, rect.adjusted(1, 0, -1, 0), theme.px(2));
}

void DistributionTable::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    paintHead(painter);
    if (m_current < 0 && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, rect(), theme.px(2));
    if (m_data.rows.isEmpty()) {
        const bool isPending =
            std::any_of(m_data.columns.begin(), m_data.columns.end(), [](const CardColumn &column) {
                return column.state == PaneDistribution::State::Pending;
            });
        painter.setFont(theme.font(Theme::Font::Small));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(rowRect(0).adjusted(theme.px(sideMargin), 0, -theme.px(sideMargin), 0),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         isPending ? tr("Asking the engine…") : tr("No probabilities are known"));
    }
    for (int row = 0; row < m_data.rows.size(); ++row)
        paintRow(painter, row);
    const QRect foot = footRect(width());
    painter.fillRect(QRect(0, foot.top() - theme.px(6), width(), 1),
                     theme.color(Theme::Token::Border));
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(foot.adjusted(0, 0, 0, theme.px(4)), Qt::TextWordWrap, footText());
}

int DistributionTable::rowAt(const QPoint &position) const
{
    for (int row = 0; row < m_data.rows.size(); ++row) {
        if (rowRect(row).contains(position))
            return row;
    }
    return -1;
}

bool DistributionTable::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Return ||
            key == Qt::Key_Enter || key == Qt::Key_Home || key == Qt::Key_End) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::FocusIn && m_current < 0 && !m_data.rows.isEmpty())
        setCurrentRow(0);
    return QWidget::event(event);
}

void DistributionTable::keyPressEvent(QKeyEvent *event)
{
    const auto last = static_cast<int>(m_data.rows.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrentRow(std::max(0, m_current - 1));
        break;
    case Qt::Key_Down:
        setCurrentRow(std::min(last, m_current + 1));
        break;
    case Qt::Key_Home:
        setCurrentRow(0);
        break;
    case Qt::Key_End:
        setCurrentRow(last);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
    case Qt::Key_B:
        if (m_current >= 0 && m_data.canBranch)
            emit rowActivated(m_current);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void DistributionTable::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? rowAt(event->pos()) : -1;
}

void DistributionTable::mouseReleaseEvent(QMouseEvent *event)
{
    const int row = rowAt(event->pos());
    if (event->button() != Qt::LeftButton || row < 0 || row != m_pressed)
        return;
    m_pressed = -1;
    setCurrentRow(row);
    if (m_data.canBranch)
        emit rowActivated(row);
}

void DistributionTable::mouseMoveEvent(QMouseEvent *event)
{
    const int row = rowAt(event->pos());
    setCursor(row >= 0 && m_data.canBranch ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (row == m_hovered)
        return;
    m_hovered = row;
    update();
}

void DistributionTable::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

} // namespace phi1
