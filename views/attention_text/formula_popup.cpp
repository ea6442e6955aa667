// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/formula_popup.h"

#include "views/state/attention_types.h"
#include "views/theme/theme.h"
#include "views/widgets/text_label.h"

#include <QKeyEvent>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int popupWidth = 520;
constexpr int popupHeight = 480;

} // namespace

FormulaPopup::FormulaPopup(QWidget *parent)
    : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Formulas of the scores"));
    const Theme &theme = Theme::instance();
    auto *list = new QWidget;
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12));
    column->setSpacing(theme.px(2));
    column->addWidget(new TextLabel(
        tr("p(i, j) is the weight with which token i looks at token j; both count from 0"),
        Theme::Font::Small, Theme::Token::Text3));
    const auto add = [&](const QString &text, Theme::Font font, Theme::Token tone) {
        auto *label = new TextLabel(text, font, tone);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    };
    for (const AttentionScoreInfo &score : attentionScores()) {
        column->addSpacing(theme.px(10));
        add(score.unit.isEmpty() ? score.title : tr("%1, %2").arg(score.title, score.unit),
            Theme::Font::Section, Theme::Token::Text);
        add(score.formula, Theme::Font::CodeSmall, Theme::Token::Text);
        add(score.meaning, Theme::Font::Small, Theme::Token::Text2);
        add(score.source, Theme::Font::Caption, Theme::Token::Text3);
    }
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(list);
    list->setBackgroundRole(QPalette::Base);
    area->viewport()->setBackgroundRole(QPalette::Base);
    area->setAccessibleName(accessibleName());
    area->setAccessibleDescription(text());
    auto *frame = new QVBoxLayout(this);
    frame->setContentsMargins(1, 1, 1, 1);
    frame->addWidget(area);
    setFocusProxy(area);
}

void FormulaPopup::openBelow(const QWidget *control)
{
    const Theme &theme = Theme::instance();
    const QRect room = control->screen()->availableGeometry();
    resize(std::min(theme.px(popupWidth), room.width()),
           std::min(theme.px(popupHeight), room.height()));
    QPoint place = control->mapToGlobal(QPoint(0, control->height() + theme.px(4)));
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    setFocus(Qt::PopupFocusReason);
}

QString FormulaPopup::text() const
{
    QStringList lines;
    for (const AttentionScoreInfo &score : attentionScores())
        lines << QStringList{score.title, score.formula, score.meaning, score.source}.join(u'\t');
    return lines.join(u'\n');
}

} // namespace phi1
