// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_hub.h"

#include <QDir>
#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace phi1 {

namespace {

constexpr int graceTime = 4000;          // ms that a model stays which nobody holds
constexpr int fingerprintInterval = 300; // ms between questions for one that is computed

struct Waiter {
    QPointer<QObject> holder;
    EngineClient::Answer<EngineModel> answer;
};

/// A checkpoint in one dtype.
struct Entry {
    QString path;
    PaneDtype dtype = PaneDtype::Auto;
    enum class State { Idle, Loading, Loaded } state = State::Idle;
    EngineModel model;
    QVector<QObject *> holders; ///< one may be in it more than once
    QVector<Waiter> waiters;
    QTimer *grace = nullptr;
};

QString keyOf(const QString &path, PaneDtype dtype)
{
    return QDir::cleanPath(path) % u'\n' % dtypeName(dtype);
}

} // namespace

struct EngineHub::Private {
    explicit Private(EngineHub *hub)
        : q(hub)
    {}

    void onStateChanged(EngineProcess::State state);
    void load(const QString &key);
    void onLoaded(const QString &key, int generation, const EngineResult<EngineModel> &result);
    void answer(const QString &key, const EngineResult<EngineModel> &result);
    void askFingerprint(const QString &key);
    void drop(const QString &key, QObject *holder, bool everywhere);
    void unload(const QString &key, const std::function<void()> &then = {});
    QStringList idleKeys() const;
    EngineError deathError() const;

    EngineHub *q;
    QHash<QString, std::shared_ptr<Entry>> entries;
    struct Ready {
        QPointer<QObject> context;
        std::function<void(const EngineResult<bool> &)> then;
    };
    QVector<Ready> whenReady;
    QHash<QObject *, QMetaObject::Connection> holders;
    bool wasReady = false;
};

EngineHub::EngineHub(const QString &program, QObject *parent)
    : QObject(parent)
    , m_process(program)
    , d(std::make_unique<Private>(this))
{
    connect(&m_process, &EngineProcess::stateChanged, this,
            [this](EngineProcess::State state) { d->onStateChanged(state); });
}

EngineHub::~EngineHub()
{
    m_process.disconnect(this);
    for (const QMetaObject::Connection &connection : std::as_const(d->holders))
        disconnect(connection);
}

void EngineHub::whenReady(QObject *context, std::function<void(const EngineResult<bool> &)> then)
{
    switch (m_process.state()) {
    case EngineProcess::State::Ready:
    case EngineProcess::State::Died: {
        const bool ready = m_process.state() == EngineProcess::State::Ready;
        const EngineResult<bool> result =
            ready ? EngineResult<bool>(true) : EngineResult<bool>(tl::unexpected(d->deathError()));
        QMetaObject::invokeMethod(
            context, [then = std::move(then), result] { then(result); }, Qt::QueuedConnection);
        return;
    }
    case EngineProcess::State::NotStarted:
    case EngineProcess::State::Starting:
        d->whenReady += {context, std::move(then)};
        m_process.start();
        return;
    }
}

void EngineHub::restart()
{
    m_process.restart();
}

EngineError EngineHub::Private::deathError() const
{
    return {EngineError::Kind::Unreachable, q->m_process.sentence()};
}

void EngineHub::Private::onStateChanged(EngineProcess::State state)
{
    if (state == EngineProcess::State::Ready) {
        q->m_client.setEngine(q->m_process.url(), q->m_process.token());
        if (std::exchange(wasReady, true))
            emit q->restarted();
    } else {
        q->m_client.setEngine({}, {});
        // What was in its memory is gone.
        for (const auto &entry : std::as_const(entries)) {
            entry->state = Entry::State::Idle;
            entry->model = {};
        }
    }
    emit q->statusChanged();
    if (state == EngineProcess::State::Starting)
        return;
    const bool ready = state == EngineProcess::State::Ready;
    const EngineResult<bool> result =
        ready ? EngineResult<bool>(true) : EngineResult<bool>(tl::unexpected(deathError()));
    for (const Ready &each : std::exchange(whenReady, {})) {
        if (each.context)
            each.then(result);
    }
    if (ready)
        return;
    for (const QString &key : entries.keys()) {
        if (entries.contains(key))
            answer(key, tl::unexpected(deathError()));
    }
}

