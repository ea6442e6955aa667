// SPDX-License-Identifier: Apache-2.0
#include "model/inference/inference_thread.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/generation_scheduler.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

const Error modelGone = {ErrorCode::NotFound, "the model was unloaded"};
const Error shuttingDown = {ErrorCode::Busy, "the engine is shutting down"};

} // namespace

class InferenceThread::Worker
{
public:
    explicit Worker(const InferenceLimits &limits)
        : m_limits(limits)
        , m_scheduler(limits)
        , m_thread([this] { run(); })
    {}

    ModelId add(std::shared_ptr<Engine> engine, std::shared_ptr<const Tokenizer> tokenizer)
    {
        const ModelLimits limits = {engine->context(), engine->vocabulary()};
        const std::lock_guard lock(m_mutex);
        const ModelId id = m_nextModel++;
        m_models[id] = limits;
        post([this, id, engine = std::move(engine), tokenizer = std::move(tokenizer)]() mutable {
            m_scheduler.add(id, std::move(engine), std::move(tokenizer));
        });
        return id;
    }

    void remove(ModelId model)
    {
        const auto done = std::make_shared<std::promise<void>>();
        {
            const std::lock_guard lock(m_mutex);
            if (m_models.erase(model) == 0 || m_ended)
                return;
            post([this, model, done] {
                failTasks(model, modelGone);
                m_scheduler.remove(model, modelGone);
                done->set_value();
            });
        }
        // From a sink or a task it cannot be waited for; it comes before the next step.
        if (std::this_thread::get_id() != m_thread.get_id())
            done->get_future().wait();
    }

    Result<Ticket> submit(ModelId model, GenerationRequest request,
                          std::shared_ptr<GenerationSink> sink)
    {
        const std::lock_guard lock(m_mutex);
        PHI1_ASSIGN(const ModelLimits limits, limitsOf(model));
        PHI1_TRY(checkRequest(request, limits));
        const std::int64_t queued = *m_queued;
        if (queued >= m_limits.queuedRequests)
            return failure(ErrorCode::Busy, concat(queued, " requests are waiting, as many as may; "
                                                           "try again later"));
        const Ticket ticket = m_nextTicket++;
        auto running = std::make_unique<RunningRequest>(ticket, std::move(request), std::move(sink),
                                                        Clock::now());
        running->seat = counted(m_queued);
        running->place = counted(m_open);
        // std::function wants what it holds to be copyable.
        const auto handed = std::make_shared<std::unique_ptr<RunningRequest>>(std::move(running));
        post([this, model, handed] {
            if (ModelBatch *batch = m_scheduler.find(model))
                batch->submit(std::move(*handed));
            else
                (*handed)->tellFailed(modelGone);
        });
        return ticket;
    }

    void cancel(Ticket ticket)
    {
        const std::lock_guard lock(m_mutex);
        post([this, ticket] { m_scheduler.cancel(ticket); });
    }

    Result<void> runTask(ModelId model, Lane lane, std::function<void(Engine &)> task,
                         std::function<void(const Error &)> failed)
    {
        const std::lock_guard lock(m_mutex);
        PHI1_ASSIGN(const ModelLimits limits, limitsOf(model));
        static_cast<void>(limits);
        post([this, task = Task{model, lane, std::move(task), std::move(failed)}]() mutable {
            const auto after =
                std::upper_bound(m_tasks.begin(), m_tasks.end(), task.lane,
                                 [](Lane mine, const Task &other) { return mine < other.lane; });
            m_tasks.insert(after, std::move(task));
        });
        return {};
    }

    InferenceStatus status() const
    {
        const std::lock_guard lock(m_mutex);
        InferenceStatus status;
        status.models = m_modelCounts;
        status.queued = *m_queued;
        status.active = std::max<std::int64_t>(0, *m_open - status.queued);
        return status;
    }

