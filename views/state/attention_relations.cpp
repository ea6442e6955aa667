// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_relations.h"

#include <algorithm>

#include "core/attention/relations.h"

namespace phi1 {

AttentionRelations relationsOf(const QVector<AttentionToken> &tokens)
{
    std::string text;
    std::vector<std::int32_t> ids;
    std::vector<TokenSpan> spans;
    for (const AttentionToken &token : tokens) {
        text += token.bytes.toStdString();
        ids.push_back(token.id);
        spans.push_back(
            {static_cast<std::size_t>(token.start), static_cast<std::size_t>(token.end)});
    }
    AttentionRelations result;
    std::vector<TokenRelation> applicable;
    for (CodeRelation &each : textRelations(text, ids, spans)) {
        if (each.isApplicable())
            applicable.push_back(std::move(each.relation));
        else
            result.reasons += {attentionScoreIndex(QString::fromStdString(each.relation.name)),
                               QString::fromStdString(each.reason)};
    }
    result.relations = engineRelations(applicable);
    return result;
}

RandomPrompt randomPromptFor(int vocabulary, int context)
{
    const int length = std::min(static_cast<int>(randomInductionTokens), context) / 2 * 2;
    RandomPrompt prompt;
    if (vocabulary < 2 || length < 4)
        return prompt;
    const auto ids = repeatedRandomIds(vocabulary, length, randomInductionSeed);
    prompt.ids = QVector<qint32>(ids.begin(), ids.end());
    prompt.relations = engineRelations({repeatedRelation(length)});
    return prompt;
}

} // namespace phi1
