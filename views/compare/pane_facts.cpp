// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_facts.h"

#include "views/code/shown_bytes.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int gap = 13; ///< between facts

QFont codeFont(bool isSmall)
{
    QFont font = Theme::instance().font(Theme::Font::CodeSmall);
    // The code font stands beside text of the interface and is cut a little smaller.
    font.setPixelSize(std::max(1, font.pixelSize() - (isSmall ? 1 : 0)));
    return font;
}

QFont textFont(bool isSmall)
{
    return Theme::instance().font(isSmall ? Theme::Font::Caption : Theme::Font::Small);
}

QString plainText(const LineFact &fact)
{
    if (fact.code.isEmpty())
        return fact.text;
    return fact.text.isEmpty() ? fact.code : FactLine::tr("%1 %2").arg(fact.text, fact.code);
}

} // namespace

FactLine::FactLine(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::StaticText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void FactLine::setFacts(const QVector<LineFact> &facts)
{
    m_facts = facts;
    describe();
    updateGeometry();
    update();
}

void FactLine::setSmall(bool isSmall)
{
    m_small = isSmall;
    updateGeometry();
    update();
}

void FactLine::describe()
{
    QStringList texts;
    for (const LineFact &fact : std::as_const(m_facts))
        texts << plainText(fact);
    setAccessibleName(texts.join(QStringLiteral(", ")));
    setSpokenValue(this, accessibleName());
}

int FactLine::factWidth(const LineFact &fact) const
{
    int width = QFontMetrics(textFont(m_small)).horizontalAdvance(fact.text);
    if (!fact.code.isEmpty()) {
        width += fact.text.isEmpty() ? 0 : Theme::instance().px(4);
        width += QFontMetrics(codeFont(m_small)).horizontalAdvance(fact.code);
    }
    return width;
}

int FactLine::shownCount() const
{
    int x = 0;
    for (int index = 0; index < m_facts.size(); ++index) {
        x += factWidth(m_facts[index]);
        if (x > width())
            return index;
        x += Theme::instance().px(gap);
    }
    return static_cast<int>(m_facts.size());
}

QSize FactLine::sizeHint() const
{
    int width = 0;
    for (const LineFact &fact : m_facts)
        width += factWidth(fact) + Theme::instance().px(gap);
    return {width,
            Theme::instance().lineHeight(m_small ? Theme::Font::Caption : Theme::Font::Small)};
}

QSize FactLine::minimumSizeHint() const
{
    return {Theme::instance().px(40), sizeHint().height()};
}

bool FactLine::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int count = shownCount();
    int x = 0;
    for (int index = 0; index < count; ++index) {
        const int width = factWidth(m_facts[index]);
        if (help->pos().x() >= x && help->pos().x() <= x + width &&
            !m_facts[index].toolTip.isEmpty()) {
            QToolTip::showText(help->globalPos(), toolTipOf(m_facts[index].toolTip), this);
            return true;
        }
        x += width + Theme::instance().px(gap);
    }
    QStringList hidden;
    for (int index = count; index < m_facts.size(); ++index)
        hidden << plainText(m_facts[index]);
    if (hidden.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), toolTipOf(hidden.join(u'\n')), this);
    return true;
}

void FactLine::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const QFontMetrics metrics(textFont(m_small));
    const int baseline = (height() - metrics.height()) / 2 + metrics.ascent();
    const int count = shownCount();
    int x = 0;
    for (int index = 0; index < count; ++index) {
        const LineFact &fact = m_facts[index];
        painter.setPen(theme.color(fact.isWarning ? Theme::Token::Warning : Theme::Token::Text2));
        painter.setFont(textFont(m_small));
        painter.drawText(x, baseline, fact.text);
        if (!fact.code.isEmpty()) {
            const int before =
                fact.text.isEmpty() ? 0 : metrics.horizontalAdvance(fact.text) + theme.px(4);
            painter.setFont(codeFont(m_small));
            painter.drawText(x + before, baseline, fact.code);
        }
        x += factWidth(fact) + theme.px(gap);
    }
    // A single fact that is too long is cut instead of missing.
    if (count == 0 && !m_facts.isEmpty()) {
        painter.setFont(textFont(m_small));
        painter.setPen(theme.color(Theme::Token::Text2));
        painter.drawText(0, baseline,
                         metrics.elidedText(plainText(m_facts.first()), Qt::ElideRight, width()));
    }
}

PaneFactsBar::PaneFactsBar(QWidget *parent)
    : QWidget(parent)
    , m_line(new FactLine(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_line);
    m_line->setSmall(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(5));
        update();
    });
}

void PaneFactsBar::setFacts(const QVector<LineFact> &facts)
{
    m_line->setFacts(facts);
}

void PaneFactsBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Alt));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.color(Theme::Token::Grid));
}

LineFact fingerprintFact(const QString &fingerprint)
{
    LineFact fact;
    if (fingerprint.isEmpty()) {
        fact.text = FactLine::tr("weights: fingerprint being computed");
        return fact;
    }
    fact.text = FactLine::tr("weights");
    QStringList groups;
    for (qsizetype at = 0; at < std::min<qsizetype>(12, fingerprint.size()); at += 4)
        groups << fingerprint.mid(at, 4);
    fact.code = groups.join(u'·');
    fact.toolTip = FactLine::tr("Fingerprint of the weights that were loaded: %1").arg(fingerprint);
    return fact;
}

} // namespace phi1
