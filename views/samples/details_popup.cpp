// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/details_popup.h"

#include <algorithm>
#include <limits>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScreen>
#include <QVBoxLayout>

#include "views/code/shown_bytes.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longest = 200'000; ///< characters: more than anybody reads here

} // namespace

DetailsPopup::DetailsPopup(const QString &title, const QString &text, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_text(new QPlainTextEdit)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(title);
    QStringList lines;
    for (const QString &line : text.left(longest).split(u'\n'))
        lines << shownLine(line, std::numeric_limits<int>::max());
    if (text.size() > longest)
        lines << tr("… cut here");
    m_text->setPlainText(lines.join(u'\n'));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(title);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *copy = new IconButton(u"copy"_s, tr("Copy the details"));
    copy->setSmall(true);
    connect(copy, &QToolButton::clicked, this,
            [text] { QGuiApplication::clipboard()->setText(text); });
    auto *head = new QHBoxLayout;
    head->addWidget(new TextLabel(title, Theme::Font::PanelTitle));
    head->addStretch(1);
    head->addWidget(copy);
    auto *column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(m_text, 1);
    Theme::instance().follow(this, [this, column] {
        const Theme &theme = Theme::instance();
        m_text->setFont(theme.font(Theme::Font::CodeSmall));
        column->setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8));
        column->setSpacing(theme.px(6));
    });
}

QString DetailsPopup::text() const
{
    return m_text->toPlainText();
}

void DetailsPopup::openBelow(const QWidget *control)
{
    const Theme &theme = Theme::instance();
    const QRect room = control->screen()->availableGeometry();
    resize(QSize(theme.px(560), theme.px(360)).boundedTo(room.size()));
    QPoint place =
        control->mapToGlobal(QPoint(control->width() - width(), control->height() + theme.px(4)));
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    m_text->setFocus(Qt::PopupFocusReason);
}

} // namespace phi1