    void shutdown(std::chrono::milliseconds grace)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_deadline =
                m_stopping ? std::min(m_deadline, Clock::now() + grace) : Clock::now() + grace;
            m_stopping = true;
            m_wake.notify_all();
        }
        const std::lock_guard lock(m_joining);
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    struct Task {
        ModelId model;
        Lane lane;
        std::function<void(Engine &)> run;
        std::function<void(const Error &)> failed;
    };

    /// Counts while it lives.
    static std::shared_ptr<void> counted(const std::shared_ptr<std::atomic<std::int64_t>> &counter)
    {
        ++*counter;
        return {counter.get(), [counter](void *) { --*counter; }};
    }

    /// Under the lock.
    Result<ModelLimits> limitsOf(ModelId model) const
    {
        if (m_stopping)
            return failure(shuttingDown.code, shuttingDown.message);
        const auto found = m_models.find(model);
        if (found == m_models.end())
            return failure(ErrorCode::NotFound, "the model is not loaded");
        return found->second;
    }

    /// Under the lock.
    void post(std::function<void()> command)
    {
        if (m_ended)
            return;
        m_inbox.push_back(std::move(command));
        m_wake.notify_all();
    }

    static void guarded(const std::function<void()> &call)
    {
        try {
            call();
        } catch (...) {
            // A stranger's function must not end the thread of all others.
        }
    }

    void failTasks(ModelId model, const Error &error)
    {
        for (const Task &task : m_tasks) {
            if (task.model == model && task.failed)
                guarded([&] { task.failed(error); });
        }
        std::erase_if(m_tasks, [&](const Task &task) { return task.model == model; });
    }

    void runNextTask()
    {
        if (m_tasks.empty())
            return;
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        Error error = modelGone;
        if (ModelBatch *batch = m_scheduler.find(task.model)) {
            try {
                task.run(batch->engine());
                return;
            } catch (const std::exception &thrown) {
                error = {ErrorCode::Device, concat("the model failed to compute: ", thrown.what())};
            } catch (...) {
                error = {ErrorCode::Device, "the model failed to compute"};
            }
        }
        if (task.failed)
            guarded([&] { task.failed(error); });
    }

    /// Waits for work and does what was posted. Whether to go on.
    bool takeInbox()
    {
        std::deque<std::function<void()>> commands;
        {
            std::unique_lock lock(m_mutex);
            const bool idle = m_scheduler.idle() && m_tasks.empty();
            if (idle)
                m_wake.wait(lock, [this] { return m_stopping || !m_inbox.empty(); });
            if (m_stopping && m_inbox.empty() && (idle || Clock::now() >= m_deadline)) {
                m_ended = true; // nothing more may be posted and waited for
                return false;
            }
            commands.swap(m_inbox);
        }
        for (const auto &command : commands)
            command();
        return true;
    }

    void publish()
    {
        std::vector<InferenceStatus::Model> models;
        for (const auto &[id, batch] : m_scheduler.models()) {
            const ModelBatch::Counts counts = batch->counts();
            models.push_back({id, counts.queued, counts.active, counts.sequences});
        }
        const std::lock_guard lock(m_mutex);
        m_modelCounts = std::move(models);
    }

    void run()
    {
        while (takeInbox()) {
            runNextTask();
            m_scheduler.step();
            publish();
        }
        m_scheduler.cancelAll();
        while (!m_tasks.empty())
            failTasks(m_tasks.front().model, shuttingDown);
        while (!m_scheduler.models().empty())
            m_scheduler.remove(m_scheduler.models().begin()->first, shuttingDown);
        publish();
    }

    const InferenceLimits m_limits;

    using Counter = std::shared_ptr<std::atomic<std::int64_t>>;
    const Counter m_queued = std::make_shared<std::atomic<std::int64_t>>(0); ///< not begun
    const Counter m_open = std::make_shared<std::atomic<std::int64_t>>(0);   ///< not ended

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_inbox;
    std::map<ModelId, ModelLimits> m_models;
    ModelId m_nextModel = 1;
    Ticket m_nextTicket = 1;
    std::vector<InferenceStatus::Model> m_modelCounts; ///< after the latest step
    bool m_stopping = false;
    bool m_ended = false;
    Clock::time_point m_deadline;

    std::mutex m_joining;

    // Of the thread:
    GenerationScheduler m_scheduler;
    std::deque<Task> m_tasks; ///< by lane, then by arrival
    std::thread m_thread;
};

InferenceThread::InferenceThread(InferenceLimits limits)
    : m_worker(std::make_unique<Worker>(limits))
{}

InferenceThread::~InferenceThread()
{
    shutdown();
}

ModelId InferenceThread::add(std::shared_ptr<Engine> engine,
                             std::shared_ptr<const Tokenizer> tokenizer)
{
    return m_worker->add(std::move(engine), std::move(tokenizer));
}

void InferenceThread::remove(ModelId model)
{
    m_worker->remove(model);
}

Result<Ticket> InferenceThread::submit(ModelId model, GenerationRequest request,
                                       std::shared_ptr<GenerationSink> sink)
{
    return m_worker->submit(model, std::move(request), std::move(sink));
}

void InferenceThread::cancel(Ticket ticket)
{
    m_worker->cancel(ticket);
}

Result<void> InferenceThread::runTask(ModelId model, Lane lane, std::function<void(Engine &)> task,
                                      std::function<void(const Error &)> failed)
{
    return m_worker->runTask(model, lane, std::move(task), std::move(failed));
}

InferenceStatus InferenceThread::status() const
{
    return m_worker->status();
}

void InferenceThread::shutdown(std::chrono::milliseconds grace)
{
    m_worker->shutdown(grace);
}

} // namespace phi1
