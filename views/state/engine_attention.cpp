// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_attention.h"

#include <algorithm>

#include "core/attention/array_file.h"
#include "views/state/engine_json_p.h"

namespace phi1 {

using namespace engine_json;

namespace {

QString textOf(const Error &error)
{
    return QString::fromStdString(error.message);
}

Result<ArrayFile> arraysOf(const QByteArray &body)
{
    return readSafetensors(
        std::string_view(body.constData(), static_cast<std::size_t>(body.size())),
        "the engine's answer");
}

tl::unexpected<EngineError> unexpectedArrays(const Error &error)
{
    return tl::unexpected(misunderstood(textOf(error)));
}

QVector<float> vectorOf(const std::vector<float> &values)
{
    return {values.begin(), values.end()};
}

/// Reads "statistics" and "relations" where they are there.
Result<EngineFigures> figuresOf(const ArrayFile &file, std::int64_t heads)
{
    EngineFigures figures;
    if (file.arrays.contains("statistics")) {
        const std::int64_t shape[] = {heads, engineStatistics};
        PHI1_ASSIGN(const ArrayView view, file.array("statistics", ArrayType::F32, shape));
        figures.statistics = vectorOf(view.floats());
    }
    if (file.arrays.contains("relations")) {
        const std::int64_t shape[] = {heads, -1};
        PHI1_ASSIGN(const ArrayView view, file.array("relations", ArrayType::F32, shape));
        figures.relations = static_cast<int>(view.shape[1]);
        figures.related = vectorOf(view.floats());
    }
    return figures;
}

Result<EngineTiles> tilesOf(const QByteArray &body)
{
    PHI1_ASSIGN(const ArrayFile file, arraysOf(body));
    const std::int64_t any[] = {-1, -1, -1};
    PHI1_ASSIGN(const ArrayView tiles, file.array("tiles", ArrayType::U8, any));
    if (tiles.shape[1] != tiles.shape[2])
        return tl::unexpected(Error{ErrorCode::Corrupt, "\"tiles\" holds no squares"});
    const std::int64_t count[] = {tiles.shape[0]};
    PHI1_ASSIGN(const ArrayView scales, file.array("scale", ArrayType::F32, count));
    PHI1_ASSIGN(const ArrayView nan, file.array("nan", ArrayType::U8, count));
    EngineTiles answer;
    answer.edge = static_cast<int>(tiles.shape[1]);
    answer.codes = QByteArray(reinterpret_cast<const char *>(tiles.bytes.data()),
                              static_cast<qsizetype>(tiles.bytes.size()));
    answer.scales = vectorOf(scales.floats());
    for (const std::byte each : nan.bytes)
        answer.hasNan += each != std::byte(0);
    PHI1_ASSIGN(answer.figures, figuresOf(file, tiles.shape[0]));
    return answer;
}

Result<QVector<HeadMap>> mapsOf(const QByteArray &body, bool areDifferences)
{
    PHI1_ASSIGN(const ArrayFile file, arraysOf(body));
    const std::int64_t any[] = {-1, -1, -1};
    PHI1_ASSIGN(const ArrayView rows, file.array("rows", ArrayType::F32, any));
    const std::int64_t tokens = rows.shape[2];
    if (rows.shape[1] != tokens || tokens < 1 || tokens > 1 << 20)
        return tl::unexpected(Error{ErrorCode::Corrupt, "\"rows\" holds no whole maps"});
    const auto bytesOfMap = static_cast<std::size_t>(tokens * tokens) * sizeof(float);
    QVector<HeadMap> maps;
    for (std::int64_t i = 0; i < rows.shape[0]; ++i) {
        const ArrayView one{
            ArrayType::F32,
            {tokens, tokens},
            rows.bytes.subspan(static_cast<std::size_t>(i) * bytesOfMap, bytesOfMap)};
        maps += HeadMap(static_cast<int>(tokens), one.floats(), areDifferences);
    }
    return maps;
}

Result<EngineRollout> rolloutOf(const QByteArray &body)
{
    PHI1_ASSIGN(const ArrayFile file, arraysOf(body));
    const std::int64_t any[] = {-1, -1};
    PHI1_ASSIGN(const ArrayView rollout, file.array("rollout", ArrayType::F32, any));
    return EngineRollout{static_cast<int>(rollout.shape[0]), static_cast<int>(rollout.shape[1]),
                         rollout.floats()};
}

template<typename T>
EngineResult<T> answered(const Result<T> &result)
{
    return result ? EngineResult<T>(*result) : unexpectedArrays(result.error());
}

void readChoices(const dom::element &object, const char *key, QVector<TokenChoice> &into)
{
    dom::array choices;
    if (object[key].get(choices))
        return;
    for (const dom::element choice : choices) {
        std::string_view base64;
        into += {integerAt(choice, "id", -1), static_cast<float>(numberAt(choice, "logprob")),
                 choice["bytes"].get(base64) ? QByteArray() : bytesOf(base64)};
    }
}

QJsonArray headsOf(const QVector<HeadKey> &heads)
{
    QJsonArray list;
    for (const HeadKey &key : heads)
        list += QJsonArray{key.layer, key.head};
    return list;
}

void put(QJsonObject &body, const EngineLook &look)
{
    if (look.withoutFirst)
        body[u"without_first"] = true;
    if (!look.minus.isEmpty())
        body[u"minus"] = look.minus;
}

QByteArray withRelations(QJsonObject body, const SharedRelations &relations)
{
    QByteArray text = compact(body);
    if (relations && !relations->names.isEmpty()) {
        text.chop(1); // there are fields before, so a comma is right
        text += ",\"relations\":" + relations->json + '}';
    }
    return text;
}

} // namespace

SharedRelations engineRelations(const std::vector<TokenRelation> &relations)
{
    auto written = std::make_shared<EngineRelations>();
    QByteArray &json = written->json;
    const auto put = [&json](const char *name, const std::vector<std::int32_t> &values) {
        json += ",\"" + QByteArray(name) + "\":[";
        for (const std::int32_t value : values)
            json += QByteArray::number(value) + ',';
        if (!values.empty())
            json.chop(1);
        json += ']';
    };
    json += '[';
    for (const TokenRelation &relation : relations) {
        written->names += QString::fromStdString(relation.name);
        json += written->names.size() > 1 ? ",{" : "{";
        json += "\"name\":\"" + QByteArray::fromStdString(relation.name) + '"'; // plain letters
        put("queries", relation.queries);
        put("offsets", relation.offsets);
        put("keys", relation.keys);
        json += '}';
    }
    json += ']';
    return written;
}

EngineResult<EngineCapture> engineCaptureFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    const dom::element &root = body.root();
    EngineCapture capture;
    capture.id = textAt(root, "capture");
    if (capture.id.isEmpty())
        return noField("capture");
    capture.model = textAt(root, "model");
    capture.state = textAt(root, "state");
    capture.error = textAt(root, "error");
    capture.tokens = integerAt(root, "tokens", 0);
    capture.layers = integerAt(root, "layers", 0);
    capture.heads = integerAt(root, "heads", 0);
    if (capture.tokens < 1 || capture.layers < 1 || capture.heads < 1)
        return noField("tokens");
    capture.layersReady = integerAt(root, "layers_ready", 0);
    capture.bytes = integerAt<qint64>(root, "bytes", 0);
    if (const double progress = numberAt(root, "progress"); progress >= 0)
        capture.progress = std::min(progress, 1.0);
    capture.seconds = numberAt(root, "seconds");
    bool isFinite = true;
    capture.isFinite = root["finite"].get(isFinite) || isFinite; // null: not known yet
    dom::array pieces;
    if (root["pieces"].get(pieces))
        return capture;
    int start = 0;
    int line = 1;
    for (const dom::element piece : pieces) {
        std::string_view base64;
        AttentionToken token;
        token.id = integerAt(piece, "id", -1);
        if (token.id < 0 || piece["bytes"].get(base64))
            return noField("pieces");
        token.bytes = bytesOf(base64);
        token.start = start;
        token.end = start += static_cast<int>(token.bytes.size());
        token.line = line;
        line += static_cast<int>(token.bytes.count('\n'));
        capture.pieces += token;
    }
    if (capture.pieces.size() != capture.tokens)
        return noField("pieces");
    return capture;
}

