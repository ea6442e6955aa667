// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/recipe_section.h"

#include <QVBoxLayout>

#include "views/runs/key_change_row.h"
#include "views/runs/recipe_difference.h"
#include "views/theme/theme.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

RecipeSection::RecipeSection(QWidget *parent)
    : QWidget(parent)
    , m_title(new SectionTitle(tr("Differs from the recipe"), {}, this))
    , m_none(new TextLabel(tr("All keys are those of the recipe."), Theme::Font::Small,
                           Theme::Token::Text3, this))
    , m_rows(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_none);
    column->addLayout(m_rows);
    m_rows->setSpacing(0);
    Theme::instance().follow(this, [column] { column->setSpacing(Theme::instance().px(3)); });
}

void RecipeSection::show(const RunConfig *config)
{
    const auto difference = config ? differenceFromRecipe(*config) : std::nullopt;
    setVisible(difference.has_value());
    if (!difference)
        return;
    const int count = static_cast<int>(difference->keys.size());
    const QString keys = count == 1 ? tr("1 key") : tr("%n keys", nullptr, count);
    m_title->setAside(count > 0 ? tr("%1, %2").arg(difference->preset, keys) : difference->preset);
    m_none->setVisible(count == 0);
    while (m_keys.size() < count) {
        m_keys.append(new KeyChangeRow(this));
        m_rows->addWidget(m_keys.last());
    }
    for (int i = 0; i < m_keys.size(); ++i) {
        m_keys[i]->setVisible(i < count);
        if (i < count)
            m_keys[i]->set(difference->keys[i].key, difference->keys[i].before,
                           difference->keys[i].after);
    }
}

} // namespace phi1
