// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/distribution_finder.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <QCryptographicHash>

#include "views/state/compare_records.h"
#include "views/state/engine_hub.h"
#include "views/state/pane_runner.h"

namespace phi1 {

namespace {

constexpr int topTokens = 10;
constexpr int mostKept = 512; // answers of the engine
constexpr int positionsPerQuestion = 64;
constexpr qsizetype headLength = 24; // characters of the text before, for the card

/// Probability that the list leaves to all others.
double restOf(double listed)
{
    return std::max(0.0, 1.0 - listed);
}

/// Whether two completions are the same up to a token.
bool agreeBefore(const PaneCompletion &a, const PaneCompletion &b, int token)
{
    if (a.tokens.size() < token || b.tokens.size() < token)
        return false;
    return std::equal(a.tokens.cbegin(), a.tokens.cbegin() + token, b.tokens.cbegin(),
                      [](const ViewToken &x, const ViewToken &y) { return x.id == y.id; });
}

QByteArray textBefore(const PaneCompletion &completion, int token)
{
    QByteArray bytes;
    for (int i = 0; i < token; ++i)
        bytes += completion.tokens[i].bytes;
    return bytes;
}

void fillRows(TokenDistribution &distribution)
{
    distribution.rows.clear();
    QHash<qint32, qsizetype> places;
    const auto panes = distribution.panes.size();
    for (qsizetype pane = 0; pane < panes; ++pane) {
        for (const TokenChoice &choice : distribution.panes[pane].top) {
            auto place = places.constFind(choice.id);
            if (place == places.cend()) {
                place = places.insert(choice.id, distribution.rows.size());
                TokenDistribution::Row row;
                row.id = choice.id;
                row.bytes = choice.bytes;
                row.logProbabilities.fill(std::numeric_limits<float>::quiet_NaN(), panes);
                distribution.rows += row;
            }
            distribution.rows[*place].logProbabilities[pane] = choice.logProbability;
        }
    }
    const auto highest = [](const TokenDistribution::Row &row) {
        float most = -std::numeric_limits<float>::infinity();
        for (const float each : row.logProbabilities)
            most = std::isnan(each) ? most : std::max(most, each);
        return most;
    };
    std::stable_sort(distribution.rows.begin(), distribution.rows.end(),
                     [&](const auto &a, const auto &b) { return highest(a) > highest(b); });
    distribution.divergences.clear();
    for (int pane = 0; pane < panes; ++pane) {
        if (pane == distribution.pane)
            continue;
        const auto &own = distribution.panes[distribution.pane].top;
        const auto &other = distribution.panes[pane].top;
        distribution.divergences += {pane, distribution.pane, divergenceBound(other, own)};
        distribution.divergences += {distribution.pane, pane, divergenceBound(own, other)};
    }
}

} // namespace

double divergenceBound(const QVector<TokenChoice> &of, const QVector<TokenChoice> &from)
{
    if (of.isEmpty() || from.isEmpty())
        return unknownFigure;
    constexpr double smallest = 1e-12; // below it the rest is rounding of the listed ones
    double sum = 0;
    double listed = 0;        // P of its list
    double budget = 1;        // Q outside the tokens that both lists know
    double cap = 1;           // no token outside a list of the most probable ones is above its last
    QVector<double> unlisted; // P of tokens that the other list does not know
    for (const TokenChoice &q : from) {
        if (std::isfinite(q.logProbability))
            cap = std::min(cap, std::exp(static_cast<double>(q.logProbability)));
    }
    for (const TokenChoice &p : of) {
        if (!std::isfinite(p.logProbability))
            continue;
        const double probability = std::exp(static_cast<double>(p.logProbability));
        listed += probability;
        const auto q = std::find_if(from.cbegin(), from.cend(), [&](const TokenChoice &each) {
            return each.id == p.id && std::isfinite(each.logProbability);
        });
        if (q == from.cend()) {
            unlisted += probability;
            continue;
        }
        sum += probability *
               (static_cast<double>(p.logProbability) - static_cast<double>(q->logProbability));
        budget -= std::exp(static_cast<double>(q->logProbability));
    }
    // Of all ways to share out the budget under the cap, the one with the smallest divergence: in
    // proportion to P, whatever would be above the cap at the cap. All that P does not list is one.
    const double rest = restOf(listed);
    budget = std::max(budget, smallest);
    std::sort(unlisted.begin(), unlisted.end(), std::greater<>());
    double mass = rest;
    for (const double each : std::as_const(unlisted))
        mass += each;
    for (const double each : std::as_const(unlisted)) {
        const double share =
            std::clamp(budget * each / std::max(mass, smallest), smallest, std::max(cap, smallest));
        sum += each * std::log(each / share);
        budget = std::max(budget - share, smallest);
        mass -= each;
    }
    if (rest > smallest)
        sum += rest * std::log(rest / budget);
    return std::max(0.0, sum);
}

double entropyBound(const QVector<TokenChoice> &top)
{
    if (top.isEmpty())
        return unknownFigure;
    double sum = 0;
    double listed = 0;
    for (const TokenChoice &choice : top) {
        if (!std::isfinite(choice.logProbability))
            continue;
        const auto logarithm = static_cast<double>(choice.logProbability);
        sum -= std::exp(logarithm) * logarithm;
        listed += std::exp(logarithm);
    }
    const double rest = restOf(listed);
    return rest > 0.0 ? sum - rest * std::log(rest) : sum;
}

DistributionFinder::DistributionFinder(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{}

/// Not by the engine's id, which another checkpoint may get later.
DistributionFinder::Key DistributionFinder::keyOf(const PaneFacts &facts,
                                                  const QVector<qint32> &ids)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QString(facts.checkpoint.path % u'\n' % facts.dtype % u'\n').toUtf8());
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(ids.constData()),
                                ids.size() * qsizetype(sizeof(qint32))));
    return hash.result();
}

