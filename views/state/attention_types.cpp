// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_types.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

QString headName(HeadKey key)
{
    return key.isValid() ? QStringLiteral("%1.%2").arg(key.layer).arg(key.head) : QString();
}

QString poolingName(AttentionPooling pooling)
{
    switch (pooling) {
    case AttentionPooling::Maximum:
        return QStringLiteral("max");
    case AttentionPooling::Mean:
        return QStringLiteral("mean");
    case AttentionPooling::Entropy:
        return QStringLiteral("entropy");
    }
    return {};
}

float HeadThumbnail::valueOf(quint8 code) const
{
    if (isDifference)
        return scale * static_cast<float>(int(code) - 128) / 127.0F;
    return code == 0 ? 0.0F : scale * std::exp2(static_cast<float>(int(code) - 255) / 12.0F);
}

int attentionScoreIndex(const QString &key)
{
    const auto &scores = attentionScores();
    const auto found = std::find_if(scores.begin(), scores.end(),
                                    [&](const AttentionScoreInfo &x) { return x.key == key; });
    return found == scores.end() ? -1 : static_cast<int>(found - scores.begin());
}

} // namespace phi1
