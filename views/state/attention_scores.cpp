// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>

#include "core/attention/scores.h"
#include "views/state/attention_types.h"

namespace phi1 {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("AttentionScores", text);
}

/// As the table's heads have it: short. The longer texts are core/attention's.
QString titleOf(HeadScore score)
{
    switch (score) {
    case HeadScore::Previous:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Previous"));
    case HeadScore::Induction:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Induction"));
    case HeadScore::InductionRandom:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Induction, random"));
    case HeadScore::Sink:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Sink"));
    case HeadScore::Self:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Self"));
    case HeadScore::Entropy:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Entropy"));
    case HeadScore::Distance:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Distance"));
    case HeadScore::Bracket:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Bracket"));
    case HeadScore::Definition:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Use→def"));
    case HeadScore::Return:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Return→def"));
    case HeadScore::Indentation:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Indentation"));
    case HeadScore::Docstring:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Docstring"));
    case HeadScore::Change:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "Change"));
    }
    return {};
}

QString meaningOf(HeadScore score)
{
    switch (score) {
    case HeadScore::Previous:
        return translated(QT_TRANSLATE_NOOP("AttentionScores",
                                            "High: each token looks at the one right before it"));
    case HeadScore::Induction:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores",
            "High: a token that was there before looks at what followed it then, in the text"));
    case HeadScore::InductionRandom:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores",
            "High: the same on repeated random tokens, where nothing but repetition helps"));
    case HeadScore::Sink:
        return translated(
            QT_TRANSLATE_NOOP("AttentionScores", "High: the head rests on the first token"));
    case HeadScore::Self:
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "High: each token looks at itself"));
    case HeadScore::Entropy:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores", "High: the weight is spread over many tokens; low: it is sharp"));
    case HeadScore::Distance:
        return translated(
            QT_TRANSLATE_NOOP("AttentionScores", "High: tokens look far back on average"));
    case HeadScore::Bracket:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores", "High: a closing bracket looks at the one that it closes"));
    case HeadScore::Definition:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores", "High: a use of a name looks at where the name got its value"));
    case HeadScore::Return:
        return translated(QT_TRANSLATE_NOOP("AttentionScores",
                                            "High: “return” looks at the “def” of its function"));
    case HeadScore::Indentation:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores",
            "High: the beginning of a line looks at the indentation of its block before it"));
    case HeadScore::Docstring:
        return translated(
            QT_TRANSLATE_NOOP("AttentionScores", "High: a body looks at the docstring above it"));
    case HeadScore::Change:
        return translated(QT_TRANSLATE_NOOP(
            "AttentionScores",
            "High: the head looks elsewhere in the second checkpoint (total variation)"));
    }
    return {};
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString unitOf(std::string_view unit)
{
    if (unit == "bits")
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "bits"));
    if (unit == "tokens")
        return translated(QT_TRANSLATE_NOOP("AttentionScores", "tokens"));
    return {}; // a share
}

} // namespace

const QVector<AttentionScoreInfo> &attentionScores()
{
    static const QVector<AttentionScoreInfo> scores = [] {
        QVector<AttentionScoreInfo> list;
        for (const HeadScoreFacts &facts : headScoreFacts())
            list += {textOf(facts.key),     titleOf(facts.score), unitOf(facts.unit),
                     textOf(facts.formula), textOf(facts.source), meaningOf(facts.score)};
        return list;
    }();
    return scores;
}

} // namespace phi1
