// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "core/runs/run_config.h"

class QVBoxLayout;

namespace phi1 {

class KeyChangeRow;
class SectionTitle;
class TextLabel;

/// "Differs from the recipe": the keys whose values the run changed, before → after.
class RecipeSection final : public QWidget
{
    Q_OBJECT
public:
    explicit RecipeSection(QWidget *parent = nullptr);
    /// Hides itself where the run has no recipe.
    void show(const RunConfig *config);
    using QWidget::show;

private:
    SectionTitle *m_title;
    TextLabel *m_none;
    QVBoxLayout *m_rows;
    QVector<KeyChangeRow *> m_keys;
};

} // namespace phi1
