// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mix/mix_session.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>

#include "views/mix/mix_look.h"
#include "views/state/worker_thread.h"

namespace phi1 {

namespace {

constexpr int documentsShown = 500;

struct Documents {
    std::shared_ptr<const TrainingSet> set;
    int part = 0;
    bool validation = false;
};

} // namespace

struct MixSession::Private {
    explicit Private(const QString &workspace)
        : look(Workspace{workspace.toStdString()})
    {}

    MixLook look; ///< of the thread
    std::mutex mutex;
    std::optional<MixRecipe> recipe;
    bool wantsSets = false;
    std::optional<Documents> documents;
    std::stop_source stop; ///< of the count in progress
    WorkerThread thread;
};

MixSession::MixSession(const QString &workspace, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(workspace))
{
    d->thread.start([this] {
        std::optional<MixRecipe> recipe;
        bool wantsSets = false;
        std::optional<Documents> documents;
        std::stop_token stop;
        {
            const std::lock_guard guard(d->mutex);
            recipe = std::exchange(d->recipe, std::nullopt);
            wantsSets = std::exchange(d->wantsSets, false);
            documents = std::exchange(d->documents, std::nullopt);
            d->stop = {};
            stop = d->stop.get_token();
        }
        // The thread ends before this object does, so its events are delivered or dropped with it.
        const auto tell = [this](auto function) {
            QMetaObject::invokeMethod(this, function, Qt::QueuedConnection);
        };
        if (wantsSets)
            tell([this, list = d->look.sets()] { emit setsListed(list); });
        if (documents) {
            const SetDocuments found = d->look.documents(*documents->set, documents->part,
                                                         documents->validation, documentsShown);
            tell([this, found] { emit documentsRead(found); });
        }
        if (recipe) {
            const MixCounts counts = d->look.count(*recipe, stop);
            if (!stop.stop_requested())
                tell([this, counts] { emit counted(counts); });
        }
        return std::chrono::hours(1);
    });
}

MixSession::~MixSession()
{
    {
        const std::lock_guard guard(d->mutex);
        d->stop.request_stop();
    }
    d->thread.stop();
}

void MixSession::count(const MixRecipe &recipe)
{
    {
        const std::lock_guard guard(d->mutex);
        d->recipe = recipe;
        d->stop.request_stop();
    }
    d->thread.wake();
}

void MixSession::listSets()
{
    {
        const std::lock_guard guard(d->mutex);
        d->wantsSets = true;
    }
    d->thread.wake();
}

void MixSession::readDocuments(const std::shared_ptr<const TrainingSet> &set, int part,
                               bool validation)
{
    {
        const std::lock_guard guard(d->mutex);
        d->documents = Documents{set, part, validation};
    }
    d->thread.wake();
}

} // namespace phi1