void EngineHub::acquireModel(const QString &path, PaneDtype dtype, QObject *holder,
                             EngineClient::Answer<EngineModel> answer)
{
    const QString key = keyOf(path, dtype);
    std::shared_ptr<Entry> &entry = d->entries[key];
    if (!entry) {
        entry = std::make_shared<Entry>();
        entry->path = QDir::cleanPath(path);
        entry->dtype = dtype;
        entry->grace = new QTimer(this);
        entry->grace->setSingleShot(true);
        entry->grace->setInterval(graceTime);
        connect(entry->grace, &QTimer::timeout, this, [this, key] { d->unload(key); });
    }
    entry->grace->stop();
    entry->holders += holder;
    if (!d->holders.contains(holder))
        d->holders.insert(holder, connect(holder, &QObject::destroyed, this, [this, holder] {
                              d->holders.remove(holder);
                              for (const QString &each : d->entries.keys())
                                  d->drop(each, holder, true);
                          }));
    if (entry->state == Entry::State::Loaded) {
        QMetaObject::invokeMethod(
            holder, [answer = std::move(answer), model = entry->model] { answer(model); },
            Qt::QueuedConnection);
        return;
    }
    entry->waiters += {holder, std::move(answer)};
    if (entry->waiters.size() > 1)
        return; // it is being loaded
    whenReady(this, [this, key](const EngineResult<bool> &ready) {
        if (!d->entries.contains(key))
            return;
        if (ready)
            d->load(key);
        else
            d->answer(key, tl::unexpected(ready.error()));
    });
}

void EngineHub::Private::load(const QString &key)
{
    const auto entry = entries.value(key);
    if (entry->state != Entry::State::Idle)
        return;
    entry->state = Entry::State::Loading;
    const int generation = q->m_process.generation();
    q->m_client.loadModel(entry->path, entry->dtype, q,
                          [this, key, generation](const EngineResult<EngineModel> &result) {
                              onLoaded(key, generation, result);
                          });
}

void EngineHub::Private::onLoaded(const QString &key, int generation,
                                  const EngineResult<EngineModel> &result)
{
    const auto entry = entries.value(key);
    if (!entry || generation != q->m_process.generation() || entry->state != Entry::State::Loading)
        return; // of an engine that is gone: its end was told
    entry->state = Entry::State::Idle;
    if (!result) {
        const QStringList idle = idleKeys();
        if (result.error().kind != EngineError::Kind::NoMemory || idle.isEmpty()) {
            answer(key, result);
            return;
        }
        // What nobody uses makes room, then once more.
        const auto left = std::make_shared<int>(static_cast<int>(idle.size()));
        for (const QString &each : idle) {
            unload(each, [this, key, left] {
                if (--*left == 0 && entries.contains(key))
                    load(key);
            });
        }
        return;
    }
    entry->state = Entry::State::Loaded;
    entry->model = *result;
    if (entry->model.fingerprint.isEmpty())
        QTimer::singleShot(fingerprintInterval, q, [this, key] { askFingerprint(key); });
    answer(key, result);
    if (entry->holders.isEmpty())
        entry->grace->start();
    emit q->statusChanged();
}

void EngineHub::Private::answer(const QString &key, const EngineResult<EngineModel> &result)
{
    const auto entry = entries.value(key);
    for (const Waiter &waiter : std::exchange(entry->waiters, {})) {
        if (!result && waiter.holder)
            entry->holders.removeOne(waiter.holder.data()); // there is nothing to hold
        if (waiter.holder)
            waiter.answer(result);
    }
    if (!result && entry->holders.isEmpty() && entry->waiters.isEmpty()) {
        entry->grace->deleteLater();
        entries.remove(key);
    }
}

