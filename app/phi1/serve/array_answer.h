// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "app/phi1/serve/http_types.h"
#include "core/attention/array_file.h"

namespace phi1 {

/// Arrays as the body of an answer: a safetensors file.
inline HttpResponse arrayResponse(const std::map<std::string, ArrayView, std::less<>> &arrays)
{
    return {200, safetensorsBytes(arrays), "application/octet-stream", {}};
}

} // namespace phi1
