// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/result_grid.h"

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int headHeightPx = 44;
constexpr int rowHeightPx = 46;
constexpr int groupHeightPx = 28;
constexpr int titleWidthPx = 220;
constexpr int leastColumnPx = 240;

QString firstLine(const QString &text)
{
    for (const QString &line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            return shownLine(line.trimmed());
    }
    return {};
}

QString letterOf(int variant)
{
    return variant < 26 ? QString(QChar(u'A' + variant)) : QString::number(variant + 1);
}

const ResultCell nothing;

} // namespace

ResultGrid::ResultGrid(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    installSpokenValue(this, QAccessible::Table);
    setAccessibleName(tr("Results, prompts by checkpoints"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        arrange();
        viewport()->update();
    });
}

void ResultGrid::setColumns(const QVector<ResultColumn> &columns)
{
    const auto before = m_columns.size();
    m_columns = columns;
    if (before != columns.size()) {
        m_cells = QVector<ResultCell>(m_rows.size() * m_columns.size());
        m_column = 0;
    }
    arrange();
    viewport()->update();
}

void ResultGrid::setRows(const QVector<ResultRow> &rows)
{
    m_rows = rows;
    m_cells = QVector<ResultCell>(m_rows.size() * m_columns.size());
    m_row = rows.isEmpty() ? -1 : 0;
    m_column = 0;
    arrange();
    viewport()->update();
}

void ResultGrid::setCell(int row, int column, const ResultCell &cell)
{
    if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
        return;
    m_cells[row * columnCount() + column] = cell;
    if (row == m_row && column == m_column)
        setSpokenValue(this, cellText(row, column));
    viewport()->update();
}

const ResultCell &ResultGrid::cell(int row, int column) const
{
    if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
        return nothing;
    return m_cells[row * columnCount() + column];
}

int ResultGrid::headHeight() const
{
    return Theme::instance().px(headHeightPx);
}

int ResultGrid::titleWidth() const
{
    return Theme::instance().px(titleWidthPx);
}

int ResultGrid::columnWidth() const
{
    const int count = std::max(1, columnCount());
    return std::max(Theme::instance().px(leastColumnPx),
                    (viewport()->width() - titleWidth()) / count);
}

void ResultGrid::arrange()
{
    const Theme &theme = Theme::instance();
    m_tops.clear();
    m_height = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const bool begins = row == 0 || m_rows[row].group != m_rows[row - 1].group;
        if (begins && !m_rows[row].group.isEmpty())
            m_height += theme.px(groupHeightPx);
        m_tops.append(m_height);
        m_height += theme.px(rowHeightPx);
    }
    QScrollBar *down = verticalScrollBar();
    const int room = viewport()->height() - headHeight();
    down->setSingleStep(theme.px(rowHeightPx) / 2);
    down->setPageStep(std::max(1, room));
    down->setRange(0, std::max(0, m_height - room));
    QScrollBar *across = horizontalScrollBar();
    across->setSingleStep(theme.px(24));
    across->setPageStep(std::max(1, viewport()->width() - titleWidth()));
    across->setRange(
        0, std::max(0, titleWidth() + columnCount() * columnWidth() - viewport()->width()));
}

int ResultGrid::rowTop(int row) const
{
    return headHeight() + m_tops[row] - verticalScrollBar()->value();
}

QRect ResultGrid::cellRect(int row, int column) const
{
    return {titleWidth() + column * columnWidth() - horizontalScrollBar()->value(), rowTop(row),
            columnWidth(), Theme::instance().px(rowHeightPx)};
}

QString ResultGrid::cellText(int row, int column) const
{
    if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
        return {};
    const ResultCell &shown = cell(row, column);
    QString state;
    switch (shown.state) {
    case ResultCell::State::Waiting:
        state = tr("waiting");
        break;
    case ResultCell::State::Running:
        state = tr("writing");
        break;
    case ResultCell::State::Done:
        state = shown.variant < 0
                    ? firstLine(shown.text)
                    : tr("output %1, %2").arg(letterOf(shown.variant), firstLine(shown.text));
        break;
    case ResultCell::State::Failed:
        state = tr("failed: %1").arg(shown.problem);
        break;
    }
    return tr("%1, %2: %3").arg(m_rows[row].title, m_columns[column].name, state);
}

