// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/sample_groups.h"

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int linesShown = 3;
constexpr int countWidth = 76;

/// The lines with something on them, without the indentation they share.
QStringList firstLines(const QString &text)
{
    QStringList lines;
    qsizetype shared = 1000;
    for (const QString &line : text.split(u'\n')) {
        if (line.trimmed().isEmpty())
            continue;
        qsizetype indent = 0;
        while (indent < line.size() && line[indent].isSpace())
            ++indent;
        shared = std::min(shared, indent);
        lines << line;
        if (lines.size() > linesShown)
            break;
    }
    const bool isCut = lines.size() > linesShown;
    lines = lines.mid(0, linesShown);
    for (QString &line : lines)
        line = shownLine(line.mid(shared));
    if (isCut)
        lines.last() += QStringLiteral(" …");
    return lines;
}

} // namespace

SampleGroups::SampleGroups(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    installSpokenValue(this, QAccessible::List);
    setAccessibleName(tr("Samples"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateRange();
        viewport()->update();
    });
}

void SampleGroups::setGroups(const QVector<SampleRow> &groups, int sampleCount)
{
    // The group that was chosen is found again by a sample it held.
    const int sample = m_current >= 0 && m_current < m_groups.size()
                           ? m_groups[m_current].samples.value(0, -1)
                           : -1;
    m_groups = groups;
    m_sampleCount = sampleCount;
    int current = -1;
    for (int group = 0; sample >= 0 && group < m_groups.size(); ++group) {
        if (m_groups[group].samples.contains(sample))
            current = group;
    }
    m_current = current;
    setSpokenValue(this, current < 0 ? QString() : groupText(current));
    updateRange();
    viewport()->update();
}

void SampleGroups::setSlot(int slot)
{
    m_slot = slot;
    viewport()->update();
}

void SampleGroups::setCurrentGroup(int group)
{
    group = std::clamp<int>(group, -1, m_groups.size() - 1);
    if (group == m_current)
        return;
    m_current = group;
    if (group >= 0) {
        const int top = group * rowHeight();
        QScrollBar *bar = verticalScrollBar();
        bar->setValue(std::clamp(bar->value(), top + rowHeight() - viewport()->height(), top));
    }
    setSpokenValue(this, group < 0 ? QString() : groupText(group));
    viewport()->update();
    emit groupChosen(group);
}

QString SampleGroups::groupText(int group) const
{
    const SampleRow &row = m_groups[group];
    QString text = tr("%1 of %2 samples: %3")
                       .arg(row.samples.size())
                       .arg(m_sampleCount)
                       .arg(firstLines(row.text).join(u' '));
    if (!row.ending.isEmpty())
        text = tr("%1, %2").arg(text, row.ending);
    return text;
}

int SampleGroups::rowHeight() const
{
    const Theme &theme = Theme::instance();
    return linesShown * theme.lineHeight(Theme::Font::CodeSmall) + theme.px(14);
}

QRect SampleGroups::rowRect(int group) const
{
    return {0, group * rowHeight() - verticalScrollBar()->value(), viewport()->width(),
            rowHeight()};
}

int SampleGroups::groupAt(const QPoint &position) const
{
    const int group = (position.y() + verticalScrollBar()->value()) / rowHeight();
    return position.y() >= 0 && group < m_groups.size() ? group : -1;
}

void SampleGroups::updateRange()
{
    const int height = static_cast<int>(m_groups.size()) * rowHeight();
    verticalScrollBar()->setSingleStep(rowHeight() / 3);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
}

void SampleGroups::paintEvent(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.color(Theme::Token::Surface));
    for (int group = 0; group < m_groups.size(); ++group) {
        const QRect rect = rowRect(group);
        if (rect.intersects(event->rect()))
            paintGroup(painter, group, rect);
    }
    if (m_current < 0 && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, viewport()->rect(), theme.px(2));
    if (m_groups.isEmpty()) {
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.setFont(theme.font(Theme::Font::Body));
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("No samples yet"));
    }
}

