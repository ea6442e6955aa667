// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_loss.h"

#include <array>
#include <cmath>
#include <map>

#include <QHash>
#include <QPointer>

#include "core/base/hash.h"
#include "views/format/number_text.h"
#include "views/state/engine_hub.h"
#include "views/state/loss_task.h"
#include "views/state/sample_tokenizer.h"

namespace phi1 {

namespace {

constexpr qsizetype kept = 300; ///< answers

/// Mean of those that are numbers.
double meanOf(const QVector<float> &losses, int *count = nullptr)
{
    double sum = 0;
    int numbers = 0;
    for (const float loss : losses) {
        if (std::isnan(loss))
            continue;
        sum += double(loss);
        ++numbers;
    }
    if (count)
        *count = numbers;
    return numbers == 0 ? unknownFigure : sum / numbers;
}

} // namespace

struct SampleLoss::Private {
    explicit Private(SampleLoss *loss, EngineHub &hub)
        : q(loss)
        , engine(hub)
        , tokenizer(new SampleTokenizer({}, loss))
    {}

    struct Side {
        CheckpointChoice checkpoint;
        QPointer<LossTask> task;
        QVector<float> losses;
        QString fingerprint, tokenizer;
        int windows = 0;
        double share = 0;
        bool done = false;
    };

    void drop();
    void holdModels();
    void begin(const SampleTokens &tokens);
    void start(std::size_t side);
    void onEnded(std::size_t side);
    void finish();
    void fail(const QString &sentence);
    QByteArray keyOf(const QString &fingerprint) const;

    SampleLoss *q;
    EngineHub &engine;
    SampleTokenizer *tokenizer;
    quint64 last = 0;
    quint64 request = 0; ///< under way, 0: none
    std::vector<Side> sides;
    SampleTokens tokens;
    QVector<qint32> ids; ///< that are read
    QByteArray textHash;
    /// Keep models loaded while one goes from sample to sample: by path.
    std::map<QString, std::unique_ptr<QObject>> holders;
    QHash<QByteArray, QVector<float>> known;
    QVector<QByteArray> knownOrder;
};

SampleLoss::SampleLoss(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, engine))
{
    connect(d->tokenizer, &SampleTokenizer::tokenized, this,
            [this](quint64 request, const SampleTokens &tokens) {
                if (request == d->request)
                    d->begin(tokens);
            });
    connect(d->tokenizer, &SampleTokenizer::failed, this,
            [this](quint64 request, const QString &sentence) {
                if (request == d->request)
                    d->fail(sentence);
            });
}

SampleLoss::~SampleLoss()
{
    d->drop();
}

quint64 SampleLoss::request(const QByteArray &text, const CheckpointChoice &checkpoint,
                            const std::optional<CheckpointChoice> &other)
{
    d->drop();
    d->request = ++d->last;
    d->sides.resize(other ? 2 : 1);
    d->sides[0].checkpoint = checkpoint;
    if (other)
        d->sides[1].checkpoint = *other;
    d->holdModels();
    emit started(d->request);
    d->tokenizer->tokenize(d->request, text, checkpoint.path);
    return d->request;
}

void SampleLoss::cancel()
{
    d->drop();
    d->holders.clear();
}

bool SampleLoss::isBusy() const
{
    return d->request != 0;
}

/// The tasks may be telling what leads here.
void SampleLoss::Private::drop()
{
    tokenizer->cancel();
    for (Side &side : sides) {
        if (side.task) {
            side.task->disconnect(q);
            side.task->deleteLater();
        }
    }
    sides.clear();
    request = 0;
}

void SampleLoss::Private::holdModels()
{
    std::map<QString, std::unique_ptr<QObject>> wanted;
    for (const Side &side : sides) {
        const QString &path = side.checkpoint.path;
        auto holder = std::move(holders[path]);
        if (!holder) {
            holder = std::make_unique<QObject>();
            engine.acquireModel(path, PaneDtype::Auto, holder.get(),
                                [](const EngineResult<EngineModel> &) {}); // the task tells
        }
        wanted[path] = std::move(holder);
    }
    holders = std::move(wanted);
}

