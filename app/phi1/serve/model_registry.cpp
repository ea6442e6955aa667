// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/model_registry.h"

#include <algorithm>
#include <chrono>
#include <future>

#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

/// Letters that need no escaping in a URL or a shell.
std::string plainName(std::string name)
{
    for (char &c : name) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!isPlain)
            c = '-';
    }
    return name.empty() ? "model" : name;
}

bool isSame(const ServedModel &known, const InspectedModel &wanted)
{
    const InspectedModel &a = known.inspected;
    return !known.derived && a.folder == wanted.folder && a.dtype == wanted.dtype &&
           a.device == wanted.device;
}

std::string wantedId(const InspectedModel &inspected)
{
    const std::string run = runName(inspected.folder);
    const std::string folder = inspected.folder.filename().string();
    return plainName(run.empty() ? folder : concat(run, "-", folder));
}

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string takenMessage(const std::string &id)
{
    return concat("the id ", id, " belongs to another model; a free one, or none, is expected");
}

/// Makes the engine on the thread of the base, which owns that one.
Result<std::shared_ptr<Engine>> deriveEngine(const ServedModel &base,
                                             std::function<Result<HeadAblation>()> ablation)
{
    using Answer = Result<std::shared_ptr<Engine>>;
    const auto promise = std::make_shared<std::promise<Answer>>();
    auto answer = promise->get_future();
    const auto make = [ablation = std::move(ablation)](Engine &engine) -> Answer {
        PHI1_ASSIGN(const HeadAblation heads, ablation());
        return engine.withoutHeads(heads);
    };
    PHI1_TRY(base.thread->runTask(
        base.model, Lane::Interactive,
        [promise, make](Engine &engine) { promise->set_value(make(engine)); },
        [promise](const Error &error) { promise->set_value(tl::unexpected<Error>(error)); }));
    return answer.get();
}

tl::unexpected<LoadError> refused(Error error, std::uint64_t needBytes = 0,
                                  std::uint64_t availableBytes = 0)
{
    return tl::unexpected<LoadError>(LoadError{std::move(error), needBytes, availableBytes});
}

} // namespace

ModelRegistry::ModelRegistry(ModelOpener opener, InferenceLimits limits)
    : m_opener(std::move(opener))
    , m_limits(limits)
{}

ModelRegistry::~ModelRegistry()
{
    shutdown();
}

tl::expected<ServedModelPointer, LoadError> ModelRegistry::load(const ModelSettings &settings)
{
    const std::lock_guard loading(m_loading);
    auto inspected = m_opener.inspect(settings);
    if (!inspected)
        return refused(inspected.error());
    const auto model = std::make_shared<ServedModel>();
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &known : m_models) {
            if (isSame(*known, *inspected) && (settings.id.empty() || settings.id == known->id))
                return known;
        }
        if (!settings.id.empty() && isTaken(settings.id))
            return refused({ErrorCode::Usage, takenMessage(settings.id)});
        if (inspected->needBytes > inspected->availableBytes)
            return refused({ErrorCode::Device,
                            concat(inspected->folder, " needs ", formatBytes(inspected->needBytes),
                                   " of memory in ", inspected->dtype, ", ",
                                   formatBytes(inspected->availableBytes),
                                   " are free; unload another model or take a smaller dtype")},
                           inspected->needBytes, inspected->availableBytes);
        model->id = settings.id.empty() ? freeId(wantedId(*inspected)) : settings.id;
        model->inspected = std::move(*inspected);
        model->created = now();
        m_models.push_back(model);
    }
    auto loaded = m_opener.open(settings);
    const std::lock_guard lock(m_mutex);
    Error error{ErrorCode::Cancelled, "the engine is ending"};
    if (!loaded)
        error = loaded.error();
    else if (!loaded->source.tokenizer)
        error = {ErrorCode::Incompatible,
                 concat(loaded->source.folder,
                        " has no tokenizer (tokenizer.json, vocab.json with merges.txt, or "
                        "tokenizer.model); copy the one of its training there")};
    if (!loaded || !loaded->source.tokenizer || m_isShut) {
        std::erase(m_models, model);
        return refused(std::move(error));
    }
    // Another object: who found the one that was loading reads it without the lock.
    const auto ready = std::make_shared<ServedModel>(*model);
    ready->inspected.device = loaded->engine->facts().device;
    ready->thread = threadOf(ready->inspected.device);
    ready->model = ready->thread->add(loaded->engine, loaded->source.tokenizer);
    ready->loaded = std::move(*loaded);
    ready->isReady = true;
    std::replace(m_models.begin(), m_models.end(), model, ready);
    return ready;
}

