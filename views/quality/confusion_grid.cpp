// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/confusion_grid.h"

#include <QGridLayout>

#include "views/format/number_text.h"
#include "views/state/samples_types.h"
#include "views/theme/theme.h"
#include "views/widgets/text_label.h"

namespace phi1 {

ConfusionGrid::ConfusionGrid(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Labels against predictions"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    const QStringList heads{tr("Label"), tr("Dropped"), tr("Kept"), tr("Right")};
    for (int column = 0; column < heads.size(); ++column) {
        auto *head = new TextLabel(heads[column], Theme::Font::Caption, Theme::Token::Text3, this);
        layout->addWidget(head, 0, column,
                          column == 0 ? Qt::AlignLeft : Qt::AlignRight | Qt::AlignVCenter);
    }
    for (int row = 0; row < 5; ++row) {
        for (int column = 0; column < 4; ++column) {
            auto *cell = new TextLabel(column == 0 ? labelText(row + 1) : QString(),
                                       Theme::Font::Body, Theme::Token::Text, this);
            m_cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = cell;
            layout->addWidget(cell, row + 1, column,
                              column == 0 ? Qt::AlignLeft : Qt::AlignRight | Qt::AlignVCenter);
        }
    }
    layout->setColumnStretch(0, 2);
    for (int column = 1; column < 4; ++column)
        layout->setColumnStretch(column, 1);
    Theme::instance().follow(this, [layout] {
        layout->setHorizontalSpacing(Theme::instance().px(12));
        layout->setVerticalSpacing(Theme::instance().px(2));
    });
}

void ConfusionGrid::setReport(const ForestReport &report, int goodFrom)
{
    for (std::size_t row = 0; row < 5; ++row) {
        const auto &counts = report.confusion[row];
        const bool isGood = static_cast<int>(row) + 1 >= goodFrom;
        const std::uint64_t total = counts[0] + counts[1];
        for (std::size_t side = 0; side < 2; ++side) {
            TextLabel *cell = m_cells[row][side + 1];
            cell->setText(grouped(static_cast<qint64>(counts[side])));
            // What is right is ink, what is wrong has the colour of errors, and says so in the last
            // column.
            const bool isRight = isGood == (side == 1);
            cell->setTone(counts[side] == 0 ? Theme::Token::Text3
                          : isRight         ? Theme::Token::Text
                                            : Theme::Token::Error);
        }
        const auto right = static_cast<double>(counts[isGood ? 1 : 0]);
        m_cells[row][3]->setText(total == 0 ? QStringLiteral("–")
                                            : percent(right / static_cast<double>(total), 0));
    }
}

} // namespace phi1
