// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QWidget>

#include "core/quality/cross_validation.h"

namespace phi1 {

class TextLabel;

/// How many samples of each label a forest puts below its threshold and above, and how many of
/// these are right.
class ConfusionGrid final : public QWidget
{
    Q_OBJECT
public:
    explicit ConfusionGrid(QWidget *parent = nullptr);

    /// @param goodFrom  labels from here on are good
    void setReport(const ForestReport &report, int goodFrom);

private:
    std::array<std::array<TextLabel *, 4>, 5> m_cells{};
};

} // namespace phi1