void ResultGrid::setCurrent(int row, int column)
{
    if (rowCount() == 0 || columnCount() == 0)
        return;
    row = std::clamp(row, 0, rowCount() - 1);
    column = std::clamp(column, 0, columnCount() - 1);
    if (row == m_row && column == m_column)
        return;
    m_row = row;
    m_column = column;
    const int height = Theme::instance().px(rowHeightPx);
    QScrollBar *down = verticalScrollBar();
    const int room = viewport()->height() - headHeight();
    down->setValue(std::clamp(down->value(), m_tops[row] + height - room, m_tops[row]));
    QScrollBar *across = horizontalScrollBar();
    const int left = column * columnWidth();
    const int width = viewport()->width() - titleWidth();
    across->setValue(std::clamp(across->value(), left + columnWidth() - width, left));
    setSpokenValue(this, cellText(row, column));
    viewport()->update();
    emit currentChanged(row, column);
}

void ResultGrid::paintEvent(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.color(Theme::Token::Surface));
    painter.setClipRect(QRect(0, headHeight(), viewport()->width(), viewport()->height()));
    const int height = theme.px(rowHeightPx);
    for (int row = 0; row < rowCount(); ++row) {
        const int top = rowTop(row);
        const int groupHeight = theme.px(groupHeightPx);
        if (top + height < headHeight() || top - groupHeight > viewport()->height())
            continue;
        painter.save();
        painter.setClipRect(
            QRect(titleWidth(), headHeight(), viewport()->width(), viewport()->height()));
        for (int column = 0; column < columnCount(); ++column) {
            const QRect rect = cellRect(row, column);
            if (rect.right() >= titleWidth() && rect.left() <= viewport()->width())
                paintCell(painter, row, column, rect);
        }
        painter.restore();
        paintTitle(painter, row);
        painter.fillRect(QRect(0, top + height - 1, viewport()->width(), 1),
                         theme.color(Theme::Token::Grid));
    }
    painter.setClipping(false);
    paintColumnHeads(painter);
    if (m_row < 0 && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, viewport()->rect(), theme.px(2));
}

