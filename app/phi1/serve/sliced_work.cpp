// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/sliced_work.h"

#include <algorithm>
#include <utility>

namespace phi1 {

SlicedWork::SlicedWork(ServedModelPointer model, Steps steps)
    : m_model(std::move(model))
    , m_steps(std::move(steps))
{}

std::shared_ptr<SlicedWork> SlicedWork::start(const ServedModelPointer &model, Steps steps)
{
    const std::shared_ptr<SlicedWork> work(new SlicedWork(model, std::move(steps)));
    work->post();
    return work;
}

void SlicedWork::cancel()
{
    m_stop.request_stop();
    resume();
}

void SlicedWork::post()
{
    const auto posted = m_model->thread->runTask(
        m_model->model, Lane::Interactive,
        [self = shared_from_this()](Engine &engine) { self->run(engine); },
        [self = shared_from_this()](const Error &error) {
            self->finish(tl::unexpected<Error>(error));
        });
    if (!posted)
        finish(posted);
}

void SlicedWork::run(Engine &engine)
{
    m_pause = Pause::None; // before the question of whether to go on
    if (m_stop.stop_requested())
        return finish(failure(ErrorCode::Cancelled, "nobody waits for the answer any more"));
    const Result<SliceEnd> end = m_steps.slice(engine, m_stop.get_token());
    if (!end)
        return finish(tl::unexpected<Error>(end.error()));
    switch (*end) {
    case SliceEnd::Complete:
        return finish({});
    case SliceEnd::More:
        return post();
    case SliceEnd::Waiting:
        break;
    }
    // Until this has returned nobody else may end the work, which takes the steps away.
    m_steps.wait([self = shared_from_this()] { self->resume(); });
    Pause before = Pause::None;
    if (!m_pause.compare_exchange_strong(before, Pause::Waiting))
        post(); // it was resumed meanwhile
}

void SlicedWork::resume()
{
    if (m_pause.exchange(Pause::Resumed) == Pause::Waiting)
        post();
}

void SlicedWork::finish(const Result<void> &result)
{
    // What the steps hold, which may be this, goes with them.
    const Steps steps = std::exchange(m_steps, {});
    if (steps.done)
        steps.done(result);
}

void SlicePace::took(std::size_t pieces, double seconds)
{
    const double each =
        std::max(seconds, 1e-6) / static_cast<double>(std::max<std::size_t>(1, pieces));
    const double fitting = std::min(sliceSeconds / each, 4.0 * static_cast<double>(m_pieces));
    m_pieces = std::max<std::size_t>(1, static_cast<std::size_t>(fitting));
}

} // namespace phi1
