// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/stored_capture.h"

namespace phi1 {

/// How much is asked of captures at once: each request in work holds a place.
class QuestionPlaces
{
public:
    explicit QuestionPlaces(std::int64_t most)
        : m_most(most)
    {}

    /// A place, held while the pointer is; 429 where too many requests, or too large answers, are
    /// in work already.
    /// @param bytes  of memory that the request takes
    static tl::expected<std::shared_ptr<void>, ApiError>
    take(const std::shared_ptr<QuestionPlaces> &places, std::uint64_t bytes);

private:
    const std::int64_t m_most;
    std::atomic<std::int64_t> m_taken = 0;
    std::atomic<std::uint64_t> m_bytes = 0;
};

/// Computes a question on the capture's thread and answers it; who hangs up cancels it.
/// @param minus  what is subtracted; null: nothing
void answerQuestion(const std::shared_ptr<Exchange> &exchange, StoredCapturePointer capture,
                    StoredCapturePointer minus, bool withoutFirst,
                    std::unique_ptr<CaptureQuestion> question, std::shared_ptr<void> place);

/// An error of work on a model's thread, as a client is told.
ApiError workError(const Error &error);

/// Calls `gone` if the client hangs up before it was answered. Any thread.
void watchClient(const std::shared_ptr<Exchange> &exchange, std::function<void()> gone);

} // namespace phi1
