// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/comparison_table.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>

#include "views/theme/theme.h"
#include "views/widgets/state_painter.h"

namespace phi1 {

ComparisonTable::ComparisonTable(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ComparisonTable::set(const QVector<Run> &runs, const QVector<ConfigDifference> &differences)
{
    m_runs = runs;
    m_differences = differences;
    QStringList names;
    for (const Run &run : runs)
        names << run.name;
    setAccessibleName(tr("Configurations of %1").arg(names.join(QStringLiteral(", "))));
    setAccessibleDescription(text());
    updateGeometry();
    update();
}

QString ComparisonTable::text() const
{
    QStringList head{QStringLiteral("key")};
    for (const Run &run : m_runs)
        head << run.name;
    QStringList lines{head.join(u'\t')};
    for (const ConfigDifference &difference : m_differences)
        lines << difference.key + u'\t' + QStringList(difference.values).join(u'\t');
    return lines.join(u'\n') + u'\n';
}

int ComparisonTable::lineHeight() const
{
    return Theme::instance().lineHeight(Theme::Font::CodeSmall);
}

QSize ComparisonTable::sizeHint() const
{
    const auto lines = m_differences.size() * (m_runs.size() + 1);
    return {Theme::instance().px(220), static_cast<int>(lines) * lineHeight()};
}

QSize ComparisonTable::minimumSizeHint() const
{
    return {Theme::instance().px(120), sizeHint().height()};
}

void ComparisonTable::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(Theme::Font::CodeSmall));
    const QFontMetrics metrics = painter.fontMetrics();
    const int indent = theme.px(24);
    int top = 0;
    const auto draw = [&](int left, const QString &text, Theme::Token tone) {
        painter.setPen(theme.color(tone));
        painter.drawText(QRect(left, top, width() - left, lineHeight()),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(text, Qt::ElideMiddle, width() - left));
    };
    for (const ConfigDifference &difference : m_differences) {
        draw(0, difference.key, Theme::Token::Text2);
        top += lineHeight();
        for (qsizetype i = 0; i < m_runs.size(); ++i) {
            QRect swatch(0, 0, theme.px(14), theme.px(4));
            swatch.moveCenter(QPoint(theme.px(9), top + lineHeight() / 2));
            paintSwatch(painter, swatch, m_runs[i].colour, true);
            const QString value = i < difference.values.size() ? difference.values[i] : QString();
            draw(indent, value.isEmpty() ? tr("not set") : value,
                 value.isEmpty() ? Theme::Token::Text3 : Theme::Token::Text);
            top += lineHeight();
        }
    }
    if (hasFocus() && theme.showsKeyboardFocus()) {
        painter.setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void ComparisonTable::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QWidget::keyPressEvent(event);
        return;
    }
    QApplication::clipboard()->setText(text());
    emit copied();
}

} // namespace phi1
