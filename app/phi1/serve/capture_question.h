// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/json_fields.h"
#include "app/phi1/serve/sliced_work.h"
#include "model/inference/attention/attention_capture.h"

namespace phi1 {

class Tokenizer;

/// What somebody wants to know of a capture, computed in slices.
class CaptureQuestion
{
public:
    /// What a slice works with. Of a difference both captures have come so far.
    struct Turn {
        AttentionCapture &capture;
        AttentionLook look;
        std::int64_t layersReady = 0;
        bool isComplete = false; ///< the forward pass, to its end
        std::stop_token stop;
    };

    virtual ~CaptureQuestion() = default;
    /// Of memory that the answer takes, about.
    virtual std::uint64_t answerBytes() const = 0;
    virtual Result<SliceEnd> compute(const Turn &turn) = 0;
    /// When it is complete.
    virtual HttpResponse answer() = 0;
};

/// The text that a question is about.
struct CaptureShape {
    std::int64_t layers = 0, heads = 0, tokens = 0, vocabulary = 0;
    bool isDifference = false;                  ///< `minus` is given
    std::shared_ptr<const Tokenizer> tokenizer; ///< of its model
};

/// Each reads the fields of a route (docs/engine.md); what is wrong stays in `fields`, and then the
/// question is of no use. `minus` and `without_first` were read before.
std::unique_ptr<CaptureQuestion> readTilesQuestion(JsonFields &fields, const CaptureShape &shape);
std::unique_ptr<CaptureQuestion> readRowsQuestion(JsonFields &fields, const CaptureShape &shape);
std::unique_ptr<CaptureQuestion> readStatisticsQuestion(JsonFields &fields,
                                                        const CaptureShape &shape);
std::unique_ptr<CaptureQuestion> readRolloutQuestion(JsonFields &fields, const CaptureShape &shape);
std::unique_ptr<CaptureQuestion> readLensQuestion(JsonFields &fields, const CaptureShape &shape);

} // namespace phi1
