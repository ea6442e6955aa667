// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_tokens.h"

#include <QRegularExpression>

#include <cmath>
#include <random>

namespace phi1::test {

QString samplePrompt()
{
    return QStringLiteral(R"(def rolling_mean(values, window):
    """
    Return the mean of every run of `window` consecutive numbers in
    values. Ignore entries that are None. Return an empty list when
    fewer than `window` numbers are left.

    >>> rolling_mean([1, 2, None, 4, 6], 2)
    [1.5, 3.0, 5.0]
    """
)");
}

ViewToken tokenOf(const QByteArray &bytes, double probability)
{
    ViewToken token;
    token.bytes = bytes;
    token.id = static_cast<qint32>(qHash(bytes) % 50257);
    token.logProbability = static_cast<float>(std::log(probability));
    return token;
}

QVector<ViewToken> tokensOf(const QString &text, unsigned seed)
{
    static const QRegularExpression pieces(QStringLiteral(
        R"(\n+ {4,}(?= )|\n+|^ {3,}(?= )| {3,}(?= )| ?[A-Za-z_]+| ?\d+| ?[^\sA-Za-z\d_]{1,2}| +)"));
    std::mt19937 engine(seed);
    QVector<ViewToken> tokens;
    auto match = pieces.globalMatch(text);
    while (match.hasNext()) {
        const QString piece = match.next().captured();
        const unsigned drawn = engine() % 1000;
        const double probability = drawn < 740   ? 0.96
                                   : drawn < 880 ? 0.7
                                   : drawn < 955 ? 0.3
                                   : drawn < 990 ? 0.1
                                                 : 0.02;
        ViewToken token = tokenOf(piece.toUtf8(), piece.trimmed().isEmpty() ? 0.97 : probability);
        token.divergence = static_cast<float>(engine() % 1000) / 700.0F;
        token.divergence *= token.divergence;
        tokens.append(token);
    }
    return tokens;
}

static void setProbability(QVector<ViewToken> &tokens, const char *bytes, double probability)
{
    for (ViewToken &token : tokens) {
        if (token.bytes == bytes) {
            token.logProbability = static_cast<float>(std::log(probability));
            return;
        }
    }
}

QVector<ViewToken> baseCompletion()
{
    QVector<ViewToken> tokens = tokensOf(QStringLiteral(R"(    values = list(values)
    if len(values) == 0:
        return []
    result = []
    for i in range(len(values)):
        result.append(sum(values[i:window]) / window)
    return result


def moving_average(values, window):
    """
    Return the moving average of values.
    """
    return rolling_mean(values, window)


class RollingMean:
    """
    A class to compute the rolling mean of a list)"),
                                         5);
    setProbability(tokens, " list", 0.38);
    setProbability(tokens, "window", 0.04);
    setProbability(tokens, " moving", 0.02);
    setProbability(tokens, "class", 0.03);
    return tokens;
}

QVector<ViewToken> finetunedCompletion()
{
    QVector<ViewToken> tokens =
        tokensOf(QStringLiteral(R"(    values = [v for v in values if v is not None]
    if len(values) < window:
        return []
    means = []
    for i in range(len(values) - window + 1):
        means.append(sum(values[i:i + window]) / window)
    return means
)"),
                 11);
    setProbability(tokens, " [", 0.71);
    setProbability(tokens, " <", 0.6);
    return tokens;
}

TokenCardData sampleCard()
{
    struct Candidate {
        const char *bytes;
        double base;
        double finetuned;
    };
    static constexpr Candidate candidates[] = {{" [", 0.22, 0.71},       {" list", 0.38, 0.09},
                                               {" sorted", 0.05, 0.04},  {" np", 0.11, 0.02},
                                               {" [x", 0.01, 0.02},      {" values", 0.03, 0.015},
                                               {" filter", 0.004, 0.02}, {" tuple", 0.02, 0.003},
                                               {" (", 0.014, 0.008},     {" []", 0.017, 0.0003}};
    TokenCardData data;
    data.token = 3;
    data.line = 1;
    data.before = QStringLiteral("values =");
    CardColumn base;
    base.name = QStringLiteral("base");
    base.slot = 0;
    base.chosen = 1;
    base.entropy = 1.21;
    CardColumn finetuned;
    finetuned.name = QStringLiteral("finetuned");
    finetuned.slot = 1;
    finetuned.chosen = 0;
    finetuned.entropy = 2.04;
    data.columns = {base, finetuned};
    for (const Candidate &candidate : candidates) {
        CardRow row;
        row.id = static_cast<qint32>(data.rows.size());
        row.bytes = candidate.bytes;
        row.probabilities = {candidate.base, candidate.finetuned};
        data.rows.append(row);
    }
    data.divergence = 0.94;
    data.divergenceOf = QStringLiteral("finetuned ‖ base");
    return data;
}

} // namespace phi1::test
