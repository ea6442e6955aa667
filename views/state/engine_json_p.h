// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the readers of the engine's answers have in common; for engine_*json.cpp alone.

#include <cmath>
#include <limits>

#include <simdjson.h>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "views/state/engine_types.h"

namespace phi1::engine_json {

namespace dom = simdjson::dom;

inline QString tr(const char *text)
{
    return QCoreApplication::translate("EngineClient", text);
}

inline EngineError misunderstood(const QString &what)
{
    return {EngineError::Kind::Protocol,
            tr(QT_TRANSLATE_NOOP("EngineClient",
                                 "The engine's answer was not understood (%1); install the engine "
                                 "and this window in the same version"))
                .arg(what)};
}

inline tl::unexpected<EngineError> noField(const char *key)
{
    return tl::unexpected(
        misunderstood(QStringLiteral("no usable \"%1\"").arg(QLatin1String(key))));
}

inline QString textOf(const dom::element &element)
{
    std::string_view text;
    return element.get(text) ? QString()
                             : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline QString textAt(const dom::element &object, const char *key)
{
    dom::element value;
    return object[key].get(value) ? QString() : textOf(value);
}

/// NaN for null and for what is no number; infinities as the contract writes them.
inline double numberOf(const dom::element &element)
{
    double number = 0;
    std::int64_t whole = 0;
    if (!element.get(number))
        return number;
    if (!element.get(whole))
        return static_cast<double>(whole);
    std::string_view text;
    if (!element.get(text) && text == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    return unknownFigure;
}

inline double numberAt(const dom::element &object, const char *key)
{
    dom::element value;
    return object[key].get(value) ? unknownFigure : numberOf(value);
}

/// `otherwise` for what is missing, null, or out of this type's range.
template<typename Integer>
Integer integerAt(const dom::element &object, const char *key, Integer otherwise)
{
    const double number = numberAt(object, key);
    if (!(number >= static_cast<double>(std::numeric_limits<Integer>::min())) ||
        !(number < static_cast<double>(std::numeric_limits<Integer>::max())))
        return otherwise;
    return static_cast<Integer>(number);
}

inline QByteArray bytesOf(std::string_view base64)
{
    return QByteArray::fromBase64(
        QByteArray::fromRawData(base64.data(), static_cast<qsizetype>(base64.size())));
}

/// A body parsed once; holds the memory behind its elements.
class Body
{
public:
    explicit Body(const QByteArray &bytes)
        : m_isObject(!m_parser.parse(bytes.constData(), static_cast<std::size_t>(bytes.size()))
                          .get(m_root) &&
                     m_root.is_object())
    {}
    bool isObject() const { return m_isObject; }
    const dom::element &root() const { return m_root; }
    tl::unexpected<EngineError> notAnObject() const
    {
        return tl::unexpected(misunderstood(QStringLiteral("no JSON object")));
    }

private:
    dom::parser m_parser;
    dom::element m_root;
    bool m_isObject;
};

inline QJsonArray arrayOf(const QVector<qint32> &numbers)
{
    QJsonArray array;
    for (const qint32 number : numbers)
        array += number;
    return array;
}

inline QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

inline EngineError errorOf(const dom::element &object, EngineError::Kind kind)
{
    dom::element error;
    QString sentence, code;
    if (!object["error"].get(error)) {
        sentence = error.is_object() ? textAt(error, "message") : textOf(error);
        code = error.is_object() ? textAt(error, "code") : QString();
    }
    return {kind, sentence, code};
}

} // namespace phi1::engine_json
