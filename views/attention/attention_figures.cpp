// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_figures.h"

#include <cmath>

#include <QDateTime>
#include <QJsonArray>

#include "views/format/number_text.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// JSON has no NaN: null stands for it.
QJsonValue numberOf(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

QJsonObject choiceOf(const TokenChoice &choice)
{
    return {{u"id"_s, choice.id},
            {u"text"_s, QString::fromUtf8(choice.bytes)},
            {u"logprob"_s, numberOf(choice.logProbability)}};
}

QJsonArray choicesOf(const QVector<TokenChoice> &choices)
{
    QJsonArray array;
    for (const TokenChoice &choice : choices)
        array.append(choiceOf(choice));
    return array;
}

/// A field of CSV (RFC 4180).
QByteArray quoted(const QByteArray &text)
{
    QByteArray field = QString::fromUtf8(text).toUtf8();
    field.replace("\"", "\"\"");
    return '"' + field + '"';
}

QByteArray numberText(double value)
{
    return std::isnan(value) ? QByteArray("nan") : plain(value).toUtf8();
}

QJsonObject armOf(const AblationArm &arm)
{
    QJsonArray ids, logs;
    for (const ViewToken &token : arm.completion.tokens) {
        ids.append(token.id);
        logs.append(numberOf(token.logProbability));
    }
    return {
        {u"entropy_nats"_s, numberOf(arm.entropy)},
        {u"top"_s, choicesOf(arm.top)},
        {u"probed"_s, choicesOf(arm.probed)},
        {u"completion"_s,
         QJsonObject{{u"text"_s, arm.completion.text}, {u"ids"_s, ids}, {u"logprobs"_s, logs}}}};
}

} // namespace

QJsonObject exportSettings(const QVariantMap &provenance, const MapLook &look, const QString &what)
{
    QJsonObject settings = QJsonObject::fromVariantMap(provenance);
    settings.insert(u"exported"_s, what);
    settings.insert(u"exported_at"_s, QDateTime::currentDateTime().toString(Qt::ISODate));
    QJsonObject colours{{u"scale"_s, look.kindName()},
                        {u"map"_s, look.mapName()},
                        {u"pooling"_s, poolingName(look.pooling())},
                        {u"threshold"_s, look.threshold},
                        {u"range_locked"_s, look.isLocked}};
    if (look.isLocked) {
        colours.insert(u"range"_s, QJsonArray{look.low, look.high});
        colours.insert(u"difference_range"_s, QJsonArray{look.differenceLow, look.differenceHigh});
    }
    settings.insert(u"colours"_s, colours);
    return settings;
}

QString settingsPath(const QString &path)
{
    return path + u".settings.json"_s;
}

QByteArray tokenCsv(const HeadMap &map, const QVector<AttentionToken> &tokens, int token)
{
    QByteArray text = "token,id,text,looks_at,looked_at_by\n";
    for (int other = 0; other < tokens.size() && other < map.tokens(); ++other)
        text += QByteArray::number(other) + ',' + QByteArray::number(tokens[other].id) + ',' +
                quoted(tokens[other].bytes) + ',' + numberText(map.value(token, other)) + ',' +
                numberText(map.value(other, token)) + '\n';
    return text;
}

QJsonObject tokenJson(const HeadMap &map, const QVector<AttentionToken> &tokens, int token)
{
    QJsonArray row, column;
    for (int other = 0; other < tokens.size() && other < map.tokens(); ++other) {
        row.append(numberOf(map.value(token, other)));
        column.append(numberOf(map.value(other, token)));
    }
    return {{u"token"_s, token}, {u"looks_at"_s, row}, {u"looked_at_by"_s, column}};
}

QJsonObject lensJson(const AttentionLens &lens)
{
    QJsonArray layers;
    for (const LensLayer &layer : lens.layers())
        layers.append(QJsonObject{{u"layer"_s, layer.layer},
                                  {u"entropy_nats"_s, numberOf(layer.entropy)},
                                  {u"top"_s, choicesOf(layer.top)},
                                  {u"probed"_s, choicesOf(layer.probed)}});
    return {{u"position"_s, lens.shownPosition(AttentionLens::Part::Lens)}, {u"layers"_s, layers}};
}

QJsonObject rolloutJson(const AttentionLens &lens)
{
    QJsonArray layers;
    for (int layer = 0; layer < lens.rolloutLayers(); ++layer) {
        QJsonArray shares;
        for (const float share : lens.rollout(layer))
            shares.append(numberOf(share));
        layers.append(shares);
    }
    return {{u"position"_s, lens.shownPosition(AttentionLens::Part::Rollout)},
            {u"rollout"_s, layers}};
}

QJsonObject ablationJson(const AttentionAblation &ablation)
{
    QJsonArray heads;
    for (const HeadKey &key : ablation.heads())
        heads.append(QJsonArray{key.layer, key.head});
    return {{u"heads"_s, heads},
            {u"mode"_s, ablation.mode() == AttentionAblation::Mode::Zero ? u"zero"_s : u"mean"_s},
            {u"position"_s, ablation.position()},
            {u"divergence"_s, numberOf(ablation.divergence())},
            {u"first_difference"_s, ablation.firstDifference()},
            {u"untouched"_s, armOf(ablation.arm(AttentionAblation::Untouched))},
            {u"ablated"_s, armOf(ablation.arm(AttentionAblation::Ablated))}};
}

} // namespace phi1
