// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/log_view.h"

#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>

#include "views/format/number_text.h"
#include "views/state/log_model.h"
#include "views/theme/theme.h"

namespace phi1 {

namespace {

/// Beyond this a line is not made visible by scrolling; copying gives all of it.
constexpr int longestShown = 4000;

QString levelWord(LogLevel level)
{
    if (level == LogLevel::Warning)
        return LogView::tr("warning");
    return level == LogLevel::Error ? LogView::tr("error") : QString();
}

Theme::Token levelTone(LogLevel level)
{
    if (level == LogLevel::Warning)
        return Theme::Token::Warning;
    return level == LogLevel::Error ? Theme::Token::Error : Theme::Token::Text;
}

} // namespace

LogView::LogView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setAccessibleName(tr("Log"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        const QScrollBar *bar = verticalScrollBar();
        emit scrolledByUser(bar->sliderPosition() >= bar->maximum());
    });
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateRange();
        viewport()->update();
    });
}

void LogView::setModel(LogModel *model)
{
    if (model == m_model)
        return;
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_anchor = m_current = -1;
    m_longest = 0;
    if (m_model) {
        connect(m_model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex &, int first, int last) { rowsInserted(first, last); });
        connect(m_model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex &, int first, int last) { rowsRemoved(first, last); });
        connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
            m_anchor = m_current = -1;
            m_longest = 0;
            rowsInserted(0, m_model->rowCount() - 1);
        });
        connect(m_model, &LogModel::searchChanged, viewport(), qOverload<>(&QWidget::update));
        rowsInserted(0, m_model->rowCount() - 1);
    }
    updateRange();
    scrollToEnd();
    viewport()->update();
}

LogModel *LogView::model() const
{
    return m_model;
}

void LogView::rowsInserted(int first, int last)
{
    // The longest of a flood is found soon enough by looking at its last lines.
    for (int row = std::max(first, last - 500); row <= last; ++row)
        m_longest = std::max(m_longest, static_cast<int>(m_model->line(row).text.size()));
    updateRange();
    if (m_model->isFollowing())
        scrollToEnd();
    viewport()->update();
}

void LogView::rowsRemoved(int first, int last)
{
    const int count = last - first + 1;
    const auto shift = [&](int &row) {
        if (row > last)
            row -= count;
        else if (row >= first)
            row = -1;
    };
    shift(m_anchor);
    shift(m_current);
    const int top = verticalScrollBar()->value();
    updateRange();
    // What is being read stays where it is.
    if (!m_model->isFollowing() && first < top)
        verticalScrollBar()->setValue(top - std::min(count, top - first));
    viewport()->update();
}

int LogView::lineHeight() const
{
    return Theme::instance().lineHeight(Theme::Font::CodeSmall) + 1;
}

int LogView::visibleRows() const
{
    const int padding = Theme::instance().px(5);
    return std::max(1, (viewport()->height() - padding) / lineHeight());
}

void LogView::updateRange()
{
    const int rows = m_model ? m_model->rowCount() : 0;
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setRange(0, std::max(0, rows - visibleRows()));
    const QFontMetrics metrics(Theme::instance().font(Theme::Font::CodeSmall));
    const int width = metrics.horizontalAdvance(u'0') * (std::min(m_longest, longestShown) + 22);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(metrics.horizontalAdvance(u'0') * 4);
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
}

void LogView::scrollToEnd()
{
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void LogView::showRow(int row)
{
    verticalScrollBar()->setValue(row - visibleRows() / 2);
    m_anchor = m_current = row;
    viewport()->update();
}

QString LogView::selectedText() const
{
    if (!m_model)
        return {};
    if (m_current < 0)
        return m_model->text();
    QVector<int> rows;
    for (int row = std::min(m_anchor, m_current); row <= std::max(m_anchor, m_current); ++row)
        rows << row;
    return m_model->text(rows);
}

bool LogView::isSelected(int row) const
{
    return m_current >= 0 && row >= std::min(m_anchor, m_current) &&
           row <= std::max(m_anchor, m_current);
}

void LogView::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Theme::Token::Surface));
    if (!m_model)
        return;
    painter.setFont(theme.font(Theme::Font::CodeSmall));
    const int rows = m_model->rowCount();
    int top = theme.px(5);
    for (int row = verticalScrollBar()->value(); row < rows && top < viewport()->height(); ++row) {
        paintRow(painter, row, top);
        top += lineHeight();
    }
}

