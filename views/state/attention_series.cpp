// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_series.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <QHash>
#include <QThreadPool>

#include "views/state/attention_measurer.h"
#include "views/state/attention_relations.h"
#include "views/state/attention_task.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

/// All scores of one checkpoint on one prompt, from loading to the last head.
class CheckpointScorer final : public QObject
{
public:
    struct Told {
        std::function<void()> loaded;
        std::function<void(const QVector<HeadScores> &, int layers, int heads)> done;
        std::function<void(const QString &sentence)> failed;
    };

    CheckpointScorer(EngineHub &engine, const CheckpointChoice &checkpoint, PaneDtype dtype,
                     const QString &text, bool withoutFirst, Told told, QObject *parent)
        : QObject(parent)
        , m_withoutFirst(withoutFirst)
        , m_told(std::move(told))
        , m_text(engine)
        , m_random(engine)
        , m_measurer(engine.client())
    {
        const int change = attentionScoreIndex(QStringLiteral("change"));
        m_randomScore = attentionScoreIndex(QStringLiteral("induction_random"));
        for (int score = 0; score < attentionScores().size(); ++score) {
            if (score != change && score != m_randomScore)
                m_textScores += score;
        }
        connect(&m_text, &AttentionTask::changed, this, [this] { onChanged(m_text); });
        connect(&m_random, &AttentionTask::changed, this, [this] { onChanged(m_random); });
        connect(&m_text, &AttentionTask::modelReady, this, [this] { m_told.loaded(); });
        connect(&m_text, &AttentionTask::started, this, [this] { findRelations(); });
        connect(&m_measurer, &AttentionMeasurer::measured, this,
                [this](const QVector<HeadScores> &list) { take(list); });
        connect(&m_measurer, &AttentionMeasurer::finished, this, [this] { onMeasured(); });
        connect(&m_measurer, &AttentionMeasurer::failed, this,
                [this](const QString &sentence) { fail(sentence); });
        connect(&m_measurer, &AttentionMeasurer::captureLost, this, [this](const QString &id) {
            m_isMeasuring = false; // what was measured is measured again
            m_text.recapture(id);
            m_random.recapture(id);
        });
        m_text.setText(text);
        m_text.setCheckpoint(checkpoint, dtype);
    }
    ~CheckpointScorer() override { m_pool.waitForDone(); }

private:
    void findRelations()
    {
        m_pool.start([this, tokens = m_text.tokens()] {
            const auto found = std::make_shared<AttentionRelations>(relationsOf(tokens));
            QMetaObject::invokeMethod(
                this,
                [this, found] {
                    m_relations = *found;
                    onChanged(m_text);
                },
                Qt::QueuedConnection);
        });
    }

    void onChanged(AttentionTask &task)
    {
        if (m_isOver)
            return;
        if (task.info().state == AttentionState::Failed)
            return fail(task.info().sentence);
        const bool isItsTurn = &task == (m_textDone ? &m_random : &m_text);
        if (!isItsTurn || m_isMeasuring || task.info().state != AttentionState::Ready)
            return;
        if (!m_textDone && !m_relations.relations)
            return;
        m_isMeasuring = true;
        m_layers = task.info().layers;
        m_heads = task.info().heads;
        m_measurer.start(task.info().captureId, allHeads(m_layers, m_heads),
                         m_textDone ? m_prompt.relations : m_relations.relations,
                         {m_withoutFirst, {}},
                         m_textDone ? QVector<int>{m_randomScore} : m_textScores);
    }

    void take(const QVector<HeadScores> &list)
    {
        if (m_scores.isEmpty()) {
            for (const HeadKey &key : allHeads(m_layers, m_heads))
                m_scores +=
                    HeadScores{key, QVector<float>(attentionScores().size(),
                                                   std::numeric_limits<float>::quiet_NaN())};
        }
        const QVector<int> &taken = m_textDone ? QVector<int>{m_randomScore} : m_textScores;
        for (const HeadScores &each : list) {
            HeadScores &mine = m_scores[each.key.layer * m_heads + each.key.head];
            for (const int score : taken)
                mine.values[score] = each.values[score];
        }
    }

