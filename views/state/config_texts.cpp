// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/config_texts.h"

#include <type_traits>

#include <QHash>
#include <QLocale>

#include "core/runs/run_fields.h"

namespace phi1 {

namespace {

QString textOf(const DataSource &source)
{
    const QString path = QString::fromStdString(source.path);
    return source.weight == 1.0 ? path : path % u" (" % QString::number(source.weight) % u")";
}

QString textOf(const std::string &text)
{
    return QString::fromStdString(text);
}

QString fieldText(const RunField &field)
{
    return std::visit(
        [](const auto *value) -> QString {
            using T = std::remove_cv_t<std::remove_pointer_t<decltype(value)>>;
            if constexpr (std::is_same_v<T, bool>) {
                return *value ? QStringLiteral("true") : QStringLiteral("false");
            } else if constexpr (std::is_same_v<T, std::int64_t>) {
                return QString::number(qint64(*value));
            } else if constexpr (std::is_same_v<T, double>) {
                return QString::number(*value, 'g', QLocale::FloatingPointShortest);
            } else if constexpr (std::is_same_v<T, std::string>) {
                return textOf(*value);
            } else {
                QStringList parts;
                for (const auto &each : *value)
                    parts += textOf(each);
                return parts.join(QStringLiteral(", "));
            }
        },
        field.value);
}

} // namespace

const QStringList &configKeys()
{
    static const QStringList keys = [] {
        QStringList result;
        RunConfig config;
        for (const RunField &field : runFields(config))
            result += QString::fromStdString(field.name);
        return result;
    }();
    return keys;
}

int configKeyIndex(const QString &key)
{
    const QStringList &keys = configKeys();
    const int whole = int(keys.indexOf(key));
    if (whole >= 0)
        return whole;
    int found = -1;
    for (int i = 0; i < keys.size(); ++i) {
        if (keys[i].section(u'.', -1) != key)
            continue;
        if (found >= 0)
            return -1;
        found = i;
    }
    return found;
}

std::optional<QString> ConfigTexts::value(const QString &key) const
{
    const int index = configKeyIndex(key);
    return index < 0 || index >= values.size() ? std::nullopt : std::optional(values[index]);
}

std::shared_ptr<const ConfigTexts> configTexts(const RunRecord &record,
                                               QHash<QString, QString> *pool)
{
    auto result = std::make_shared<ConfigTexts>();
    result->record = record;
    for (const RunField &field : runFields(result->record.config)) {
        const QString text = fieldText(field);
        if (!pool) {
            result->values += text;
            continue;
        }
        const auto known = pool->constFind(text);
        result->values += known != pool->cend() ? *known : *pool->insert(text, text);
    }
    return result;
}

bool sameConfigValue(const QString &stored, const QString &typed)
{
    if (stored.compare(typed, Qt::CaseInsensitive) == 0)
        return true;
    bool isNumber = false;
    const double a = stored.toDouble(&isNumber);
    if (!isNumber)
        return false;
    const double b = typed.toDouble(&isNumber);
    return isNumber && a == b;
}

QVector<ConfigDifference>
configDifference(const QVector<std::shared_ptr<const ConfigTexts>> &configurations)
{
    QVector<ConfigDifference> result;
    const QStringList &keys = configKeys();
    for (int key = 0; key < keys.size(); ++key) {
        ConfigDifference difference{keys[key], {}};
        const QString *first = nullptr;
        bool differs = false;
        for (const auto &configuration : configurations) {
            difference.values += configuration ? configuration->values[key] : QString();
            if (!configuration)
                continue;
            if (first && *first != configuration->values[key])
                differs = true;
            first = &configuration->values[key];
        }
        if (differs)
            result += difference;
    }
    return result;
}

} // namespace phi1