void LogView::paintRow(QPainter &painter, int row, int top) const
{
    const Theme &theme = Theme::instance();
    const LogLine &line = m_model->line(row);
    const QFontMetrics metrics = painter.fontMetrics();
    const int height = lineHeight();
    if (isSelected(row))
        painter.fillRect(0, top, viewport()->width(), height,
                         theme.color(Theme::Token::AccentTint));
    int x = theme.px(12) - horizontalScrollBar()->value();
    const auto draw = [&](const QString &text, Theme::Token tone) {
        painter.setPen(theme.color(tone));
        painter.drawText(x, top + metrics.ascent() + (height - metrics.height()) / 2, text);
    };
    const int time = metrics.horizontalAdvance(QStringLiteral("00:00:00  "));
    if (line.time > 0)
        draw(clockTime(line.time), Theme::Token::Text3);
    x += time;
    const QString word = levelWord(line.level);
    if (!word.isEmpty()) {
        draw(word, levelTone(line.level));
        x += metrics.horizontalAdvance(word + QStringLiteral("  "));
    }
    const QString text = line.text.left(longestShown);
    const QString search = m_model->searchText();
    for (qsizetype at = search.isEmpty() ? -1 : text.indexOf(search, 0, Qt::CaseInsensitive);
         at >= 0; at = text.indexOf(search, at + search.size(), Qt::CaseInsensitive)) {
        painter.fillRect(x + metrics.horizontalAdvance(text.left(at)), top,
                         metrics.horizontalAdvance(text.mid(at, search.size())), height,
                         theme.color(Theme::Token::Hit));
    }
    draw(text, levelTone(line.level));
}

int LogView::rowAt(int y) const
{
    const int row = verticalScrollBar()->value() + (y - Theme::instance().px(5)) / lineHeight();
    return m_model && row >= 0 && row < m_model->rowCount() ? row : -1;
}

void LogView::select(int row, bool extend)
{
    m_current = row;
    if (!extend || m_anchor < 0)
        m_anchor = row;
    if (row >= 0) {
        QScrollBar *bar = verticalScrollBar();
        bar->setValue(std::clamp(bar->value(), row - visibleRows() + 1, row));
    }
    viewport()->update();
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        select(rowAt(event->pos().y()), event->modifiers() & Qt::ShiftModifier);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || !m_model || m_anchor < 0)
        return;
    const int row = rowAt(event->pos().y());
    select(row >= 0 ? row : (event->pos().y() < 0 ? 0 : m_model->rowCount() - 1), true);
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int row = rowAt(event->pos().y());
    if (row < 0)
        return;
    static const QRegularExpression named(QStringLiteral(R"(\bstep[ -]0*(\d+))"));
    const QRegularExpressionMatch match = named.match(m_model->line(row).text);
    if (match.hasMatch())
        emit stepActivated(match.captured(1).toLongLong());
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    const int rows = m_model ? m_model->rowCount() : 0;
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedText());
        return;
    }
    if (event->matches(QKeySequence::SelectAll) && rows > 0) {
        m_anchor = 0;
        m_current = rows - 1;
        viewport()->update();
        return;
    }
    const int from = m_current >= 0 ? m_current : rows - 1;
    int to = from;
    switch (event->key()) {
    case Qt::Key_Up:
        to = from - 1;
        break;
    case Qt::Key_Down:
        to = from + 1;
        break;
    case Qt::Key_PageUp:
        to = from - visibleRows();
        break;
    case Qt::Key_PageDown:
        to = from + visibleRows();
        break;
    case Qt::Key_Home:
        to = 0;
        break;
    case Qt::Key_End:
        to = rows - 1;
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (rows == 0)
        return;
    select(std::clamp(to, 0, rows - 1), event->modifiers() & Qt::ShiftModifier);
    emit scrolledByUser(m_current == rows - 1);
}

void LogView::wheelEvent(QWheelEvent *event)
{
    QAbstractScrollArea::wheelEvent(event);
    emit scrolledByUser(verticalScrollBar()->value() >= verticalScrollBar()->maximum());
}

void LogView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    viewport()->update();
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateRange();
    if (m_model && m_model->isFollowing())
        scrollToEnd();
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateRange();
}

} // namespace phi1
