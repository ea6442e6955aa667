// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/json_fields.h"

namespace phi1 {

/// Fields that several questions to captures have. What is wrong stays in `fields`.

/// [[layer, head], …], each once; nothing where the field is absent.
std::optional<std::vector<HeadId>> readHeads(JsonFields &fields, const std::string &name,
                                             const CaptureShape &shape);
/// Reports a layer or a head that is not there. @param where  "at index 3"
void checkHead(JsonFields &fields, const std::string &name, std::int64_t layer, std::int64_t head,
               std::size_t index, const CaptureShape &shape);
std::vector<TokenRelation> readRelations(JsonFields &fields, const CaptureShape &shape);
std::int64_t readPosition(JsonFields &fields, const CaptureShape &shape);

/// A whole number of a JSON array; nothing for anything else.
std::optional<std::int64_t> wholeNumber(const Json &value);

} // namespace phi1
