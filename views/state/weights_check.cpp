// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/weights_check.h"

#include <algorithm>

#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

/// Not the engine's id, which another checkpoint may get later.
QString identityOf(const PaneFacts &facts)
{
    return facts.checkpoint.path % u'\n' % facts.dtype;
}

QPair<QString, QString> pairOf(const PaneFacts &a, const PaneFacts &b)
{
    const QString first = identityOf(a);
    const QString second = identityOf(b);
    return {std::min(first, second), std::max(first, second)};
}

QString nameOf(int pane)
{
    return QString(QChar(u'A' + pane));
}

QString describe(int pane, const PaneFacts &facts)
{
    const QString stage = stageText(facts.checkpoint.stage, facts.checkpoint.step);
    return stage.isEmpty()
               ? WeightsCheck::tr("%1 (%2)").arg(nameOf(pane), facts.checkpoint.name)
               : WeightsCheck::tr("%1 (%2, %3)").arg(nameOf(pane), facts.checkpoint.name, stage);
}

} // namespace

WeightsCheck::WeightsCheck(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{}

void WeightsCheck::setPanes(const QVector<PaneFacts> &panes)
{
    m_panes = panes;
    for (qsizetype a = 0; a < panes.size(); ++a) {
        for (qsizetype b = a + 1; b < panes.size(); ++b) {
            if (!panes[a].modelId.isEmpty() && !panes[b].modelId.isEmpty() &&
                panes[a].modelId != panes[b].modelId)
                ask(panes[a], panes[b]);
        }
    }
    renew();
}

void WeightsCheck::forget()
{
    ++m_round;
    m_known.clear();
    m_asked.clear();
    renew();
}

void WeightsCheck::ask(const PaneFacts &a, const PaneFacts &b)
{
    const auto pair = pairOf(a, b);
    if (m_asked.contains(pair))
        return;
    m_asked += pair;
    m_engine.client().compareModels(
        a.modelId, b.modelId, this,
        [this, pair, round = m_round](const EngineResult<ModelComparison> &result) {
            if (round != m_round)
                return;
            if (!result && result.error().kind == EngineError::Kind::NotFound)
                m_asked.removeOne(pair); // one was unloaded meanwhile
            else
                m_known.insert(pair, result);
            renew();
        });
}

void WeightsCheck::renew()
{
    QString warning, fact;
    QVector<int> warned;
    qsizetype loaded = 0;
    qsizetype pairs = 0;
    qsizetype compared = 0;
    int probe = 0;
    QString unable;
    for (int a = 0; a < m_panes.size(); ++a) {
        const PaneFacts &first = m_panes[a];
        loaded += first.modelId.isEmpty() ? 0 : 1;
        for (int b = a + 1; b < m_panes.size(); ++b) {
            const PaneFacts &second = m_panes[b];
            // Fingerprints count for a picture of the past, too.
            const bool sameFile =
                !first.fingerprint.isEmpty() && first.fingerprint == second.fingerprint;
            const bool sameModel = !first.modelId.isEmpty() && first.modelId == second.modelId;
            const auto known = m_known.constFind(pairOf(first, second));
            const bool isKnown = known != m_known.cend() && known->has_value();
            if (!first.modelId.isEmpty() && !second.modelId.isEmpty()) {
                ++pairs;
                compared += isKnown || sameModel ? 1 : 0;
                if (known != m_known.cend() && !known->has_value())
                    unable = known->error().sentence;
            }
            if (isKnown)
                probe = (*known)->probeTokens;
            QString sentence;
            if (sameFile || sameModel || (isKnown && (*known)->sameWeights)) {
                sentence = first.dtype == second.dtype
                               ? tr("%1 and %2 hold the same weights: what differs is drawn by "
                                    "chance")
                                     .arg(describe(a, first), describe(b, second))
                               : tr("%1 and %2 hold the same weights, in %3 and %4")
                                     .arg(describe(a, first), describe(b, second), first.dtype,
                                          second.dtype);
            } else if (isKnown && (*known)->logitsEqual) {
                sentence = tr("%1 and %2 have different names, but their logits agree on a probe "
                              "of %3 tokens: they are likely the same weights")
                               .arg(describe(a, first), describe(b, second))
                               .arg(probe);
            }
            if (sentence.isEmpty())
                continue;
            for (const int pane : {a, b}) {
                if (!warned.contains(pane))
                    warned += pane;
            }
            if (warning.isEmpty())
                warning = sentence;
        }
    }
    if (!warning.isEmpty())
        fact = tr("same weights in two panes");
    else if (loaded < 2)
        fact = tr("weights not loaded yet");
    else if (!unable.isEmpty())
        fact = tr("weights not compared: %1").arg(unable);
    else if (compared < pairs)
        fact = tr("weights are being compared");
    else
        fact = tr("different weights, checked on a probe of %1 tokens").arg(probe);
    if (warning == m_warning && fact == m_fact && warned == m_warned)
        return;
    m_warning = warning;
    m_fact = fact;
    m_warned = warned;
    emit changed();
}

} // namespace phi1
