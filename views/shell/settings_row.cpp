// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings_row.h"

#include "views/theme/theme.h"
#include "views/widgets/text_label.h"

#include <QHBoxLayout>

namespace phi1 {

SettingsRow::SettingsRow(const QString &label, QWidget *editor, const QString &hint,
                         QWidget *parent)
    : QWidget(parent)
{
    auto *name = new TextLabel(label, Theme::Font::Body, Theme::Token::Text2);
    auto *place = new QWidget;
    auto *inner = new QHBoxLayout(place);
    inner->setContentsMargins({});
    inner->addWidget(editor);
    inner->addStretch(1);
    auto *note = new TextLabel(hint, Theme::Font::Small, Theme::Token::Text3);
    note->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(name);
    layout->addWidget(place);
    layout->addWidget(note, 1);
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(label);
    editor->setAccessibleDescription(hint);
    Theme::instance().follow(this, [layout, name, place] {
        const Theme &theme = Theme::instance();
        layout->setSpacing(theme.px(16));
        name->setFixedWidth(theme.px(168));
        place->setFixedWidth(theme.px(248));
    });
}

} // namespace phi1
