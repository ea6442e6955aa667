// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/number_edit.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QPainter>

#include "views/format/number_text.h"
#include "views/theme/theme.h"

namespace phi1 {

NumberEdit::NumberEdit(const QString &name, const Kind &kind, QWidget *parent)
    : QLineEdit(parent)
    , m_kind(kind)
{
    setProperty("phi1Role", QStringLiteral("small"));
    setAccessibleName(name);
    setPlaceholderText(kind.offText);
    connect(this, &QLineEdit::textEdited, this, [this] {
        judge();
        if (m_kind.isWhole ? whole().has_value() : value().has_value())
            emit valueEdited();
    });
    Theme::instance().follow(this, [this] {
        setFont(Theme::instance().font(Theme::Font::Small));
        updateGeometry();
    });
}

std::optional<double> NumberEdit::value() const
{
    if (m_kind.isWhole) {
        const std::optional<quint64> number = whole();
        return number ? std::optional(static_cast<double>(*number)) : std::nullopt;
    }
    QString typed = text().trimmed();
    if (!std::isnan(m_kind.off) && (typed.isEmpty() || typed == m_kind.offText))
        return m_kind.off;
    typed.replace(u',', u'.');
    bool ok = false;
    const double number = typed.toDouble(&ok);
    if (!ok || !std::isfinite(number) || number < m_kind.low || number > m_kind.high)
        return std::nullopt;
    return number;
}

std::optional<quint64> NumberEdit::whole() const
{
    QString typed = text();
    typed.remove(QChar(thinSpace)).remove(u' ');
    if (!std::isnan(m_kind.off) && (typed.isEmpty() || typed == m_kind.offText))
        return static_cast<quint64>(m_kind.off);
    bool ok = false;
    const quint64 number = typed.toULongLong(&ok);
    const auto size = static_cast<double>(number);
    if (!ok || size < m_kind.low || size > m_kind.high)
        return std::nullopt;
    return number;
}

QString NumberEdit::textOf(double value) const
{
    return value == m_kind.off ? QString() : plain(value);
}

void NumberEdit::setValue(double value)
{
    if (this->value() == value)
        return;
    setText(textOf(value));
    judge();
}

void NumberEdit::setWhole(quint64 value)
{
    if (whole() == value)
        return;
    setText(static_cast<double>(value) == m_kind.off ? QString() : QString::number(value));
    judge();
}

void NumberEdit::setMeaning(const QString &text)
{
    if (text == m_meaning)
        return;
    m_meaning = text;
    setAccessibleDescription(text);
    update();
}

void NumberEdit::judge()
{
    const bool fine = value().has_value();
    const QString state = fine ? QString() : QStringLiteral("error");
    setToolTip(fine ? QString()
               : m_kind.isWhole
                   ? tr("A whole number from %1 to %2 is expected")
                         .arg(grouped(static_cast<qint64>(m_kind.low)),
                              m_kind.high > 1e15 ? tr("2⁶⁴ − 1")
                                                 : grouped(static_cast<qint64>(m_kind.high)))
                   : tr("A number from %1 to %2 is expected")
                         .arg(significant(m_kind.low), significant(m_kind.high)));
    if (property("phi1State").toString() != state) {
        setProperty("phi1State", state);
        update();
    }
}

void NumberEdit::stepBy(int steps)
{
    const std::optional<double> now = value();
    if (!now || isReadOnly())
        return;
    // Whole multiples of the step, so that 0.7 + 0.1 is 0.8.
    const double next = std::round(*now / m_kind.step + steps) * m_kind.step;
    const double kept = std::clamp(next, m_kind.low, m_kind.high);
    setText(textOf(std::round(kept * 1e6) / 1e6));
    judge();
    emit valueEdited();
}

QSize NumberEdit::sizeHint() const
{
    return {Theme::instance().px(72), Theme::instance().px(24)};
}

QSize NumberEdit::minimumSizeHint() const
{
    return {Theme::instance().px(44), Theme::instance().px(24)};
}

void NumberEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        stepBy(event->key() == Qt::Key_Up ? 1 : -1);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void NumberEdit::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_meaning.isEmpty())
        return;
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(Theme::Font::Caption));
    const int room = width() - theme.px(18) - fontMetrics().horizontalAdvance(text());
    if (QFontMetrics(painter.font()).horizontalAdvance(m_meaning) > room)
        return;
    painter.setPen(theme.color(isEnabled() ? Theme::Token::Text3 : Theme::Token::Disabled));
    painter.drawText(rect().adjusted(0, 0, -theme.px(8), 0), Qt::AlignVCenter | Qt::AlignRight,
                     m_meaning);
}

} // namespace phi1
