// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QByteArray>

namespace phi1 {

/// What resources/themes/tokens.json holds; index 0 of each pair is the light theme, 1 the dark
/// one.
struct ThemeTokens {
    static constexpr int count = static_cast<int>(Theme::Token::Hit) + 1;
    static constexpr int syntaxCount = static_cast<int>(Theme::Syntax::Builtin) + 1;

    std::array<std::array<QColor, count>, 2> colors;
    std::array<std::array<QColor, Theme::runColorCount>, 2> runs;
    std::array<QString, Theme::runColorCount> runNames;
    std::array<std::array<QColor, syntaxCount>, 2> syntax;
    std::array<QVector<QColor>, 2> surprise;
    std::array<QVector<QColor>, 2> tide;
    std::array<QVector<QColor>, 2> emberTide;
    std::array<QColor, 2> outside;

    /// A colour that is absent or no colour stays invalid and is named in problems.
    static ThemeTokens read(const QByteArray &json, QStringList *problems);
};

} // namespace phi1
