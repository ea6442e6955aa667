// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/ablation_card.h"

#include "views/attention_text/token_figures.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// What an arm gives a token, NaN: not among those listed.
double probabilityIn(const AblationArm &arm, qint32 id)
{
    for (const QVector<TokenChoice> *list : {&arm.top, &arm.probed}) {
        for (const TokenChoice &choice : *list) {
            if (choice.id == id)
                return probabilityOf(choice);
        }
    }
    return unknownFigure;
}

CardColumn columnOf(const AblationArm &arm, const QString &name, int slot)
{
    CardColumn column;
    column.name = name;
    column.slot = slot;
    column.state = arm.isDistributionPending ? PaneDistribution::State::Pending
                   : arm.hasDistribution     ? PaneDistribution::State::Known
                                             : PaneDistribution::State::Unavailable;
    column.sentence = arm.distributionSentence;
    column.entropy = inBits(arm.entropy);
    if (!arm.top.isEmpty())
        column.chosen = arm.top.first().id;
    return column;
}

/// The end of the line a token ends, with the token.
QString textBefore(const QVector<AttentionToken> &prompt, int position)
{
    QByteArray bytes;
    for (int token = position; token >= 0 && bytes.size() < 80; --token)
        bytes.prepend(prompt[token].bytes);
    const QString text = QString::fromUtf8(bytes);
    return text.mid(text.lastIndexOf(u'\n') + 1);
}

} // namespace

QString ablatedName(const QVector<HeadKey> &heads)
{
    if (heads.isEmpty())
        return AblationPanel::tr("Switched off");
    if (heads.size() == 1)
        return AblationPanel::tr("%1 off").arg(headName(heads.first()));
    return AblationPanel::tr("%n heads off", nullptr, static_cast<int>(heads.size()));
}

TokenCardData ablationCard(const AblationPanel::Shown &shown, const QVector<AttentionToken> &prompt,
                           int rows)
{
    TokenCardData data;
    data.canBranch = false;
    data.isInBits = true;
    // The page counts tokens from 0, the card shows its index plus 1: the predicted token's place.
    data.token = std::max(0, shown.position);
    if (shown.position >= 0 && shown.position < prompt.size()) {
        data.before = textBefore(prompt, shown.position);
        data.line = prompt[shown.position].line +
                    static_cast<int>(prompt[shown.position].bytes.count('\n'));
    }
    data.columns = {columnOf(shown.untouched, AblationPanel::tr("untouched"), 0),
                    columnOf(shown.ablated, ablatedName(shown.heads), 1)};
    const auto add = [&](const TokenChoice &choice) {
        const bool isThere = std::any_of(data.rows.begin(), data.rows.end(),
                                         [&](const CardRow &row) { return row.id == choice.id; });
        if (isThere || data.rows.size() >= rows)
            return;
        CardRow row;
        row.id = choice.id;
        row.bytes = choice.bytes;
        row.probabilities = {probabilityIn(shown.untouched, choice.id),
                             probabilityIn(shown.ablated, choice.id)};
        data.rows.append(row);
    };
    // In turn, so that what the ablated model would say is there however the first one's list ends.
    for (qsizetype i = 0; i < std::max(shown.untouched.top.size(), shown.ablated.top.size()); ++i) {
        if (i < shown.untouched.top.size())
            add(shown.untouched.top[i]);
        if (i < shown.ablated.top.size())
            add(shown.ablated.top[i]);
    }
    std::stable_sort(data.rows.begin(), data.rows.end(), [](const CardRow &a, const CardRow &b) {
        const double x = a.probabilities.first();
        const double y = b.probabilities.first();
        return std::isnan(x) || std::isnan(y) ? !std::isnan(x) && std::isnan(y) : x > y;
    });
    data.divergence = inBits(shown.divergence);
    if (!std::isnan(shown.divergence))
        data.divergenceOf =
            AblationPanel::tr("%1 ‖ %2").arg(data.columns[0].name, data.columns[1].name);
    return data;
}

} // namespace phi1
