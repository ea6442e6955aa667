// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVector>

namespace phi1::test {

/// The made-up attention of the fake engine: some pattern of each head that differs by `shift`, its
/// rows add up to 1. Tests compute what they expect from the same.
/// @return [tokens, tokens]
inline std::vector<float> fakeMap(int tokens, int layer, int head, int shift)
{
    std::vector<float> map(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(tokens));
    for (int i = 0; i < tokens; ++i) {
        float *row = map.data() + static_cast<std::ptrdiff_t>(i) * tokens;
        float sum = 0;
        for (int j = 0; j <= i; ++j)
            sum += row[j] = static_cast<float>(1 + (i * 7 + j * 3 + layer * 5 + head + shift) % 11);
        for (int j = 0; j <= i; ++j)
            row[j] /= sum;
    }
    return map;
}

/// The format of safetensors, for answers with arrays.
class FakeArrays
{
public:
    void add(const QString &name, const QString &type, const QVector<int> &shape,
             const QByteArray &bytes)
    {
        QJsonArray sizes;
        for (const int size : shape)
            sizes += size;
        m_header[name] = QJsonObject{{QStringLiteral("dtype"), type},
                                     {QStringLiteral("shape"), sizes},
                                     {QStringLiteral("data_offsets"),
                                      QJsonArray{m_data.size(), m_data.size() + bytes.size()}}};
        m_data += bytes;
    }
    void add(const QString &name, const QVector<int> &shape, const std::vector<float> &values)
    {
        add(name, QStringLiteral("F32"), shape,
            QByteArray(reinterpret_cast<const char *>(values.data()),
                       static_cast<qsizetype>(values.size() * sizeof(float))));
    }
    QByteArray bytes() const
    {
        QByteArray header = QJsonDocument(m_header).toJson(QJsonDocument::Compact);
        header += QByteArray((8 - header.size() % 8) % 8, ' ');
        QByteArray file;
        for (int i = 0; i < 8; ++i)
            file += static_cast<char>((static_cast<quint64>(header.size()) >> (8 * i)) & 255);
        return file + header + m_data;
    }

private:
    QJsonObject m_header;
    QByteArray m_data;
};

/// A capture of the fake engine: answers what docs/engine.md says of captures. Scripts of a model
/// may say: shift (see fakeMap), layers, heads, nan_head [layer, head].
class FakeCapture
{
public:
    FakeCapture() = default;
    FakeCapture(const QJsonObject &script, const QVector<int> &ids)
        : m_script(script)
        , m_ids(ids)
    {}
    int tokens() const { return static_cast<int>(m_ids.size()); }
    const QVector<int> &ids() const { return m_ids; }
    int layers() const { return m_script[QStringLiteral("layers")].toInt(4); }
    int heads() const { return m_script[QStringLiteral("heads")].toInt(4); }

    std::vector<float> map(int layer, int head, const QJsonObject &body,
                           const FakeCapture *minus) const
    {
        std::vector<float> values =
            fakeMap(tokens(), layer, head, m_script[QStringLiteral("shift")].toInt());
        const QJsonArray nan = m_script[QStringLiteral("nan_head")].toArray();
        if (nan.size() == 2 && nan[0].toInt() == layer && nan[1].toInt() == head)
            values[static_cast<std::size_t>(tokens())] = NAN; // of query 1
        if (body[QStringLiteral("without_first")].toBool()) {
            for (int i = 0; i < tokens(); ++i) {
                float *row = values.data() + static_cast<std::ptrdiff_t>(i) * tokens();
                const float first = std::exchange(row[0], 0.0F);
                for (int j = 1; j <= i; ++j)
                    row[j] /= 1 - first;
            }
        }
        if (minus) {
            const auto other = minus->map(layer, head, body, nullptr);
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] -= other[i];
        }
        return values;
    }

    QByteArray tiles(const QJsonObject &body, const FakeCapture *minus) const
    {
        const QJsonArray tiles = body[QStringLiteral("tiles")].toArray();
        const int edge = body[QStringLiteral("size")].toInt(256);
        const auto count = static_cast<int>(tiles.size());
        QByteArray codes(qsizetype(count) * edge * edge, minus ? char(128) : char(0));
        QByteArray nan(count, 0);
        std::vector<float> scales;
        QJsonArray heads;
        for (int n = 0; n < count; ++n) {
            const QJsonArray tile = tiles[n].toArray();
            const auto values = map(tile[0].toInt(), tile[1].toInt(), body, minus);
            heads += QJsonArray{tile[0], tile[1]};
            const int block = 1 << tile[2].toInt();
            std::vector<float> cells(static_cast<std::size_t>(edge) * std::size_t(edge));
            float most = 0;
            for (int i = 0; i < tokens(); ++i) {
                for (int j = 0; j <= i; ++j) {
                    float &cell =
                        cells[std::size_t(i / block) * std::size_t(edge) + std::size_t(j / block)];
                    const float value =
                        values[std::size_t(i) * std::size_t(tokens()) + std::size_t(j)];
                    if (std::isnan(value))
                        nan[n] = 1;
                    else if (std::abs(value) > std::abs(cell))
                        cell = value;
                    most = std::max(most, std::abs(cell));
                }
            }
            scales.push_back(minus ? most : 1);
            for (std::size_t c = 0; c < cells.size(); ++c)
                codes[qsizetype(n) * edge * edge + qsizetype(c)] =
                    static_cast<char>(minus ? signedCode(cells[c], most) : logCode(cells[c]));
        }
        FakeArrays arrays;
        arrays.add(QStringLiteral("tiles"), QStringLiteral("U8"), {count, edge, edge}, codes);
        arrays.add(QStringLiteral("scale"), {count}, scales);
        arrays.add(QStringLiteral("nan"), QStringLiteral("U8"), {count}, nan);
        if (body[QStringLiteral("statistics")].toBool())
            addStatistics(arrays, heads, body, minus);
        return arrays.bytes();
    }

