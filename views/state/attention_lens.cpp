// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_lens.h"

#include <QTimer>

#include "views/state/engine_client.h"
#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

constexpr int settleTime = 80; // ms that a position stays before it is asked about
constexpr int topTokens = 10;

} // namespace

struct AttentionLens::Private {
    Private(AttentionLens *lens, EngineHub &hub)
        : q(lens)
        , engine(hub)
    {}

    struct Part {
        bool isWanted = false;
        int shown = -1;
        quint64 request = 0;
        QString problem;
    };

    Part &part(AttentionLens::Part which) { return parts[which == AttentionLens::Part::Rollout]; }
    void renew();
    void ask(AttentionLens::Part which);
    template<typename T>
    bool took(AttentionLens::Part which, const EngineResult<T> &result, const QString &asked,
              int at);
    void forget(AttentionLens::Part which);

    AttentionLens *q;
    EngineHub &engine;
    Part parts[2];
    QString capture;
    int tokens = 0;
    int position = -1;
    QVector<LensLayer> layers;
    EngineRollout rollout;
    QTimer timer;
};

AttentionLens::AttentionLens(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, engine))
{
    d->timer.setSingleShot(true);
    d->timer.setInterval(settleTime);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->renew(); });
}

AttentionLens::~AttentionLens()
{
    d->forget(Part::Lens);
    d->forget(Part::Rollout);
}

void AttentionLens::setWanted(Part part, bool wanted)
{
    if (std::exchange(d->part(part).isWanted, wanted) == wanted)
        return;
    if (!wanted)
        d->forget(part);
    d->renew();
    emit changed(part);
}

int AttentionLens::position() const
{
    return d->position;
}

bool AttentionLens::isPending(Part part) const
{
    const Private::Part &each = d->part(part);
    return each.isWanted && each.problem.isEmpty() && d->position >= 0 && !d->capture.isEmpty() &&
           each.shown != d->position;
}

QString AttentionLens::problem(Part part) const
{
    return d->part(part).problem;
}

int AttentionLens::shownPosition(Part part) const
{
    return d->part(part).shown;
}

const QVector<LensLayer> &AttentionLens::layers() const
{
    return d->layers;
}

int AttentionLens::rolloutLayers() const
{
    return d->rollout.layers;
}

QVector<float> AttentionLens::rollout(int layer) const
{
    if (layer < 0 || layer >= d->rollout.layers)
        return {};
    const auto first = d->rollout.values.begin() + std::ptrdiff_t(layer) * d->rollout.tokens;
    return {first, first + d->rollout.tokens};
}

void AttentionLens::setCapture(const QString &captureId, int tokens)
{
    if (captureId == d->capture && tokens == d->tokens)
        return;
    d->capture = captureId;
    d->tokens = tokens;
    for (const Part part : {Part::Lens, Part::Rollout}) {
        d->forget(part);
        d->part(part).problem.clear();
    }
    d->renew();
}

void AttentionLens::clear()
{
    d->layers.clear();
    d->rollout = {};
    for (const Part part : {Part::Lens, Part::Rollout}) {
        d->forget(part);
        d->part(part).shown = -1;
        d->part(part).problem.clear();
        emit changed(part);
    }
}

void AttentionLens::setPosition(int position)
{
    if (std::exchange(d->position, position) == position)
        return;
    for (const Part part : {Part::Lens, Part::Rollout}) {
        d->forget(part);
        d->part(part).problem.clear();
        if (d->part(part).isWanted)
            emit changed(part);
    }
    d->timer.start();
}

void AttentionLens::Private::forget(AttentionLens::Part which)
{
    if (part(which).request != 0)
        engine.client().cancel(std::exchange(part(which).request, 0));
}

void AttentionLens::Private::renew()
{
    if (capture.isEmpty() || position < 0 || position >= tokens)
        return;
    for (const auto which : {AttentionLens::Part::Lens, AttentionLens::Part::Rollout}) {
        const Part &each = part(which);
        if (each.isWanted && each.request == 0 && each.shown != position && each.problem.isEmpty())
            ask(which);
    }
}

void AttentionLens::Private::ask(AttentionLens::Part which)
{
    // Of another position than the one that is shown, and perhaps of another capture.
    const QString asked = capture;
    const int at = position;
    if (which == AttentionLens::Part::Rollout) {
        part(which).request = engine.client().rollout(
            capture, at, q, [this, which, asked, at](const EngineResult<EngineRollout> &answer) {
                if (took(which, answer, asked, at))
                    rollout = *answer;
                emit q->changed(which);
            });
        return;
    }
    part(which).request = engine.client().lens(
        capture, at, topTokens, {}, q,
        [this, which, asked, at](const EngineResult<QVector<EngineLensLayer>> &answer) {
            if (took(which, answer, asked, at)) {
                layers.clear();
                for (const EngineLensLayer &layer : *answer)
                    layers += {layer.layer, layer.entropy, layer.top, layer.probed};
            }
            emit q->changed(which);
        });
}

template<typename T>
bool AttentionLens::Private::took(AttentionLens::Part which, const EngineResult<T> &result,
                                  const QString &asked, int at)
{
    Part &each = part(which);
    each.request = 0;
    if (result) {
        each.shown = at;
        return true;
    }
    if (result.error().code == u"capture_dropped") {
        capture.clear();
        emit q->captureLost(asked);
    } else if (result.error().kind == EngineError::Kind::Busy) {
        timer.start();
    } else {
        each.problem = result.error().sentence;
    }
    return false;
}

} // namespace phi1
