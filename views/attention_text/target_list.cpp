// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/target_list.h"

#include "views/attention_text/weight_paint.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int titleHeight = 20;
constexpr int rowLength = 20;
constexpr int tokenWidth = 68;
constexpr int placeWidth = 32;
constexpr int barWidth = 62;
constexpr int barHeight = 8;
constexpr int numberWidth = 44;
constexpr int gap = 8;
constexpr int side = 4; ///< of rows around their texts

} // namespace

TargetList::TargetList(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::List);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setProperty("phi1OwnFocus", true);
    setAccessibleName(title());
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void TargetList::setTokens(const QVector<AttentionToken> &tokens)
{
    m_tokens = tokens;
    setTargets({}, m_direction);
}

void TargetList::setTargets(const QVector<AttentionTarget> &targets, LookDirection direction)
{
    m_targets = targets;
    // What lies beyond the text it was made for has nothing to be shown by.
    m_targets.removeIf([this](const AttentionTarget &target) {
        return target.token < 0 || target.token >= m_tokens.size();
    });
    m_direction = direction;
    m_current = std::min(m_current, shownRows() - 1);
    m_hovered = -1;
    setAccessibleName(title());
    announce();
    update();
}

void TargetList::setScale(const ColourScale &scale)
{
    if (scale == m_scale)
        return;
    m_scale = scale;
    update();
}

void TargetList::setTitle(const QString &title)
{
    m_title = title;
    setAccessibleName(this->title());
    update();
}

void TargetList::setPlaceholder(const QString &sentence)
{
    m_placeholder = sentence;
    setAccessibleDescription(sentence);
    update();
}

void TargetList::setMarked(int token)
{
    if (token == m_marked)
        return;
    m_marked = token;
    update();
}

QString TargetList::title() const
{
    if (!m_title.isEmpty())
        return m_title;
    return m_direction == LookDirection::LooksAt ? tr("Strongest targets") : tr("Looks here most");
}

int TargetList::shownRows() const
{
    const Theme &theme = Theme::instance();
    const int rows = (height() - theme.px(titleHeight)) / theme.px(rowLength);
    return std::clamp(rows, 0, static_cast<int>(m_targets.size()));
}

QRect TargetList::rowRect(int row) const
{
    const Theme &theme = Theme::instance();
    return {0, theme.px(titleHeight) + row * theme.px(rowLength), width(), theme.px(rowLength)};
}

int TargetList::rowAt(const QPoint &place) const
{
    for (int row = 0; row < shownRows(); ++row) {
        if (rowRect(row).contains(place))
            return row;
    }
    return -1;
}

void TargetList::setCurrentRow(int row)
{
    row = std::clamp(row, -1, shownRows() - 1);
    if (row == m_current)
        return;
    m_current = row;
    announce();
    update();
}

void TargetList::setHovered(int row)
{
    if (row == m_hovered)
        return;
    m_hovered = row;
    update();
    emit targetHovered(row < 0 ? -1 : m_targets[row].token);
}

void TargetList::announce()
{
    setSpokenValue(this, m_targets.isEmpty() ? m_placeholder : rowText(std::max(0, m_current)));
}

QString TargetList::rowText(int row) const
{
    if (row < 0 || row >= m_targets.size())
        return {};
    const AttentionTarget &target = m_targets[row];
    const AttentionToken &token = m_tokens[target.token];
    return tr("%1 at %2, line %3, %4")
        .arg(shownBytes(token.bytes))
        .arg(target.token)
        .arg(token.line)
        .arg(weightText(static_cast<double>(target.weight)));
}

void TargetList::copy() const
{
    QString text = QStringLiteral("token\tplace\tline\tweight\n");
    for (const AttentionTarget &target : m_targets) {
        text += QStringLiteral("%1\t%2\t%3\t%4\n")
                    .arg(shownBytes(m_tokens[target.token].bytes))
                    .arg(target.token)
                    .arg(m_tokens[target.token].line)
                    .arg(plain(static_cast<double>(target.weight)));
    }
    QApplication::clipboard()->setText(text);
}

QSize TargetList::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(tokenWidth + placeWidth + barWidth + numberWidth + 3 * gap + 2 * side),
            theme.px(titleHeight + 6 * rowLength)};
}

QSize TargetList::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(tokenWidth + placeWidth + numberWidth + 3 * gap + 24),
            theme.px(titleHeight + rowLength)};
}