Result<ServedModelPointer> ModelRegistry::derive(const ServedModelPointer &base,
                                                 const std::string &id, Derivation derivation,
                                                 std::function<Result<HeadAblation>()> ablation)
{
    const std::lock_guard loading(m_loading); // so that the base stays and the id is free
    const auto model = std::make_shared<ServedModel>();
    {
        const std::lock_guard lock(m_mutex);
        const auto derived = std::count_if(m_models.begin(), m_models.end(),
                                           [](const auto &known) { return bool(known->derived); });
        if (std::find(m_models.begin(), m_models.end(), base) == m_models.end())
            return failure(ErrorCode::NotFound, concat("the model ", base->id, " was unloaded"));
        if (static_cast<std::size_t>(derived) >= mostDerived)
            return failure(ErrorCode::Busy,
                           concat(derived, " models with heads switched off are loaded, as many as "
                                           "may; delete one of them"));
        if (!id.empty() && isTaken(id))
            return failure(ErrorCode::Usage, takenMessage(id));
    }
    PHI1_ASSIGN(std::shared_ptr<Engine> engine, deriveEngine(*base, std::move(ablation)));
    const std::lock_guard lock(m_mutex);
    if (m_isShut)
        return failure(ErrorCode::Cancelled, "the engine is ending");
    model->id = id.empty() ? freeId(concat(base->id, "-without-heads")) : id;
    model->inspected = base->inspected;
    model->created = now();
    model->thread = base->thread;
    model->model = model->thread->add(engine, base->loaded.source.tokenizer);
    model->loaded.source = base->loaded.source;
    const std::size_t heads = derivation.heads.size();
    model->loaded.source.name =
        concat(base->loaded.source.name, " without ", heads, heads == 1 ? " head" : " heads");
    model->loaded.engine = std::move(engine);
    model->derived = std::move(derivation);
    model->isReady = true;
    m_models.push_back(model);
    return model;
}

bool ModelRegistry::isTaken(const std::string &id) const
{
    return std::any_of(m_models.begin(), m_models.end(),
                       [&](const auto &known) { return known->id == id; });
}

std::string ModelRegistry::freeId(const std::string &wanted) const
{
    std::string id = wanted;
    for (int number = 2; isTaken(id); ++number)
        id = concat(wanted, "-", number);
    return id;
}

std::shared_ptr<InferenceThread> ModelRegistry::threadOf(const std::string &device)
{
    auto &thread = m_threads[device];
    if (!thread)
        thread = std::make_shared<InferenceThread>(m_limits);
    return thread;
}

ServedModelPointer ModelRegistry::find(const std::string &id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_models.begin(), m_models.end(),
                                    [&](const auto &model) { return model->id == id; });
    return found == m_models.end() ? nullptr : *found;
}

std::vector<ServedModelPointer> ModelRegistry::all() const
{
    const std::lock_guard lock(m_mutex);
    return {m_models.begin(), m_models.end()};
}

std::vector<ServedModelPointer> ModelRegistry::remove(const std::string &id)
{
    // A model that is still loading is waited for: it cannot be stopped half way.
    const std::lock_guard loading(m_loading);
    std::vector<ServedModelPointer> removed;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &model : m_models) {
            if (model->id == id || (model->derived && model->derived->base == id))
                removed.push_back(model);
        }
        std::erase_if(m_models, [&](const auto &model) {
            return std::find(removed.begin(), removed.end(), model) != removed.end();
        });
    }
    for (const auto &model : removed)
        model->thread->remove(model->model);
    return removed;
}

InferenceStatus ModelRegistry::status() const
{
    std::vector<std::shared_ptr<InferenceThread>> threads;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[device, thread] : m_threads)
            threads.push_back(thread);
    }
    InferenceStatus sum;
    for (const auto &thread : threads) {
        const InferenceStatus one = thread->status();
        sum.queued += one.queued;
        sum.active += one.active;
        sum.models.insert(sum.models.end(), one.models.begin(), one.models.end());
    }
    return sum;
}

void ModelRegistry::shutdown()
{
    std::vector<std::shared_ptr<InferenceThread>> threads;
    {
        const std::lock_guard lock(m_mutex);
        m_isShut = true;
        for (const auto &[device, thread] : m_threads)
            threads.push_back(thread);
    }
    for (const auto &thread : threads)
        thread->shutdown();
}

} // namespace phi1
