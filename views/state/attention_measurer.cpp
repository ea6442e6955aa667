// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_measurer.h"

#include <algorithm>
#include <cmath>

#include <QTimer>

#include "core/attention/scores.h"
#include "views/state/engine_client.h"

namespace phi1 {

namespace {

constexpr double batchTime = 400; // ms
constexpr qsizetype fewestHeads = 8, mostHeads = 128;
constexpr int busyPause = 500; // ms

/// What the engine's six statistics are, in its order.
constexpr HeadScore statisticScores[engineStatistics] = {HeadScore::Previous, HeadScore::Sink,
                                                         HeadScore::Self,     HeadScore::Entropy,
                                                         HeadScore::Distance, HeadScore::Change};

} // namespace

QVector<HeadKey> allHeads(int layers, int heads)
{
    QVector<HeadKey> list;
    list.reserve(qsizetype(layers) * heads);
    for (int i = 0; i < layers * heads; ++i)
        list += HeadKey{i / heads, i % heads};
    return list;
}

QVector<HeadScores> headScoresOf(const QVector<HeadKey> &heads, const EngineFigures &figures,
                                 const QStringList &relations, const QVector<int> &only)
{
    QVector<HeadScores> list;
    const auto isWanted = [&](int score) {
        return score >= 0 && (only.isEmpty() || only.contains(score));
    };
    QVector<int> related;
    for (const QString &name : relations)
        related += attentionScoreIndex(name);
    for (qsizetype i = 0; i < heads.size(); ++i) {
        HeadScores each{heads[i], QVector<float>(attentionScores().size(), NAN)};
        if (figures.statistics.size() == heads.size() * engineStatistics) {
            for (int k = 0; k < engineStatistics; ++k) {
                const auto score = static_cast<int>(statisticScores[k]);
                if (isWanted(score))
                    each.values[score] = figures.statistics[i * engineStatistics + k];
            }
        }
        if (figures.related.size() == heads.size() * relations.size()) {
            for (qsizetype k = 0; k < related.size(); ++k) {
                if (isWanted(related[k]))
                    each.values[related[k]] = figures.related[i * related.size() + k];
            }
        }
        list += each;
    }
    return list;
}

AttentionMeasurer::AttentionMeasurer(EngineClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{}

AttentionMeasurer::~AttentionMeasurer()
{
    stop();
}

void AttentionMeasurer::start(const QString &capture, const QVector<HeadKey> &heads,
                              const SharedRelations &relations, const EngineLook &look,
                              const QVector<int> &only)
{
    stop();
    m_capture = capture;
    m_left = heads;
    m_relations = relations;
    m_look = look;
    m_only = only;
    go();
}

void AttentionMeasurer::stop()
{
    if (m_request != 0)
        m_client.cancel(std::exchange(m_request, 0));
    m_left.clear();
    ++m_round;
}

void AttentionMeasurer::go()
{
    if (m_left.isEmpty()) {
        emit finished();
        return;
    }
    const auto most = std::clamp(static_cast<qsizetype>(std::lround(batchTime / m_perHead)),
                                 fewestHeads, mostHeads);
    const QVector<HeadKey> heads = m_left.mid(0, most);
    m_since.start();
    m_request = m_client.statistics(
        m_capture, heads, m_relations, m_look, this,
        [this, heads, round = m_round](const EngineResult<EngineFigures> &figures) {
            const quint64 request = std::exchange(m_request, 0);
            if (figures) {
                m_perHead = std::max(double(m_since.elapsed()) / double(heads.size()), 1.0);
                m_left = m_left.mid(heads.size());
                emit measured(headScoresOf(
                    heads, *figures, m_relations ? m_relations->names : QStringList(), m_only));
                if (round == m_round) // nobody stopped it meanwhile
                    go();
            } else if (figures.error().code == u"capture_dropped") {
                emit captureLost(m_capture);
            } else if (figures.error().kind == EngineError::Kind::Busy) {
                m_request = request; // it goes on
                QTimer::singleShot(busyPause, this, [this, request] {
                    if (m_request == request)
                        go();
                });
            } else {
                emit failed(figures.error().sentence);
            }
        });
}

} // namespace phi1