    void onMeasured()
    {
        m_isMeasuring = false;
        if (!m_textDone) {
            m_textDone = true;
            m_prompt = randomPromptFor(m_text.vocabulary(), m_text.info().facts.context);
            if (!m_prompt.ids.isEmpty()) {
                m_random.setIds(m_prompt.ids);
                m_random.setCheckpoint(m_text.info().facts.checkpoint,
                                       m_text.info().facts.wantedDtype);
                return;
            }
        }
        m_isOver = true;
        m_told.done(m_scores, m_layers, m_heads); // may end this
    }

    void fail(const QString &sentence)
    {
        if (!std::exchange(m_isOver, true))
            m_told.failed(sentence);
    }

    bool m_withoutFirst;
    Told m_told;
    AttentionTask m_text, m_random;
    AttentionMeasurer m_measurer;
    AttentionRelations m_relations;
    RandomPrompt m_prompt;
    QVector<int> m_textScores;
    int m_randomScore = -1;
    QVector<HeadScores> m_scores;
    int m_layers = 0, m_heads = 0;
    bool m_textDone = false, m_isMeasuring = false, m_isOver = false;
    QThreadPool m_pool; ///< last, so that it ends first
};

struct Remembered {
    QVector<HeadScores> scores;
    int layers = 0, heads = 0;
};

} // namespace

struct AttentionSeries::Private {
    AttentionSeries *q;
    EngineHub &engine;
    CheckpointCatalogue &catalogue;

    QString run, text, shown;
    PaneDtype dtype = PaneDtype::Auto;
    bool withoutFirst = false;
    QVector<AttentionSeriesPoint> points;
    int selected = -1;
    bool running = false;
    CheckpointScorer *scorer = nullptr;
    int measuring = -1; ///< point of the scorer
    QHash<QString, Remembered> known;

    QString keyOf(const CheckpointChoice &checkpoint) const
    {
        return checkpoint.path % u'\n' % QString::number(checkpoint.written, 'f', 3) % u'\n' %
               dtypeName(dtype) % (withoutFirst ? u"\nwithout\n" : u"\nwith\n") % text;
    }
    int nextPoint() const;
    void go();
    void begin(int index);
    void dropScorer();
    void setRunning(bool now)
    {
        if (std::exchange(running, now) != now)
            emit q->runningChanged(now);
    }
};

AttentionSeries::AttentionSeries(EngineHub &engine, CheckpointCatalogue &catalogue, QObject *parent)
    : QObject(parent)
    , d(new Private{this, engine, catalogue})
{}

AttentionSeries::~AttentionSeries()
{
    delete d->scorer;
}

QString AttentionSeries::runId() const
{
    return d->run;
}

const QVector<AttentionSeriesPoint> &AttentionSeries::points() const
{
    return d->points;
}

int AttentionSeries::selected() const
{
    return d->selected;
}

bool AttentionSeries::isRunning() const
{
    return d->running;
}

int AttentionSeries::done() const
{
    return static_cast<int>(
        std::count_if(d->points.begin(), d->points.end(), [](const AttentionSeriesPoint &point) {
            return point.state == AttentionSeriesPoint::State::Done;
        }));
}

QVector<double> AttentionSeries::values(HeadKey key, int score) const
{
    QVector<double> list;
    for (const AttentionSeriesPoint &point : d->points) {
        const bool isThere = key.isValid() && key.layer < point.layers && key.head < point.heads &&
                             point.scores.size() == qsizetype(point.layers) * point.heads;
        list +=
            isThere
                ? static_cast<double>(point.scores[key.layer * point.heads + key.head].values.value(
                      score, std::numeric_limits<float>::quiet_NaN()))
                : unknownFigure;
    }
    return list;
}

QVector<double> AttentionSeries::steps() const
{
    QVector<double> list;
    for (const AttentionSeriesPoint &point : d->points)
        list += static_cast<double>(point.checkpoint.step);
    return list;
}

int AttentionSeries::layers() const
{
    for (const AttentionSeriesPoint &point : d->points) {
        if (point.layers > 0)
            return point.layers;
    }
    return 0;
}

int AttentionSeries::heads() const
{
    for (const AttentionSeriesPoint &point : d->points) {
        if (point.heads > 0)
            return point.heads;
    }
    return 0;
}