void EngineHub::Private::askFingerprint(const QString &key)
{
    const auto entry = entries.value(key);
    if (!entry || entry->state != Entry::State::Loaded)
        return;
    q->m_client.model(
        entry->model.id, q,
        [this, key, id = entry->model.id](const EngineResult<EngineModel> &fresh) {
            const auto now = entries.value(key);
            if (!fresh || !now || now->state != Entry::State::Loaded || now->model.id != id)
                return;
            now->model = *fresh;
            if (fresh->fingerprint.isEmpty())
                QTimer::singleShot(fingerprintInterval, q, [this, key] { askFingerprint(key); });
            else
                emit q->modelChanged(id);
        });
}

void EngineHub::releaseModel(const QString &path, PaneDtype dtype, QObject *holder)
{
    d->drop(keyOf(path, dtype), holder, false);
}

void EngineHub::Private::drop(const QString &key, QObject *holder, bool everywhere)
{
    const auto entry = entries.value(key);
    if (!entry)
        return;
    if (everywhere)
        entry->holders.removeAll(holder);
    else
        entry->holders.removeOne(holder);
    if (!entry->holders.isEmpty())
        return;
    if (entry->state == Entry::State::Loaded) {
        entry->grace->start();
    } else if (entry->state == Entry::State::Idle && entry->waiters.isEmpty()) {
        entry->grace->deleteLater();
        entries.remove(key);
    } // Loading: onLoaded() sees that nobody holds it
}

QStringList EngineHub::Private::idleKeys() const
{
    QStringList keys;
    for (auto each = entries.cbegin(); each != entries.cend(); ++each) {
        if (each.value()->holders.isEmpty() && each.value()->state == Entry::State::Loaded)
            keys += each.key();
    }
    return keys;
}

void EngineHub::Private::unload(const QString &key, const std::function<void()> &then)
{
    const auto entry = entries.value(key);
    if (!entry || !entry->holders.isEmpty())
        return;
    const QString id = entry->model.id;
    entry->grace->deleteLater();
    entries.remove(key);
    // "auto" and the dtype that it became are one model of the engine.
    const bool isShared =
        std::any_of(entries.cbegin(), entries.cend(), [&](const std::shared_ptr<Entry> &each) {
            return each->state == Entry::State::Loaded && each->model.id == id;
        });
    if (id.isEmpty() || isShared) {
        if (then)
            then();
        return;
    }
    q->m_client.unloadModel(id, q, [this, then](const EngineResult<bool> &) {
        if (then)
            then();
        emit q->statusChanged();
    });
    emit q->statusChanged();
}

const EngineModel *EngineHub::model(const QString &modelId) const
{
    for (const auto &entry : std::as_const(d->entries)) {
        if (entry->state == Entry::State::Loaded && entry->model.id == modelId)
            return &entry->model;
    }
    return nullptr;
}

int EngineHub::loadedModels() const
{
    QStringList ids;
    for (const auto &entry : std::as_const(d->entries)) {
        if (entry->state == Entry::State::Loaded)
            ids += entry->model.id;
    }
    ids.removeDuplicates();
    return static_cast<int>(ids.size());
}

QString EngineHub::statusText() const
{
    switch (m_process.state()) {
    case EngineProcess::State::NotStarted:
        return {};
    case EngineProcess::State::Starting:
        return tr("Engine starts");
    case EngineProcess::State::Ready:
        return tr("Engine ready, %n model(s)", nullptr, loadedModels());
    case EngineProcess::State::Died:
        return tr("Engine stopped");
    }
    return {};
}

bool EngineHub::hasProblem() const
{
    return m_process.state() == EngineProcess::State::Died;
}

} // namespace phi1