EngineResult<EngineTiles> engineTilesFrom(const QByteArray &body)
{
    return answered(tilesOf(body));
}

EngineResult<QVector<HeadMap>> engineMapsFrom(const QByteArray &body)
{
    return answered(mapsOf(body, false));
}

EngineResult<QVector<HeadMap>> engineDifferencesFrom(const QByteArray &body)
{
    return answered(mapsOf(body, true));
}

EngineResult<EngineFigures> engineFiguresFrom(const QByteArray &body)
{
    const auto read = [&]() -> Result<EngineFigures> {
        PHI1_ASSIGN(const ArrayFile file, arraysOf(body));
        const std::int64_t any[] = {-1, engineStatistics};
        PHI1_ASSIGN(const ArrayView view, file.array("statistics", ArrayType::F32, any));
        return figuresOf(file, view.shape[0]);
    };
    return answered(read());
}

EngineResult<QVector<EngineLensLayer>> engineLensFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    dom::array list;
    if (body.root()["layers"].get(list))
        return noField("layers");
    QVector<EngineLensLayer> layers;
    for (const dom::element each : list) {
        EngineLensLayer layer;
        layer.layer = integerAt(each, "layer", -1);
        if (layer.layer < 0)
            return noField("layer");
        layer.entropy = numberAt(each, "entropy");
        readChoices(each, "top", layer.top);
        readChoices(each, "probe", layer.probed);
        layers += layer;
    }
    return layers;
}

