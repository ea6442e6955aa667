// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/branch_strip.h"

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int stripHeight = 30;
constexpr int chipHeight = 22;
constexpr int sideMargin = 12;
constexpr int linkWidth = 16; ///< the line between a branch and what it leaves

} // namespace

BranchStrip::BranchStrip(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::PageTabList);
    setAccessibleName(tr("Branches"));
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVisible(false);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        arrange();
        updateGeometry();
    });
}

void BranchStrip::setBranches(const QVector<BranchNode> &branches, qint64 current)
{
    m_nodes = branches;
    m_current = current;
    arrange();
    showCurrent();
    setVisible(branches.size() > 1);
}

QString BranchStrip::branchText(int index) const
{
    const BranchNode &node = m_nodes[index];
    if (node.parent < 0)
        return tr("first");
    return tr("%1 %2").arg(grouped(node.token + 1), shownBytes(node.forced, true, 12));
}

QString BranchStrip::parentText(const BranchNode &node) const
{
    for (int index = 0; index < m_nodes.size(); ++index) {
        if (m_nodes[index].id == node.parent)
            return branchText(index);
    }
    return tr("first");
}

QRect BranchStrip::branchRect(int index) const
{
    for (const Placed &placed : m_placed) {
        if (placed.node == index)
            return placed.rect.translated(-m_offset, 0);
    }
    return {};
}

void BranchStrip::arrange()
{
    const Theme &theme = Theme::instance();
    QFont bold = theme.font(Theme::Font::CodeSmall);
    bold.setWeight(QFont::Bold);
    const QFontMetrics metrics(bold);
    m_placed.clear();
    int x = theme.px(sideMargin);
    // Depth first, so that a branch stands behind what it left.
    QVector<std::pair<int, int>> open;
    for (auto index = static_cast<int>(m_nodes.size()) - 1; index >= 0; --index) {
        if (m_nodes[index].parent < 0)
            open.append({index, 0});
    }
    while (!open.isEmpty()) {
        const auto [index, depth] = open.takeLast();
        if (depth > 0)
            x += theme.px(linkWidth);
        const int width = metrics.horizontalAdvance(branchText(index)) + theme.px(18) +
                          (m_nodes[index].isLive ? theme.px(12) : 0);
        m_placed.append(
            {index, depth,
             QRect(x, theme.px((stripHeight - chipHeight) / 2), width, theme.px(chipHeight))});
        x += width + theme.px(6);
        for (auto child = static_cast<int>(m_nodes.size()) - 1; child >= 0; --child) {
            if (m_nodes[child].parent == m_nodes[index].id && child != index &&
                m_placed.size() + open.size() < m_nodes.size())
                open.append({child, depth + 1});
        }
    }
    m_width = x + theme.px(sideMargin) - theme.px(6);
    m_offset = std::clamp(m_offset, 0, std::max(0, m_width - width()));
    const int placed = currentPlaced();
    setSpokenValue(this, placed < 0 ? QString() : branchText(m_placed[placed].node));
    update();
}

int BranchStrip::currentPlaced() const
{
    for (int placed = 0; placed < m_placed.size(); ++placed) {
        if (m_nodes[m_placed[placed].node].id == m_current)
            return placed;
    }
    return -1;
}

void BranchStrip::showCurrent()
{
    const int placed = currentPlaced();
    if (placed < 0)
        return;
    const QRect rect = m_placed[placed].rect;
    const int margin = Theme::instance().px(sideMargin);
    if (rect.left() - margin < m_offset)
        m_offset = rect.left() - margin;
    else if (rect.right() + margin > m_offset + width())
        m_offset = rect.right() + margin - width();
    m_offset = std::clamp(m_offset, 0, std::max(0, m_width - width()));
    update();
}

QSize BranchStrip::sizeHint() const
{
    return {m_width, Theme::instance().px(stripHeight)};
}

QSize BranchStrip::minimumSizeHint() const
{
    return {Theme::instance().px(80), Theme::instance().px(stripHeight)};
}