void SampleGroups::paintGroup(QPainter &painter, int group, const QRect &rect) const
{
    const Theme &theme = Theme::instance();
    const SampleRow &row = m_groups[group];
    const bool isCurrent = group == m_current;
    if (isCurrent) {
        painter.fillRect(rect, theme.color(Theme::Token::AccentTint));
        painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height()),
                         theme.color(Theme::Token::Accent));
    }
    const QRect counts(rect.left() + theme.px(12), rect.top() + theme.px(7), theme.px(countWidth),
                       rect.height() - theme.px(14));
    const QFont body = theme.font(Theme::Font::Small);
    QFont bold = body;
    bold.setWeight(QFont::Bold);
    const int line = theme.lineHeight(Theme::Font::CodeSmall);
    const QString count = QString::number(row.samples.size());
    painter.setFont(bold);
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(QRect(counts.left(), counts.top(), counts.width(), line),
                     Qt::AlignLeft | Qt::AlignVCenter, count);
    const int used = painter.fontMetrics().horizontalAdvance(count);
    painter.setFont(body);
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(QRect(counts.left() + used, counts.top(), counts.width() - used, line),
                     Qt::AlignLeft | Qt::AlignVCenter, tr(" of %1").arg(m_sampleCount));
    const double share =
        m_sampleCount > 0 ? static_cast<double>(row.samples.size()) / m_sampleCount : 0;
    const QRectF trough(counts.left(), counts.top() + line + theme.px(4), theme.px(56),
                        theme.px(6));
    painting::roundedBox(painter, trough, theme.px(3), theme.trough(), QColor());
    QRectF bar = trough;
    bar.setWidth(std::max<double>(trough.height(), trough.width() * share));
    painting::roundedBox(painter, bar, theme.px(3), theme.runColor(m_slot), QColor());

    QStringList facts;
    if (row.tokens >= 0)
        facts << tr("%n tokens", nullptr, row.tokens);
    if (row.meanProbability >= 0)
        facts << tr("mean p %1").arg(decimal(row.meanProbability, 2));
    facts << (row.isLive ? tr("writing") : row.ending);
    facts.removeAll(QString());
    painter.setFont(theme.font(Theme::Font::Caption));
    const QFontMetrics caption = painter.fontMetrics();
    int factsWidth = 0;
    for (const QString &fact : std::as_const(facts))
        factsWidth = std::max(factsWidth, caption.horizontalAdvance(fact));
    const int left = counts.right() + theme.px(8);
    const bool withFacts = rect.right() - left - factsWidth > theme.px(160);
    if (withFacts) {
        for (int index = 0; index < facts.size(); ++index) {
            painter.setPen(theme.color(row.isLive && index + 1 == facts.size()
                                           ? Theme::Token::Live
                                           : Theme::Token::Text3));
            painter.drawText(QRect(rect.right() - factsWidth - theme.px(12),
                                   counts.top() + index * line, factsWidth + 1, line),
                             Qt::AlignRight | Qt::AlignVCenter, facts[index]);
        }
    }
    painter.setFont(theme.font(Theme::Font::CodeSmall));
    painter.setPen(theme.color(Theme::Token::Text));
    const int room = rect.right() - left - (withFacts ? factsWidth + theme.px(24) : theme.px(12));
    const QStringList lines = firstLines(row.text);
    for (int index = 0; index < lines.size(); ++index)
        painter.drawText(QRect(left, counts.top() + index * line, room, line),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(lines[index], Qt::ElideRight, room));
    if (lines.isEmpty()) {
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(QRect(left, counts.top(), room, line), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("empty"));
    }
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                     theme.color(Theme::Token::Grid));
    if (isCurrent && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, rect.adjusted(1, 1, -1, -2), theme.px(2));
}

void SampleGroups::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateRange();
}

void SampleGroups::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    viewport()->update();
}

void SampleGroups::mousePressEvent(QMouseEvent *event)
{
    const int group = groupAt(event->pos());
    if (event->button() == Qt::LeftButton && group >= 0)
        setCurrentGroup(group);
}

void SampleGroups::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int group = groupAt(event->pos());
    if (event->button() == Qt::LeftButton && group >= 0)
        emit groupActivated(group);
}

void SampleGroups::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrentGroup(std::max(0, m_current - 1));
        break;
    case Qt::Key_Down:
        setCurrentGroup(m_current + 1);
        break;
    case Qt::Key_Home:
        setCurrentGroup(0);
        break;
    case Qt::Key_End:
        setCurrentGroup(static_cast<int>(m_groups.size()) - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit groupActivated(m_current);
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace phi1