void DistributionFinder::forget()
{
    cancel();
    stopColouring();
    m_known.clear();
}

void DistributionFinder::cancel()
{
    for (const quint64 request : std::exchange(m_requests, {}))
        m_engine.client().cancel(request);
    m_open = {};
}

quint64 DistributionFinder::ask(const std::vector<PaneRunner *> &panes, int pane, int token)
{
    cancel();
    const quint64 request = ++m_last;
    const PaneRunner &own = *panes[static_cast<std::size_t>(pane)];
    const PaneCompletion *shown = own.pane().currentCompletion();
    if (!shown || token < 0 || token > shown->tokens.size())
        return request;
    m_open.request = request;
    m_open.pane = pane;
    m_open.completion = shown->id;
    m_open.token = token;
    const QByteArray before = textBefore(*shown, token);
    m_open.line = 1 + static_cast<int>(before.count('\n'));
    m_open.before = QString::fromUtf8(before.mid(before.lastIndexOf('\n') + 1)).right(headLength);

    struct Question {
        int pane;
        QString model;
        QVector<qint32> ids;
        Key key;
    };
    QVector<Question> questions;
    for (int i = 0; i < static_cast<int>(panes.size()); ++i) {
        const PaneRunner &each = *panes[static_cast<std::size_t>(i)];
        const PaneFacts &facts = each.pane().facts;
        PaneDistribution found;
        const PaneCompletion *other = each.pane().currentCompletion();
        const bool sameIds = i == pane || facts.tokenizer == own.pane().facts.tokenizer;
        if (sameIds && other && agreeBefore(*other, *shown, token) &&
            token < other->tokens.size() && !other->tokens[token].top.isEmpty()) {
            found.state = PaneDistribution::State::Known;
            found.top = other->tokens[token].top;
            found.chosen = other->tokens[token].id;
            found.entropy = entropyBound(found.top);
            found.entropyIsBound = true;
        } else if (!each.isLoaded()) {
            found.sentence = facts.checkpoint.path.isEmpty() ? tr("no checkpoint")
                                                             : tr("not loaded: run to see it");
        } else if (!sameIds) {
            found.sentence = tr("another tokenizer: its tokens cannot be compared");
        } else if (own.promptIds().isEmpty()) {
            found.sentence = tr("a comparison of the past: run it again to see more");
        } else {
            QVector<qint32> ids = own.promptIds();
            for (int t = 0; t < token; ++t)
                ids += shown->tokens[t].id;
            const Key key = keyOf(facts, ids);
            const auto known = m_known.constFind(key);
            if (known != m_known.cend()) {
                found.state = PaneDistribution::State::Known;
                found.top = known->top;
                found.entropy = known->entropy;
            } else {
                found.state = PaneDistribution::State::Pending;
                questions += {i, facts.modelId, ids, key};
            }
        }
        m_open.panes += found;
    }
    for (const Question &question : questions)
        m_requests += m_engine.client().distributions(
            question.model, question.ids, {static_cast<int>(question.ids.size())}, topTokens, {},
            this,
            [this, request, place = question.pane,
             key = question.key](const EngineResult<QVector<PositionDistribution>> &result) {
                if (m_open.request == request)
                    take(place, result, key);
            });
    fillRows(m_open);
    QMetaObject::invokeMethod(
        this,
        [this, request] {
            if (m_open.request == request)
                emit changed(m_open);
        },
        Qt::QueuedConnection);
    return request;
}