void BranchStrip::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.color(Theme::Token::Grid));
    if (hasFocus() && theme.showsKeyboardFocus() && currentPlaced() < 0)
        painting::focusRing(painter, rect(), theme.px(2));
    for (const Placed &placed : m_placed) {
        const BranchNode &node = m_nodes[placed.node];
        const QRect chip = placed.rect.translated(-m_offset, 0);
        const bool isCurrent = node.id == m_current;
        if (placed.depth > 0) {
            // An elbow from the chip before: it hangs below what it left.
            painter.setPen(QPen(theme.color(Theme::Token::Axis), 1));
            const int y = chip.center().y();
            const int x = chip.left() - theme.px(linkWidth) + theme.px(3);
            painter.drawLine(x, chip.top() + theme.px(3), x, y);
            painter.drawLine(x, y, chip.left() - theme.px(3), y);
        }
        painting::roundedBox(
            painter, chip, chip.height() / 2.0,
            theme.color(isCurrent ? Theme::Token::AccentTint : Theme::Token::Sunken),
            isCurrent ? theme.color(Theme::Token::Accent) : QColor());
        QRect inner = chip.adjusted(theme.px(9), 0, -theme.px(9), 0);
        if (node.isLive) {
            const int side = theme.px(6);
            painting::roundedBox(
                painter, QRectF(inner.left(), inner.center().y() - side / 2.0 + 0.5, side, side),
                side / 2.0, theme.color(Theme::Token::Live), QColor());
            inner.setLeft(inner.left() + theme.px(12));
        }
        QFont font = theme.font(node.parent < 0 ? Theme::Font::Small : Theme::Font::CodeSmall);
        font.setWeight(isCurrent ? QFont::Bold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(theme.color(isCurrent ? Theme::Token::Accent : Theme::Token::Text2));
        painter.drawText(inner, Qt::AlignCenter | Qt::TextSingleLine, branchText(placed.node));
        if (isCurrent && hasFocus() && theme.showsKeyboardFocus())
            painting::focusRing(painter,
                                chip.adjusted(-theme.px(2), -theme.px(2), theme.px(2), theme.px(2)),
                                chip.height() / 2.0);
    }
}

void BranchStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showCurrent();
}

int BranchStrip::placedAt(const QPoint &position) const
{
    for (int placed = 0; placed < m_placed.size(); ++placed) {
        if (m_placed[placed].rect.translated(-m_offset, 0).contains(position))
            return placed;
    }
    return -1;
}

void BranchStrip::choose(int placed)
{
    if (placed < 0 || placed >= m_placed.size())
        return;
    const qint64 id = m_nodes[m_placed[placed].node].id;
    if (id == m_current)
        return;
    m_current = id;
    setSpokenValue(this, branchText(m_placed[placed].node));
    showCurrent();
    emit branchChosen(id);
}

bool BranchStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int placed = placedAt(help->pos());
        if (placed < 0) {
            QToolTip::hideText();
            return true;
        }
        const BranchNode &node = m_nodes[m_placed[placed].node];
        const QString text =
            node.parent < 0
                ? tr("As the model began it, %n tokens", nullptr, node.tokens)
                : tr("Leaves \"%1\" with %2 forced as token %3; %n tokens", nullptr, node.tokens)
                      .arg(parentText(node), shownBytes(node.forced), grouped(node.token + 1));
        QToolTip::showText(help->globalPos(), toolTipOf(text), this);
        return true;
    }
    return QWidget::event(event);
}

void BranchStrip::keyPressEvent(QKeyEvent *event)
{
    const int placed = currentPlaced();
    switch (event->key()) {
    case Qt::Key_Left:
        choose(placed - 1);
        break;
    case Qt::Key_Right:
        choose(placed + 1);
        break;
    case Qt::Key_Home:
        choose(0);
        break;
    case Qt::Key_End:
        choose(static_cast<int>(m_placed.size()) - 1);
        break;
    case Qt::Key_Delete:
        if (placed >= 0 && m_nodes[m_placed[placed].node].parent >= 0)
            emit removeRequested(m_current);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void BranchStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(placedAt(event->pos()));
}

void BranchStrip::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    const int by = turned.x() != 0 ? turned.x() : turned.y();
    const int offset = std::clamp(m_offset - by / 2, 0, std::max(0, m_width - width()));
    if (offset == m_offset) {
        event->ignore();
        return;
    }
    m_offset = offset;
    update();
}

} // namespace phi1
