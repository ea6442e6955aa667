// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/stop_strings.h"

#include <QLineEdit>
#include <QMenu>

#include "views/choosers/text_popup.h"
#include "views/theme/theme.h"
#include "views/widgets/chip.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTexts = 16; // as many as the engine takes
constexpr int longestShown = 18;

} // namespace

StopStrings::StopStrings(QWidget *parent)
    : QWidget(parent)
    , m_layout(new FlowLayout(this, 4))
    , m_add(new IconButton(u"plus"_s, tr("Add a text to stop at"), this))
{
    m_add->setSmall(true);
    m_layout->addWidget(
        new TextLabel(tr("Stop at"), Theme::Font::Small, Theme::Token::Text2, this));
    m_layout->addWidget(m_add);
    connect(m_add, &IconButton::clicked, this, &StopStrings::askForOne);
    rebuild();
}

void StopStrings::set(const QStringList &texts, bool stopAtEnd)
{
    if (texts == m_texts && stopAtEnd == m_atEnd)
        return;
    m_texts = texts;
    m_atEnd = stopAtEnd;
    rebuild();
}

QString StopStrings::escaped(const QString &text)
{
    QString shown = text;
    shown.replace(u"\\"_s, u"\\\\"_s);
    shown.replace(u"\n"_s, u"\\n"_s);
    shown.replace(u"\t"_s, u"\\t"_s);
    shown.replace(u"\r"_s, u"\\r"_s);
    return shown;
}

QString StopStrings::unescaped(const QString &text)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const QChar next = text[++i];
        if (next == u'n')
            result += u'\n';
        else if (next == u't')
            result += u'\t';
        else if (next == u'r')
            result += u'\r';
        else if (next == u'\\')
            result += u'\\';
        else
            result += u'\\' % next;
    }
    return result;
}

void StopStrings::rebuild()
{
    for (QWidget *chip : std::as_const(m_chips)) {
        chip->hide();
        chip->deleteLater();
    }
    m_chips.clear();
    m_layout->removeWidget(m_add);
    const auto add = [this](const QString &text, const QString &whole,
                            const std::function<void()> &remove) {
        auto *chip = new Chip(text, true, this);
        chip->setToolTip(whole);
        connect(chip, &Chip::removeRequested, this, [this, remove] {
            remove();
            rebuild();
            m_add->setFocus();
            emit edited();
        });
        m_layout->addWidget(chip);
        m_chips.append(chip);
        chip->show();
    };
    for (const QString &text : std::as_const(m_texts)) {
        const QString shown = escaped(text);
        add(shown.size() > longestShown ? shown.left(longestShown - 1) % u'…' : shown, shown,
            [this, text] { m_texts.removeOne(text); });
    }
    if (m_atEnd)
        add(u"<|endoftext|>"_s, tr("The token with which the model ends a text"),
            [this] { m_atEnd = false; });
    m_layout->addWidget(m_add);
    m_add->setEnabled(m_texts.size() < mostTexts || !m_atEnd);
    updateGeometry();
}

void StopStrings::askForOne()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto offer = [&](const QString &text, const QString &name) {
        if (m_texts.contains(text))
            return;
        menu->addAction(name, this, [this, text] {
            m_texts.append(text);
            rebuild();
            emit edited();
        });
    };
    offer(u"\n\n\n"_s, tr("Two empty lines (\\n\\n\\n)"));
    offer(u"\n\n"_s, tr("An empty line (\\n\\n)"));
    offer(u"\ndef "_s, tr("The next function (\\ndef)"));
    offer(u"\nclass "_s, tr("The next class (\\nclass)"));
    if (!m_atEnd)
        menu->addAction(tr("The end of the text (<|endoftext|>)"), this, [this] {
            m_atEnd = true;
            rebuild();
            emit edited();
        });
    menu->addSeparator();
    menu->addAction(tr("Another text…"), this, [this] {
        auto *popup = new TextPopup(tr("Stop at this text"), {}, this);
        popup->setNote(tr("\\n is a line break, \\t a tab"));
        popup->setAcceptText(tr("Add"));
        connect(popup, &TextPopup::accepted, this, [this](const QString &typed) {
            const QString text = unescaped(typed);
            if (text.isEmpty() || m_texts.contains(text))
                return;
            m_texts.append(text);
            rebuild();
            emit edited();
        });
        popup->openBelow(m_add);
    });
    menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height())));
}

} // namespace phi1
