// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/capture_desk.h"

#include <algorithm>
#include <array>

#include "app/phi1/serve/request_body.h"
#include "app/phi1/serve/sliced_work.h"
#include "core/base/text.h"
#include "model/inference/engine.h"

namespace phi1 {

namespace {

/// Of all answers that are being made together.
constexpr std::uint64_t mostAnswerBytes = 512u << 20;

/// A question with what it is asked of.
struct Asked {
    StoredCapturePointer capture, minus; ///< minus: null for none
    bool withoutFirst = false;
    std::unique_ptr<CaptureQuestion> question;
    std::shared_ptr<void> place;

    Result<SliceEnd> slice(std::stop_token stop) const
    {
        std::int64_t ready = std::numeric_limits<std::int64_t>::max();
        bool isComplete = true;
        for (const auto &stored : {capture, minus}) {
            if (!stored)
                continue;
            const StoredCapture::Facts facts = stored->facts();
            if (facts.state == StoredCapture::State::Failed)
                return failure(
                    facts.error.code == ErrorCode::Cancelled ? ErrorCode::NotFound
                                                             : facts.error.code,
                    concat("the capture ", stored->id(), " was not made: ", facts.error.message));
            ready = std::min(ready, facts.layersReady);
            isComplete = isComplete && facts.state == StoredCapture::State::Ready;
        }
        const auto first = capture->capture();
        const auto second = minus ? minus->capture() : nullptr;
        if (!first || (minus && !second))
            return SliceEnd::Waiting;
        const auto end = question->compute(
            {*first, {withoutFirst, second.get()}, ready, isComplete, std::move(stop)});
        capture->setBytes(first->bytes());
        if (minus)
            minus->setBytes(second->bytes());
        return end;
    }

    /// Tries again when the one that is still being made has come on.
    void wait(std::function<void()> resume) const
    {
        const bool isFirst = capture->facts().state == StoredCapture::State::Capturing;
        (isFirst || !minus ? capture : minus)->onUpdate(std::move(resume));
    }
};

} // namespace

tl::expected<std::shared_ptr<void>, ApiError>
QuestionPlaces::take(const std::shared_ptr<QuestionPlaces> &places, std::uint64_t bytes)
{
    // Taken first and looked at then: two at once may both be refused, never both let in.
    std::shared_ptr<void> place(places.get(), [places, bytes](void *) {
        --places->m_taken;
        places->m_bytes -= bytes;
    });
    const std::int64_t taken = ++places->m_taken;
    const std::uint64_t together = places->m_bytes += bytes;
    if (taken > places->m_most)
        return tl::unexpected<ApiError>(
            problem(429,
                    concat(places->m_most, " questions to captures are in work, as many as "
                                           "may; try again later"),
                    "", "too_many_questions"));
    if (together > mostAnswerBytes && taken > 1)
        return tl::unexpected<ApiError>(
            problem(429,
                    concat("the answers in work take ", formatBytes(together - bytes), ", ",
                           formatBytes(mostAnswerBytes), " are the most together; try again later"),
                    "", "too_many_questions"));
    return place;
}

ApiError workError(const Error &error)
{
    ApiError told = apiError(error);
    if (error.code == ErrorCode::Busy) // the thread takes nothing more: it is ending
        told.status = 503;
    return told;
}

void watchClient(const std::shared_ptr<Exchange> &exchange, std::function<void()> gone)
{
    exchange->post(
        [exchange, gone = std::move(gone)]() mutable { exchange->onGone(std::move(gone)); });
}

void answerQuestion(const std::shared_ptr<Exchange> &exchange, StoredCapturePointer capture,
                    StoredCapturePointer minus, bool withoutFirst,
                    std::unique_ptr<CaptureQuestion> question, std::shared_ptr<void> place)
{
    const auto asked = std::make_shared<Asked>(Asked{
        std::move(capture), std::move(minus), withoutFirst, std::move(question), std::move(place)});
    const auto model = asked->capture->model(); // it may be answered before start() returns
    const auto work = SlicedWork::start(
        model, {[asked](Engine &, std::stop_token stop) { return asked->slice(std::move(stop)); },
                [asked](std::function<void()> resume) { asked->wait(std::move(resume)); },
                [asked, exchange](const Result<void> &result) {
                    HttpResponse response = result ? asked->question->answer()
                                                   : errorResponse(workError(result.error()));
                    // Before the client, who may ask for more at once, and not find all in use.
                    *asked = {};
                    exchange->answer(std::move(response));
                }});
    watchClient(exchange, [work = std::weak_ptr(work)] {
        if (const auto alive = work.lock())
            alive->cancel();
    });
}

} // namespace phi1