void DistributionFinder::take(int pane, const EngineResult<QVector<PositionDistribution>> &result,
                              const Key &key)
{
    PaneDistribution &into = m_open.panes[pane];
    if (!result || result->isEmpty()) {
        into.state = PaneDistribution::State::Unavailable;
        into.sentence = result ? tr("the engine said nothing") : result.error().sentence;
    } else {
        if (m_known.size() >= mostKept)
            m_known.clear(); // cheap to ask again
        m_known.insert(key, result->first());
        into.state = PaneDistribution::State::Known;
        into.top = result->first().top;
        into.entropy = result->first().entropy;
    }
    fillRows(m_open);
    emit changed(m_open);
}

void DistributionFinder::stopColouring()
{
    m_colourings.clear();
    if (m_colourRequest)
        m_engine.client().cancel(std::exchange(m_colourRequest, 0));
}

void DistributionFinder::colour(PaneRunner *runner, PaneRunner *from)
{
    const PaneCompletion *shown = runner->pane().currentCompletion();
    if (!shown || runner == from)
        return;
    m_colourings += {runner, from, shown->id, 0};
    if (m_colourings.size() == 1)
        colourNext();
}

/// One step of the first colouring: what the other pane wrote at the same places, then questions.
void DistributionFinder::colourNext()
{
    while (!m_colourings.isEmpty()) {
        Colouring &job = m_colourings.first();
        if (!job.runner || !job.from || job.runner->pane().current != job.completion) {
            m_colourings.removeFirst();
            continue;
        }
        ComparePane &pane = job.runner->pane();
        PaneCompletion &shown = *writableCompletion(pane, job.completion);
        const PaneCompletion *other = job.from->pane().currentCompletion();
        if (pane.facts.tokenizer != job.from->pane().facts.tokenizer) {
            m_colourings.removeFirst();
            continue;
        }
        bool agrees = other && agreeBefore(shown, *other, job.next);
        const int began = job.next;
        while (agrees && job.next < shown.tokens.size() && job.next < other->tokens.size()) {
            shown.tokens[job.next].divergence = static_cast<float>(
                divergenceBound(shown.tokens[job.next].top, other->tokens[job.next].top));
            agrees = shown.tokens[job.next].id == other->tokens[job.next].id;
            ++job.next;
        }
        if (job.next > began)
            emit coloured(job.runner);
        if (job.next >= shown.tokens.size() || !job.from->isLoaded() ||
            job.runner->promptIds().isEmpty()) {
            m_colourings.removeFirst();
            continue;
        }
        QVector<qint32> ids = job.runner->promptIds();
        const auto prompt = static_cast<int>(ids.size());
        const int end =
            std::min(job.next + positionsPerQuestion, static_cast<int>(shown.tokens.size()));
        QVector<int> positions;
        for (int i = 0; i < end; ++i) {
            if (i >= job.next)
                positions += prompt + i;
            ids += shown.tokens[i].id;
        }
        m_colourRequest = m_engine.client().distributions(
            job.from->pane().facts.modelId, ids, positions, topTokens, {}, this,
            [this, prompt, end](const EngineResult<QVector<PositionDistribution>> &result) {
                m_colourRequest = 0;
                if (m_colourings.isEmpty())
                    return;
                Colouring &asked = m_colourings.first();
                if (!result || !asked.runner || asked.runner->pane().current != asked.completion) {
                    m_colourings.removeFirst();
                    colourNext();
                    return;
                }
                auto &tokens = writableCompletion(asked.runner->pane(), asked.completion)->tokens;
                for (const PositionDistribution &each : *result) {
                    const int token = each.position - prompt;
                    if (token >= 0 && token < tokens.size())
                        tokens[token].divergence =
                            static_cast<float>(divergenceBound(tokens[token].top, each.top));
                }
                asked.next = end;
                emit coloured(asked.runner);
                colourNext();
            });
        return;
    }
}

} // namespace phi1
