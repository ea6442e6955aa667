// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <map>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/attention/array_file.h"
#include "views/format/number_text.h"
#include "views/state/attention_session_p.h"

using namespace Qt::StringLiterals;

namespace phi1 {

namespace {

/// An array with the memory behind it.
struct Numbers {
    std::vector<float> values;
    std::vector<std::int64_t> shape;
};
using NamedNumbers = std::map<std::string, Numbers>;

/// A table with one line per head (and step): what CSV and JSON are made of.
struct ScoreTable {
    QVector<qint64> steps; ///< [rows], empty: scores of one checkpoint
    QVector<HeadScores> rows;
};

Numbers numbersOf(const HeadMap &map)
{
    const auto tokens = static_cast<std::int64_t>(map.tokens());
    return {{map.values().begin(), map.values().end()}, {tokens, tokens}};
}

QByteArray csvOf(const ScoreTable &table)
{
    QStringList head{u"layer"_s, u"head"_s};
    if (!table.steps.isEmpty())
        head.prepend(u"step"_s);
    for (const AttentionScoreInfo &score : attentionScores())
        head += score.key;
    QString text = head.join(u',') + u'\n';
    for (qsizetype i = 0; i < table.rows.size(); ++i) {
        const HeadScores &row = table.rows[i];
        if (!table.steps.isEmpty())
            text += plain(table.steps[i]) + u',';
        text += plain(qint64(row.key.layer)) + u',' + plain(qint64(row.key.head));
        for (const float value : row.values)
            text += u',' + (std::isnan(value) ? QString() : plain(static_cast<double>(value)));
        text += u'\n';
    }
    return text.toUtf8();
}

QByteArray jsonOf(const ScoreTable &table, const QVariantMap &provenance)
{
    QJsonArray rows;
    for (qsizetype i = 0; i < table.rows.size(); ++i) {
        const HeadScores &row = table.rows[i];
        QJsonObject object{{u"layer"_s, row.key.layer}, {u"head"_s, row.key.head}};
        if (!table.steps.isEmpty())
            object[u"step"] = table.steps[i];
        for (qsizetype k = 0; k < row.values.size(); ++k)
            object[attentionScores()[k].key] = std::isnan(row.values[k])
                                                   ? QJsonValue()
                                                   : QJsonValue(static_cast<double>(row.values[k]));
        rows += object;
    }
    QJsonObject document = QJsonObject::fromVariantMap(provenance);
    document[u"scores"] = rows;
    return QJsonDocument(document).toJson();
}

QByteArray bytesOf(const std::string &text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArray arraysOf(const NamedNumbers &numbers, const QString &format,
                    const QVariantMap &provenance)
{
    if (format == u"npy") {
        const Numbers &only = numbers.begin()->second;
        return bytesOf(npyBytes(arrayOf(only.values, only.shape)));
    }
    std::map<std::string, ArrayView, std::less<>> arrays;
    for (const auto &[name, each] : numbers)
        arrays.emplace(name, arrayOf(each.values, each.shape));
    const QByteArray facts =
        QJsonDocument(QJsonObject::fromVariantMap(provenance)).toJson(QJsonDocument::Compact);
    return bytesOf(safetensorsBytes(arrays, {{"provenance", facts.toStdString()}}));
}

Numbers scoreNumbers(const ScoreTable &table, int layers, int heads)
{
    Numbers numbers;
    for (const HeadScores &row : table.rows)
        numbers.values.insert(numbers.values.end(), row.values.begin(), row.values.end());
    const auto scores = static_cast<std::int64_t>(attentionScores().size());
    numbers.shape = {layers, heads, scores};
    if (!table.steps.isEmpty())
        numbers.shape.insert(numbers.shape.begin(), table.rows.size() / (qint64(layers) * heads));
    return numbers;
}

} // namespace

quint64 AttentionSession::requestExport(Export what, const QString &format)
{
    const quint64 request = ++d->lastExport;
    const bool isTable = what == Export::Scores || what == Export::Series;
    const bool isArray = format == u"npy" || format == u"safetensors";
    QString problem;
    NamedNumbers numbers;
    ScoreTable table;
    QVector<HeadThumbnail> thumbnails;
    int layers = d->scores->layers();
    int heads = d->scores->heads();
    const HeadMap maps[] = {map(AttentionSide::First), map(AttentionSide::Second),
                            map(AttentionSide::Difference)};
    if (!isArray && !(isTable && (format == u"csv" || format == u"json")))
        problem =
            tr("“%1” is no form that these numbers have; choose npy or safetensors, or csv or "
               "json for scores")
                .arg(format);
    switch (what) {
    case Export::Map:
        if (maps[0].isNull())
            problem = tr("No head is open; open one first");
        break;
    case Export::Difference:
        if (maps[2].isNull())
            problem = tr("There is no difference to export; choose a second checkpoint and open a "
                         "head");
        else if (format == u"npy")
            problem = tr("A .npy file holds one array, and these are three; choose safetensors");
        break;
    case Export::Thumbnails:
        for (const HeadKey &key : allHeads(layers, heads)) {
            if (const HeadThumbnail *each = thumbnail(thumbnailSides().first(), key))
                thumbnails += *each;
        }
        if (thumbnails.isEmpty() || thumbnails.size() != qsizetype(layers) * heads)
            problem = tr("%1 of %2 thumbnails are there; wait for the others")
                          .arg(thumbnails.size())
                          .arg(layers * heads);
        break;
    case Export::Scores:
        for (const HeadKey &key : allHeads(layers, heads))
            table.rows += d->scores->scoresOf(key);
        if (table.rows.isEmpty())
            problem = tr("No scores are there yet; choose a checkpoint and a prompt");
        break;
    case Export::Series:
        layers = d->series->layers();
        heads = d->series->heads();
        for (const AttentionSeriesPoint &point : d->series->points()) {
            if (point.state != AttentionSeriesPoint::State::Done ||
                point.scores.size() != qsizetype(layers) * heads)
                continue;
            table.rows += point.scores;
            table.steps += QVector<qint64>(point.scores.size(), point.checkpoint.step);
        }
        if (table.rows.isEmpty())
            problem = tr("No checkpoint of a run was measured yet");
        break;
    }
    if (!problem.isEmpty()) {
        QMetaObject::invokeMethod(
            this,
            [this, request, problem] {
                emit exportFailed(request);
                emit errorOccurred(problem);
            },
            Qt::QueuedConnection);
        return request;
    }
    const auto work = [what, format, isTable, table, thumbnails, layers, heads, first = maps[0],
                       second = maps[1], difference = maps[2], facts = provenance()] {
        if (format == u"csv")
            return csvOf(table);
        if (format == u"json")
            return jsonOf(table, facts);
        NamedNumbers arrays;
        if (isTable) {
            arrays["scores"] = scoreNumbers(table, layers, heads);
            if (!table.steps.isEmpty() && format != u"npy") {
                Numbers &steps = arrays["steps"];
                for (qsizetype i = 0; i < table.steps.size(); i += qsizetype(layers) * heads)
                    steps.values.push_back(static_cast<float>(table.steps[i]));
                steps.shape = {static_cast<std::int64_t>(steps.values.size())};
            }
        } else if (what == Export::Thumbnails) {
            Numbers &all = arrays["thumbnails"];
            const std::int64_t cells = thumbnails.first().cells;
            for (const HeadThumbnail &each : thumbnails) {
                for (const char code : each.codes)
                    all.values.push_back(each.valueOf(static_cast<quint8>(code)));
            }
            all.shape = {layers, heads, cells, cells};
        } else {
            arrays["map"] = numbersOf(first);
            if (what == Export::Difference) {
                arrays["second"] = numbersOf(second);
                arrays["difference"] = numbersOf(difference);
            }
        }
        return arraysOf(arrays, format, facts);
    };
    d->pool.start([this, request, work] {
        const QByteArray bytes = work();
        QMetaObject::invokeMethod(
            this, [this, request, bytes] { emit exported(request, bytes); }, Qt::QueuedConnection);
    });
    return request;
}

} // namespace phi1