void ResultGrid::paintTitle(QPainter &painter, int row) const
{
    const Theme &theme = Theme::instance();
    const int top = rowTop(row);
    const int margin = theme.px(12);
    const bool begins = row == 0 || m_rows[row].group != m_rows[row - 1].group;
    if (begins && !m_rows[row].group.isEmpty()) {
        const QRect head(0, top - theme.px(groupHeightPx), viewport()->width(),
                         theme.px(groupHeightPx));
        painter.fillRect(head, theme.color(Theme::Token::Surface));
        painter.setFont(theme.font(Theme::Font::Section));
        painter.setPen(theme.color(Theme::Token::Text2));
        painter.drawText(head.adjusted(margin, theme.px(6), 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         m_rows[row].group);
        painter.fillRect(QRect(0, head.bottom(), head.width(), 1), theme.color(Theme::Token::Grid));
    }
    const QRect title(0, top, titleWidth(), theme.px(rowHeightPx));
    painter.fillRect(title.adjusted(0, 0, 0, -1),
                     theme.color(row == m_row ? Theme::Token::AccentTint : Theme::Token::Surface));
    if (row == m_row)
        painter.fillRect(QRect(0, top, theme.px(3), title.height() - 1),
                         theme.color(Theme::Token::Accent));
    // Whether all that is there says the same.
    bool differs = false;
    int done = 0;
    for (int column = 0; column < columnCount(); ++column) {
        const ResultCell &shown = cell(row, column);
        if (shown.state != ResultCell::State::Done || shown.variant < 0)
            continue;
        ++done;
        differs = differs || shown.variant > 0;
    }
    const QRect mark(title.right() - theme.px(26), top, theme.px(16), title.height());
    painter.setFont(theme.font(Theme::Font::Body));
    if (done > 1) {
        painter.setPen(theme.color(differs ? Theme::Token::Accent : Theme::Token::Text3));
        painter.drawText(mark, Qt::AlignCenter,
                         differs ? QStringLiteral("◆") : QStringLiteral("="));
    }
    painter.setPen(theme.color(Theme::Token::Text));
    const int room = mark.left() - theme.px(22);
    painter.drawText(QRect(theme.px(22), top, room, title.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_rows[row].title, Qt::ElideRight, room));
}

void ResultGrid::paintCell(QPainter &painter, int row, int column, const QRect &rect) const
{
    const Theme &theme = Theme::instance();
    const ResultCell &shown = cell(row, column);
    const bool isCurrent = row == m_row && column == m_column;
    if (isCurrent)
        painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.color(Theme::Token::AccentTint));
    painter.fillRect(QRect(rect.left(), rect.top(), 1, rect.height()),
                     theme.color(Theme::Token::Grid));
    QRect inner = rect.adjusted(theme.px(12), theme.px(5), -theme.px(12), -theme.px(6));
    const int line = inner.height() / 2;
    painter.setFont(theme.font(Theme::Font::Small));
    const auto state = [&](const QString &text, Theme::Token tone) {
        painter.setPen(theme.color(tone));
        painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, inner.width()));
    };
    switch (shown.state) {
    case ResultCell::State::Waiting:
        state(QStringLiteral("–"), Theme::Token::Text3);
        break;
    case ResultCell::State::Running: {
        const int side = theme.px(8);
        painting::roundedBox(painter,
                             QRectF(inner.left(), inner.center().y() - side / 2, side, side),
                             side / 2.0, theme.color(Theme::Token::Live), QColor());
        inner.setLeft(inner.left() + theme.px(14));
        state(tr("writing"), Theme::Token::Live);
        break;
    }
    case ResultCell::State::Failed:
        painting::themeIcon(painter, QRect(inner.left(), inner.top(), theme.px(14), inner.height()),
                            QStringLiteral("error"), theme.px(14),
                            theme.color(Theme::Token::Error));
        inner.setLeft(inner.left() + theme.px(20));
        state(shown.problem, Theme::Token::Error);
        break;
    case ResultCell::State::Done: {
        if (shown.variant >= 0) {
            const int side = theme.px(18);
            const QRect badge(inner.left(), inner.top() + (line - side) / 2 + 1, side, side);
            painting::roundedBox(
                painter, badge, theme.px(3),
                theme.color(isCurrent ? Theme::Token::Surface : Theme::Token::Sunken), QColor());
            QFont bold = theme.font(Theme::Font::Caption);
            bold.setWeight(QFont::Bold);
            painter.setFont(bold);
            painter.setPen(theme.color(Theme::Token::Text2));
            painter.drawText(badge, Qt::AlignCenter, letterOf(shown.variant));
            inner.setLeft(badge.right() + theme.px(9));
        }
        painter.setFont(theme.font(Theme::Font::CodeSmall));
        painter.setPen(theme.color(Theme::Token::Text));
        const QString first = firstLine(shown.text);
        const QRect upper(inner.left(), inner.top(), inner.width(), line);
        if (first.isEmpty())
            painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         first.isEmpty() ? tr("empty")
                                         : painter.fontMetrics().elidedText(first, Qt::ElideRight,
                                                                            inner.width()));
        QStringList facts;
        if (shown.tokens >= 0)
            facts << tr("%n tokens", nullptr, shown.tokens);
        if (shown.meanProbability >= 0)
            facts << tr("mean p %1").arg(decimal(shown.meanProbability, 2));
        painter.setFont(theme.font(Theme::Font::Caption));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(QRect(inner.left(), inner.top() + line, inner.width(), line),
                         Qt::AlignLeft | Qt::AlignVCenter, facts.join(QStringLiteral(" · ")));
        break;
    }
    }
    if (isCurrent && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, rect.adjusted(2, 1, -1, -2), theme.px(2));
}