EngineResult<EngineRollout> engineRolloutFrom(const QByteArray &body)
{
    return answered(rolloutOf(body));
}

QByteArray captureBody(const QString &model, const QString &text)
{
    return compact({{QStringLiteral("model"), model},
                    {QStringLiteral("prompt"), text},
                    {QStringLiteral("wait"), false}});
}

QByteArray captureBody(const QString &model, const QVector<qint32> &ids)
{
    return compact({{QStringLiteral("model"), model},
                    {QStringLiteral("prompt"), arrayOf(ids)},
                    {QStringLiteral("wait"), false}});
}

QByteArray tilesBody(const EngineTilesRequest &request)
{
    QJsonArray tiles;
    for (const HeadKey &key : request.heads)
        tiles += QJsonArray{key.layer, key.head, request.level, 0, 0, poolingName(request.pooling)};
    QJsonObject body{{QStringLiteral("tiles"), tiles}, {QStringLiteral("size"), request.edge}};
    if (request.look.minus.isEmpty())
        body[u"encoding"] = QStringLiteral("log"); // differences have a code of their own
    put(body, request.look);
    if (!request.withStatistics)
        return compact(body);
    body[u"statistics"] = true;
    return withRelations(body, request.relations);
}

QByteArray rowsBody(const EngineRowsRequest &request)
{
    QJsonObject body{{QStringLiteral("heads"), headsOf(request.heads)},
                     {QStringLiteral("first"), 0},
                     {QStringLiteral("count"), request.tokens}};
    if (request.merge != HeadMerge::None)
        body[u"combine"] =
            request.merge == HeadMerge::Mean ? QStringLiteral("mean") : QStringLiteral("max");
    put(body, request.look);
    return compact(body);
}

QByteArray statisticsBody(const QVector<HeadKey> &heads, const SharedRelations &relations,
                          const EngineLook &look)
{
    QJsonObject body{{QStringLiteral("heads"), headsOf(heads)}};
    put(body, look);
    return withRelations(body, relations);
}

QByteArray lensBody(int position, int top, const QVector<qint32> &probe)
{
    QJsonObject body{{QStringLiteral("position"), position}, {QStringLiteral("top"), top}};
    if (!probe.isEmpty())
        body[u"probe_ids"] = arrayOf(probe);
    return compact(body);
}

QByteArray rolloutBody(int position)
{
    return compact({{QStringLiteral("position"), position}});
}

QByteArray ablationBody(const QString &base, const QVector<HeadKey> &heads, const QString &capture)
{
    QJsonObject ablate{{QStringLiteral("heads"), headsOf(heads)},
                       {QStringLiteral("mode"),
                        capture.isEmpty() ? QStringLiteral("zero") : QStringLiteral("mean")}};
    if (!capture.isEmpty())
        ablate[u"capture"] = capture;
    return compact({{QStringLiteral("base"), base}, {QStringLiteral("ablate"), ablate}});
}

} // namespace phi1