void TargetList::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(Theme::Font::Section));
    painter.setPen(theme.color(Theme::Token::Text2));
    const QRect head(theme.px(side), 0, width() - 2 * theme.px(side), theme.px(titleHeight));
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(title(), Qt::ElideRight, head.width()));
    const int rows = shownRows();
    if (m_targets.isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Small));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(head.translated(0, head.height()).adjusted(0, 0, 0, height()),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_placeholder);
    }
    double largest = 0;
    for (const AttentionTarget &target : m_targets) {
        if (std::fabs(target.weight) > largest)
            largest = static_cast<double>(std::fabs(target.weight));
    }
    for (int row = 0; row < rows; ++row)
        paintRow(painter, row, largest);
    if (hasFocus() && theme.showsKeyboardFocus()) {
        const QRect ring = m_current >= 0 && m_current < rows ? rowRect(m_current) : rect();
        painting::focusRing(painter, ring, theme.px(3));
    }
}

void TargetList::paintRow(QPainter &painter, int row, double largest) const
{
    const Theme &theme = Theme::instance();
    const AttentionTarget &target = m_targets[row];
    const auto weight = static_cast<double>(target.weight);
    const QRect line = rowRect(row);
    if (target.token == m_marked)
        painter.fillRect(line, theme.color(Theme::Token::AccentTint));
    else if (row == m_hovered)
        painter.fillRect(line, theme.color(Theme::Token::Hover));
    QRect cell(theme.px(side), line.top(), theme.px(tokenWidth), line.height());
    painter.setFont(theme.font(Theme::Font::CodeSmall));
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(shownBytes(m_tokens[target.token].bytes),
                                                      Qt::ElideRight, cell.width()));
    const QRect place(cell.right() + 1, line.top(), theme.px(placeWidth), line.height());
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, QString::number(target.token));
    const QRect number(width() - theme.px(side) - theme.px(numberWidth), line.top(),
                       theme.px(numberWidth), line.height());
    const QRectF trough(place.right() + 1 + theme.px(gap),
                        line.top() + (line.height() - theme.px(barHeight)) / 2.0,
                        number.left() - place.right() - 1 - 2 * theme.px(gap), theme.px(barHeight));
    if (std::isnan(weight)) {
        paintHatch(painter, trough);
    } else if (largest > 0 && trough.width() > 0) {
        QRectF bar = trough;
        bar.setWidth(std::max(1.0, trough.width() * std::fabs(weight) / largest));
        // Where a weight stands among the colours, but never so low that the bar is not seen.
        const bool dark = theme.isDark();
        QColor ink = m_scale.colour(weight, dark);
        if (m_scale.isSigned()) {
            const double least = 0.55 * m_scale.high;
            if (std::fabs(weight) < least)
                ink = m_scale.colour(std::copysign(least, weight), dark);
        } else {
            ink = m_scale.colour(m_scale.value(0.55), dark);
        }
        painting::roundedBox(painter, bar, 1, ink, QColor());
    }
    painter.setPen(theme.color(std::isnan(weight) ? Theme::Token::Error : Theme::Token::Text));
    painter.drawText(number, Qt::AlignRight | Qt::AlignVCenter, weightText(weight));
}

bool TargetList::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isPlain = key.modifiers() == Qt::NoModifier;
        if (key.matches(QKeySequence::Copy) ||
            (isPlain && (key.key() == Qt::Key_Up || key.key() == Qt::Key_Down ||
                         key.key() == Qt::Key_Home || key.key() == Qt::Key_End ||
                         key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter))) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void TargetList::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrentRow(std::max(0, m_current - 1));
        return;
    case Qt::Key_Down:
        setCurrentRow(m_current + 1);
        return;
    case Qt::Key_Home:
        setCurrentRow(0);
        return;
    case Qt::Key_End:
        setCurrentRow(shownRows() - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0 && m_current < m_targets.size())
            emit targetActivated(m_targets[m_current].token);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TargetList::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAt(event->pos());
    if (event->button() != Qt::LeftButton || row < 0) {
        QWidget::mousePressEvent(event);
        return;
    }
    setCurrentRow(row);
    emit targetActivated(m_targets[row].token);
}

void TargetList::mouseMoveEvent(QMouseEvent *event)
{
    const int row = rowAt(event->pos());
    setCursor(row < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    setHovered(row);
}

void TargetList::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    setHovered(-1);
}

void TargetList::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_current = std::min(m_current, shownRows() - 1);
}

} // namespace phi1