void ResultGrid::paintColumnHeads(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const int height = headHeight();
    painter.fillRect(QRect(0, 0, viewport()->width(), height), theme.color(Theme::Token::Alt));
    painter.save();
    painter.setClipRect(QRect(titleWidth(), 0, viewport()->width(), height));
    for (int column = 0; column < columnCount(); ++column) {
        const int x = titleWidth() + column * columnWidth() - horizontalScrollBar()->value();
        const int side = theme.px(10);
        const QRect inner(x + theme.px(12), theme.px(5), columnWidth() - theme.px(24),
                          height - theme.px(11));
        const int line = inner.height() / 2;
        painting::roundedBox(painter,
                             QRectF(inner.left(), inner.top() + (line - side) / 2, side, side),
                             theme.px(2), theme.runColor(m_columns[column].slot), QColor());
        const int left = inner.left() + theme.px(18);
        const int room = inner.right() - left;
        painter.setFont(theme.font(Theme::Font::Section));
        painter.setPen(theme.color(Theme::Token::Text));
        painter.drawText(
            QRect(left, inner.top(), room, line),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(m_columns[column].name, Qt::ElideMiddle, room));
        painter.setFont(theme.font(Theme::Font::Caption));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(
            QRect(left, inner.top() + line, room, line),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(m_columns[column].detail, Qt::ElideMiddle, room));
    }
    painter.restore();
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(QRect(theme.px(12), 0, titleWidth() - theme.px(12), height),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("%n prompts", nullptr, rowCount()));
    painter.fillRect(QRect(0, height - 1, viewport()->width(), 1),
                     theme.color(Theme::Token::Border));
}

bool ResultGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (int row = 0; row < rowCount(); ++row) {
            for (int column = 0; column < columnCount(); ++column) {
                if (!cellRect(row, column).contains(help->pos()))
                    continue;
                const ResultCell &shown = cell(row, column);
                const bool failed = shown.state == ResultCell::State::Failed;
                QToolTip::showText(help->globalPos(),
                                   failed ? toolTipOf(shown.problem)
                                          : toolTipOf(shown.text.left(1200), true),
                                   viewport());
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ResultGrid::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void ResultGrid::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    viewport()->update();
}

void ResultGrid::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || event->pos().y() < headHeight())
        return;
    for (int row = 0; row < rowCount(); ++row) {
        const int top = rowTop(row);
        if (event->pos().y() < top || event->pos().y() >= top + Theme::instance().px(rowHeightPx))
            continue;
        int column = m_column;
        for (int candidate = 0; candidate < columnCount(); ++candidate) {
            if (event->pos().x() >= titleWidth() && cellRect(row, candidate).contains(event->pos()))
                column = candidate;
        }
        setCurrent(row, column);
        return;
    }
}

void ResultGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_row >= 0 &&
        cellRect(m_row, m_column).contains(event->pos()))
        emit cellActivated(m_row, m_column);
}

void ResultGrid::keyPressEvent(QKeyEvent *event)
{
    const int page =
        std::max(1, (viewport()->height() - headHeight()) / Theme::instance().px(rowHeightPx));
    const bool whole = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(m_row, m_column - 1);
        break;
    case Qt::Key_Right:
        setCurrent(m_row, m_column + 1);
        break;
    case Qt::Key_Up:
        setCurrent(m_row - 1, m_column);
        break;
    case Qt::Key_Down:
        setCurrent(m_row + 1, m_column);
        break;
    case Qt::Key_PageUp:
        setCurrent(m_row - page, m_column);
        break;
    case Qt::Key_PageDown:
        setCurrent(m_row + page, m_column);
        break;
    case Qt::Key_Home:
        setCurrent(whole ? 0 : m_row, 0);
        break;
    case Qt::Key_End:
        setCurrent(whole ? rowCount() - 1 : m_row, columnCount() - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_row >= 0)
            emit cellActivated(m_row, m_column);
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace phi1