void AttentionSeries::start(const QString &runId, const AttentionPrompt &prompt, PaneDtype dtype,
                            bool withoutFirst)
{
    stop();
    d->run = runId;
    d->text = prompt.text;
    d->dtype = dtype;
    d->withoutFirst = withoutFirst;
    d->points.clear();
    for (const CheckpointChoice &choice : d->catalogue.ofRun(runId)) {
        AttentionSeriesPoint point;
        point.checkpoint = choice;
        point.state = AttentionSeriesPoint::State::Waiting;
        if (const auto known = d->known.constFind(d->keyOf(choice)); known != d->known.constEnd()) {
            point.state = AttentionSeriesPoint::State::Done;
            point.scores = known->scores;
            point.layers = known->layers;
            point.heads = known->heads;
        }
        d->points += point;
    }
    d->selected = static_cast<int>(d->points.size()) - 1;
    for (int i = 0; i < d->points.size(); ++i) {
        if (d->points[i].checkpoint.path == d->shown)
            d->selected = i;
    }
    emit reset();
    emit selectedChanged(d->selected);
    d->go();
}

int AttentionSeries::Private::nextPoint() const
{
    int best = -1;
    for (int i = 0; i < points.size(); ++i) {
        if (points[i].state != AttentionSeriesPoint::State::Waiting)
            continue;
        if (best < 0 || std::abs(i - selected) < std::abs(best - selected))
            best = i;
    }
    return best;
}

void AttentionSeries::Private::go()
{
    const int next = text.isEmpty() ? -1 : nextPoint();
    setRunning(next >= 0);
    if (next >= 0)
        begin(next);
}

void AttentionSeries::Private::begin(int index)
{
    measuring = index;
    points[index].state = AttentionSeriesPoint::State::Loading;
    CheckpointScorer::Told told;
    told.loaded = [this, index] {
        points[index].state = AttentionSeriesPoint::State::Measuring;
        emit q->pointChanged(index);
    };
    told.done = [this, index](const QVector<HeadScores> &scores, int layers, int heads) {
        AttentionSeriesPoint &point = points[index];
        point.state = AttentionSeriesPoint::State::Done;
        point.scores = scores;
        point.layers = layers;
        point.heads = heads;
        known.insert(keyOf(point.checkpoint), {scores, layers, heads});
        dropScorer();
        emit q->pointChanged(index);
        go();
    };
    told.failed = [this, index](const QString &sentence) {
        points[index].state = AttentionSeriesPoint::State::Failed;
        points[index].sentence = sentence;
        dropScorer();
        emit q->pointChanged(index);
        if (!engine.hasProblem())
            return go();
        q->stop(); // of a dead engine, each would say the same
        emit q->errorOccurred(sentence);
    };
    emit q->pointChanged(index);
    scorer = new CheckpointScorer(engine, points[index].checkpoint, dtype, text, withoutFirst,
                                  std::move(told), q);
}

void AttentionSeries::Private::dropScorer()
{
    measuring = -1;
    if (scorer)
        std::exchange(scorer, nullptr)->deleteLater(); // it may be the one that tells
}

void AttentionSeries::select(int point)
{
    if (point == d->selected || point < 0 || point >= d->points.size())
        return;
    d->selected = point;
    emit selectedChanged(point);
}

void AttentionSeries::setShown(const QString &path)
{
    d->shown = path;
    for (int i = 0; i < d->points.size(); ++i) {
        if (d->points[i].checkpoint.path == path)
            select(i);
    }
}

void AttentionSeries::stop()
{
    delete std::exchange(d->scorer, nullptr);
    d->measuring = -1;
    for (int i = 0; i < d->points.size(); ++i) {
        AttentionSeriesPoint &point = d->points[i];
        if (point.state == AttentionSeriesPoint::State::Done ||
            point.state == AttentionSeriesPoint::State::Failed ||
            point.state == AttentionSeriesPoint::State::Missing)
            continue;
        point.state = AttentionSeriesPoint::State::Missing;
        emit pointChanged(i);
    }
    d->setRunning(false);
}

void AttentionSeries::close()
{
    stop();
    d->run.clear();
    d->points.clear();
    d->selected = -1;
    emit reset();
    emit selectedChanged(-1);
}

} // namespace phi1
