// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme_tokens.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>

namespace phi1 {
namespace {

const std::array<QString, 2> themeNames{QStringLiteral("light"), QStringLiteral("dark")};

QColor readColor(const QJsonValue &value, const QString &where, QStringList *problems)
{
    const QColor color(value.toString());
    if (!color.isValid() && problems)
        problems->append(where);
    return color;
}

QVector<QColor> readColors(const QJsonValue &value, const QString &where, QStringList *problems)
{
    QVector<QColor> colors;
    for (const QJsonValue entry : value.toArray())
        colors.append(readColor(entry, where, problems));
    if (colors.isEmpty() && problems)
        problems->append(where);
    return colors;
}

} // namespace

ThemeTokens ThemeTokens::read(const QByteArray &json, QStringList *problems)
{
    static const std::array<QString, syntaxCount> syntaxNames{
        QStringLiteral("keyword"), QStringLiteral("string"),     QStringLiteral("comment"),
        QStringLiteral("number"),  QStringLiteral("definition"), QStringLiteral("builtin")};

    ThemeTokens tokens;
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    const auto names = QMetaEnum::fromType<Theme::Token>();
    const QJsonObject runs = root[u"runs"].toObject();
    for (std::size_t theme = 0; theme < themeNames.size(); ++theme) {
        const QString &name = themeNames[theme];
        const QJsonObject colors = root[name].toObject();
        for (int i = 0; i < count; ++i) {
            QString key = QString::fromLatin1(names.valueToKey(i));
            key[0] = key[0].toLower();
            tokens.colors[theme][static_cast<std::size_t>(i)] =
                readColor(colors[key], name + u'.' + key, problems);
        }
        const QJsonArray runColors = runs[name].toArray();
        for (int i = 0; i < Theme::runColorCount; ++i) {
            tokens.runs[theme][static_cast<std::size_t>(i)] = readColor(
                runColors[i], QStringLiteral("runs.") + name + u'.' + QString::number(i), problems);
        }
        const QJsonObject syntax = root[u"syntax"].toObject()[name].toObject();
        for (std::size_t i = 0; i < syntaxNames.size(); ++i) {
            tokens.syntax[theme][i] = readColor(
                syntax[syntaxNames[i]], QStringLiteral("syntax.") + syntaxNames[i], problems);
        }
        const auto list = [&](const QString &key) {
            return readColors(root[key].toObject()[name], key + u'.' + name, problems);
        };
        tokens.surprise[theme] = list(QStringLiteral("surprise"));
        tokens.tide[theme] = list(QStringLiteral("tide"));
        tokens.emberTide[theme] = list(QStringLiteral("emberTide"));
        tokens.outside[theme] = readColor(root[u"outside"].toObject()[name],
                                          QStringLiteral("outside.") + name, problems);
    }
    const QJsonArray runNames = runs[u"names"].toArray();
    for (int i = 0; i < Theme::runColorCount; ++i)
        tokens.runNames[static_cast<std::size_t>(i)] = runNames[i].toString();
    return tokens;
}

} // namespace phi1