QByteArray SampleLoss::Private::keyOf(const QString &fingerprint) const
{
    return textHash + fingerprint.toLatin1();
}

void SampleLoss::Private::begin(const SampleTokens &cut)
{
    tokens = cut;
    ids = tokens.ids.mid(0, longestText);
    textHash = QByteArray::fromStdString(
        hash128Hex(std::string_view(reinterpret_cast<const char *>(ids.constData()),
                                    std::size_t(ids.size()) * sizeof(qint32))));
    for (std::size_t side = 0; side < sides.size(); ++side)
        start(side);
}

void SampleLoss::Private::start(std::size_t index)
{
    Side &side = sides[index];
    side.task = new LossTask(engine, {side.checkpoint, ids}, q);
    connect(side.task, &LossTask::modelReady, q, [this, index] {
        Side &ready = sides[index];
        ready.fingerprint = ready.task->model().fingerprint;
        ready.tokenizer = ready.task->model().tokenizer;
        ready.windows = ready.task->windows();
        // Without a fingerprint, nobody knows whether these are the weights of then.
        if (!ready.fingerprint.isEmpty() && known.contains(keyOf(ready.fingerprint)))
            ready.task->take(known.value(keyOf(ready.fingerprint)));
    });
    connect(side.task, &LossTask::progressed, q, [this, index](double share) {
        sides[index].share = share;
        double sum = 0;
        for (const Side &each : sides)
            sum += each.share;
        emit q->progressed(request, sum / double(sides.size()));
    });
    connect(side.task, &LossTask::ended, q, [this, index] { onEnded(index); });
    side.task->start();
}

void SampleLoss::Private::onEnded(std::size_t index)
{
    Side &side = sides[index];
    if (side.task->hasFailed())
        return fail(side.task->sentence());
    side.losses = side.task->losses();
    side.done = true;
    // It may have become known meanwhile.
    if (const EngineModel *model = engine.model(side.task->model().id))
        side.fingerprint = model->fingerprint;
    if (!side.fingerprint.isEmpty() && !known.contains(keyOf(side.fingerprint))) {
        known.insert(keyOf(side.fingerprint), side.losses);
        knownOrder += keyOf(side.fingerprint);
        if (knownOrder.size() > kept)
            known.remove(knownOrder.takeFirst());
    }
    for (const Side &each : sides) {
        if (!each.done)
            return;
    }
    finish();
}

void SampleLoss::Private::finish()
{
    if (sides.size() == 2 && sides[0].tokenizer != sides[1].tokenizer)
        return fail(SampleLoss::tr("%1 and %2 have different tokenizers: the losses of their "
                                   "tokens cannot be compared")
                        .arg(sides[0].checkpoint.name, sides[1].checkpoint.name));
    SampleLossMap map;
    map.tokens = tokens;
    const auto padded = [this](QVector<float> losses) {
        losses.resize(tokens.ids.size(), std::numeric_limits<float>::quiet_NaN());
        return losses;
    };
    map.checkpoint = sides[0].checkpoint;
    map.fingerprint = sides[0].fingerprint;
    map.mean = meanOf(sides[0].losses, &map.predicted);
    map.loss = padded(sides[0].losses);
    if (sides.size() == 2) {
        map.other = sides[1].checkpoint;
        map.otherFingerprint = sides[1].fingerprint;
        map.otherMean = meanOf(sides[1].losses);
        map.otherLoss = padded(sides[1].losses);
    }
    QStringList notes;
    if (ids.size() < tokens.ids.size())
        notes += SampleLoss::tr("only the first %1 of %2 tokens were read")
                     .arg(grouped(ids.size()), grouped(tokens.ids.size()));
    if (const int windows = std::max(sides.front().windows, sides.back().windows); windows > 1)
        notes += SampleLoss::tr("longer than the context: read in %1 windows, each token with at "
                                "least half a context before it")
                     .arg(windows);
    map.sentence = notes.join(QStringLiteral("; "));
    const quint64 answered = request;
    drop();
    emit q->loaded(answered, map);
}

void SampleLoss::Private::fail(const QString &sentence)
{
    const quint64 answered = request;
    drop();
    emit q->failed(answered, sentence);
}

} // namespace phi1