    QByteArray rows(const QJsonObject &body, const FakeCapture *minus) const
    {
        const QJsonArray heads = body[QStringLiteral("heads")].toArray();
        const QString combine = body[QStringLiteral("combine")].toString();
        std::vector<float> all;
        for (const QJsonValue &head : heads) {
            const auto values = map(head[0].toInt(), head[1].toInt(), body, minus);
            if (combine.isEmpty() || all.empty()) {
                all.insert(all.end(), values.begin(), values.end());
                continue;
            }
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (combine == QStringLiteral("mean"))
                    all[i] += values[i];
                else if (std::abs(values[i]) > std::abs(all[i]))
                    all[i] = values[i];
            }
        }
        if (combine == QStringLiteral("mean")) {
            for (float &value : all)
                value /= static_cast<float>(heads.size());
        }
        FakeArrays arrays;
        const int count = combine.isEmpty() ? static_cast<int>(heads.size()) : 1;
        arrays.add(QStringLiteral("rows"), {count, tokens(), tokens()}, all);
        return arrays.bytes();
    }

    QByteArray statistics(const QJsonObject &body, const FakeCapture *minus) const
    {
        FakeArrays arrays;
        addStatistics(arrays, body[QStringLiteral("heads")].toArray(), body, minus);
        return arrays.bytes();
    }

    QByteArray rollout(const QJsonObject &body) const
    {
        std::vector<float> values(std::size_t(layers()) * std::size_t(tokens()));
        const int position = body[QStringLiteral("position")].toInt();
        for (int layer = 0; layer < layers(); ++layer)
            values[std::size_t(layer) * std::size_t(tokens()) +
                   std::size_t(std::max(position - layer, 0))] = 1;
        FakeArrays arrays;
        arrays.add(QStringLiteral("rollout"), {layers(), tokens()}, values);
        return arrays.bytes();
    }

private:
    static int logCode(float value)
    {
        if (!(value > 0))
            return 0;
        return std::clamp(static_cast<int>(std::lround(255 + 12 * std::log2(value))), 0, 255);
    }
    static int signedCode(float value, float scale)
    {
        return scale > 0 ? static_cast<int>(128 + std::lround(127 * value / scale)) : 128;
    }

    void addStatistics(FakeArrays &arrays, const QJsonArray &heads, const QJsonObject &body,
                       const FakeCapture *minus) const
    {
        const QJsonArray relations = body[QStringLiteral("relations")].toArray();
        std::vector<float> statistics, related;
        const int n = tokens();
        for (const QJsonValue &head : heads) {
            const auto p = map(head[0].toInt(), head[1].toInt(), body, nullptr);
            const auto at = [&](int i, int j) {
                return p[std::size_t(i) * std::size_t(n) + std::size_t(j)];
            };
            float sums[6] = {};
            for (int i = 1; i < n; ++i) {
                sums[0] += at(i, i - 1);
                sums[1] += at(i, 0);
                sums[2] += at(i, i);
                for (int j = 0; j <= i; ++j) {
                    sums[3] -= at(i, j) > 0 ? at(i, j) * std::log2(at(i, j)) : 0;
                    sums[4] += at(i, j) * static_cast<float>(i - j);
                }
            }
            if (minus) {
                const auto q = minus->map(head[0].toInt(), head[1].toInt(), body, nullptr);
                for (std::size_t i = std::size_t(n); i < p.size(); ++i)
                    sums[5] += std::abs(p[i] - q[i]) / 2;
            } else {
                sums[5] = NAN;
            }
            for (const float sum : sums)
                statistics.push_back(n > 1 ? sum / static_cast<float>(n - 1) : NAN);
            for (const QJsonValue &relation : relations) {
                const QJsonArray queries = relation[QStringLiteral("queries")].toArray();
                const QJsonArray offsets = relation[QStringLiteral("offsets")].toArray();
                const QJsonArray keys = relation[QStringLiteral("keys")].toArray();
                float sum = 0;
                for (int q = 0; q < queries.size(); ++q) {
                    for (int k = offsets[q].toInt(); k < offsets[q + 1].toInt(); ++k)
                        sum += at(queries[q].toInt(), keys[k].toInt());
                }
                related.push_back(queries.isEmpty() ? NAN
                                                    : sum / static_cast<float>(queries.size()));
            }
        }
        const auto count = static_cast<int>(heads.size());
        arrays.add(QStringLiteral("statistics"), {count, 6}, statistics);
        if (!relations.isEmpty())
            arrays.add(QStringLiteral("relations"), {count, static_cast<int>(relations.size())},
                       related);
    }

    QJsonObject m_script;
    QVector<int> m_ids;
};

} // namespace phi1::test
