// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention.h"

#include "views/state/head_score_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1::test {
namespace {

/// 0 to 1, always the same ones.
class Numbers
{
public:
    explicit Numbers(quint32 seed)
        : m_state(seed)
    {}
    double next()
    {
        m_state = m_state * 1664525U + 1013904223U;
        return static_cast<double>(m_state >> 8U) / (1U << 24U);
    }

private:
    quint32 m_state;
};

TokenChoice choice(const char *bytes, double probability)
{
    TokenChoice result;
    result.bytes = bytes;
    result.id = static_cast<qint32>(qHash(result.bytes) % 50000);
    result.logProbability = static_cast<float>(std::log(probability));
    return result;
}

QVector<ViewToken> written(const QVector<QByteArray> &bytes)
{
    QVector<ViewToken> tokens;
    for (const QByteArray &piece : bytes) {
        ViewToken token;
        token.bytes = piece;
        token.id = static_cast<qint32>(qHash(piece) % 50000);
        token.logProbability = -0.1F;
        tokens.append(token);
    }
    return tokens;
}

} // namespace

QVector<AttentionToken> attentionTokens(const QVector<QByteArray> &bytes)
{
    QVector<AttentionToken> tokens;
    int place = 0;
    int line = 1;
    for (const QByteArray &piece : bytes) {
        AttentionToken token;
        token.id = static_cast<qint32>(qHash(piece) % 50000);
        token.bytes = piece;
        token.start = place;
        place += static_cast<int>(piece.size());
        token.end = place;
        token.line = line;
        line += static_cast<int>(piece.count('\n'));
        tokens.append(token);
    }
    return tokens;
}

QVector<AttentionToken> threeFunctions()
{
    QVector<QByteArray> bytes;
    for (const char *name : {" add", " sub", " mul"}) {
        const char *sign = name[1] == 'a' ? " +" : name[1] == 's' ? " -" : " *";
        bytes += {"def", name, "(", "a", ",", " b", "):", "\n", "   ", " return", " a", sign, " b"};
        if (name[1] != 'm')
            bytes += {"\n", "\n"};
    }
    return attentionTokens(bytes);
}

QVector<AttentionToken> manyAttentionTokens(int count)
{
    QVector<QByteArray> bytes;
    while (bytes.size() < count) {
        for (const AttentionToken &token : threeFunctions())
            bytes.append(token.bytes);
        bytes += {"\n", "\n"};
    }
    bytes.resize(count);
    return attentionTokens(bytes);
}

HeadMap inductionMap(const QVector<AttentionToken> &tokens)
{
    const auto count = static_cast<int>(tokens.size());
    std::vector<float> values(static_cast<std::size_t>(count) * count);
    Numbers numbers(5);
    for (int query = 0; query < count; ++query) {
        float *row = values.data() + static_cast<std::size_t>(query) * count;
        double sum = 0;
        for (int key = 0; key <= query; ++key) {
            double weight = 0.004 + 0.01 * numbers.next();
            if (key == 0)
                weight += 0.25;
            if (key > 0 && tokens[key - 1].bytes == tokens[query].bytes) {
                const bool isLonger =
                    query > 0 && key > 1 && tokens[key - 2].bytes == tokens[query - 1].bytes;
                weight += 0.6 * (isLonger ? 3.2 : 1) * std::exp((key - query) / 60.0);
            }
            row[key] = static_cast<float>(weight);
            sum += weight;
        }
        for (int key = 0; key <= query; ++key)
            row[key] = static_cast<float>(static_cast<double>(row[key]) / sum);
    }
    return HeadMap(count, std::move(values));
}

HeadMap previousMap(int tokens)
{
    std::vector<float> values(static_cast<std::size_t>(tokens) * tokens);
    for (int query = 0; query < tokens; ++query)
        values[static_cast<std::size_t>(query) * tokens + std::max(0, query - 1)] = 1;
    return HeadMap(tokens, std::move(values));
}

void fillScores(HeadScoreModel &model)
{
    model.reset(24, 32);
    Numbers numbers(17);
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    QVector<HeadScores> all;
    for (int layer = 0; layer < 24; ++layer) {
        for (int head = 0; head < 32; ++head) {
            HeadScores one;
            one.key = {layer, head};
            for (const AttentionScoreInfo &score : scores) {
                const double unit = score.isShare() ? 1 : score.key == u"entropy" ? 6 : 40;
                const double u = numbers.next();
                one.values.append(static_cast<float>(unit * u * u * u));
            }
            one.values[attentionScoreIndex(QStringLiteral("docstring"))] =
                std::numeric_limits<float>::quiet_NaN();
            one.values[attentionScoreIndex(QStringLiteral("change"))] =
                std::numeric_limits<float>::quiet_NaN();
            all.append(one);
        }
    }
    model.take(all);
    model.setProblem(attentionScoreIndex(QStringLiteral("docstring")),
                     QStringLiteral("The text has no docstring."));
}

void fillChange(HeadScoreModel &model)
{
    Numbers numbers(23);
    QVector<HeadScores> all;
    for (int layer = 0; layer < 24; ++layer) {
        for (int head = 0; head < 32; ++head) {
            HeadScores one;
            one.key = {layer, head};
            one.values.fill(std::numeric_limits<float>::quiet_NaN(), attentionScores().size());
            one.values[attentionScoreIndex(QStringLiteral("change"))] =
                static_cast<float>(std::pow(numbers.next(), 6));
            all.append(one);
        }
    }
    model.take(all);
}

QVector<float> scoreSeries(int steps)
{
    QVector<float> values;
    Numbers numbers(29);
    for (int curve = 0; curve < 24 * 32; ++curve) {
        const double top = std::pow(numbers.next(), 4);
        const double middle = (0.15 + 0.7 * numbers.next()) * steps;
        for (int step = 0; step < steps; ++step) {
            const double rise = 1 / (1 + std::exp((middle - step) * 1.4));
            values.append(static_cast<float>(0.02 + top * rise * 0.95));
        }
    }
    for (int step = 4; step < std::min(steps, 6); ++step)
        values[(3 * 32 + 7) * steps + step] = std::numeric_limits<float>::quiet_NaN();
    return values;
}

QVector<LensLayer> lensLayers()
{
    QVector<LensLayer> layers;
    for (int layer = 0; layer <= 24; ++layer) {
        LensLayer one;
        one.layer = layer;
        const double sure = std::clamp((layer - 12) / 14.0, 0.0, 0.86);
        one.entropy = 7.9 * (1 - sure);
        const double rest = 1 - sure;
        if (layer < 8)
            one.top = {choice("\xe2\x96", 0.02), choice(" the", 0.018), choice("'", 0.011),
                       choice("self", 0.01), choice(".", 0.008)};
        else if (layer < 14)
            one.top = {choice(" def", 0.11), choice("\n", 0.08), choice(" return", 0.05),
                       choice(" a", 0.03), choice("\t", 0.02)};
        else
            one.top = {choice("\n   ", sure), choice("\n", rest * 0.4),
                       choice(" return", rest * 0.2), choice(" \"\"\"", rest * 0.1),
                       choice(" pass", rest * 0.05)};
        if (layer == 3) {
            one.top.clear();
            one.entropy = std::numeric_limits<double>::quiet_NaN();
        }
        layers.append(one);
    }
    return layers;
}

QVector<QVector<float>> rolloutShares(int layers, int tokens)
{
    QVector<QVector<float>> shares;
    Numbers numbers(3);
    for (int layer = 0; layer < layers; ++layer) {
        QVector<float> row(tokens);
        double sum = 0;
        const double spread = 1.0 - static_cast<double>(layer) / layers;
        for (int token = 0; token < tokens; ++token) {
            const double own = token == tokens - 1 ? 4 * (1 - spread) : 0;
            const double weight = 0.002 + own + spread * std::pow(numbers.next(), 5) +
                                  (token == 0 ? 0.6 * spread : 0);
            row[token] = static_cast<float>(weight);
            sum += weight;
        }
        for (float &share : row)
            share = static_cast<float>(static_cast<double>(share) / sum);
        shares.append(row);
    }
    return shares;
}

AblationArm untouchedArm()
{
    AblationArm arm;
    arm.state = PaneState::Finished;
    arm.hasDistribution = true;
    arm.top = {choice("\n   ", 0.83), choice("\n", 0.09), choice(" return", 0.03),
               choice(" pass", 0.01)};
    arm.entropy = 0.64;
    arm.completion.tokens = written({"\n", "   ", " return", " a", " *", " b", "\n"});
    return arm;
}

AblationArm ablatedArm()
{
    AblationArm arm;
    arm.state = PaneState::Finished;
    arm.hasDistribution = true;
    arm.top = {choice("\n   ", 0.41), choice(" pass", 0.22), choice("\n", 0.2),
               choice(" return", 0.04)};
    arm.entropy = 1.52;
    arm.completion.tokens = written({"\n", "   ", " return", " a", " +", " b", "\n"});
    return arm;
}

} // namespace phi1::test
