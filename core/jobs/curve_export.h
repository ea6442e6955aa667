// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/jobs/run_curve.h"

namespace phi1 {

/// Takes a piece of a file.
using AppendBytes = std::function<Result<void>(std::string_view)>;

/// The curve as comma-separated values: a row per step with segment, time, elapsed, all numbers of
/// the step events, and those of the evaluations at that step as "NAME.loss". Numbers read back
/// bit-equal; what a row does not have is empty; others than finite ones are NaN, Infinity,
/// -Infinity.
Result<void> exportCsv(const RunCurve &curve, const AppendBytes &append);

/// The curve as a TensorBoard event file: TFRecords (length, masked CRC-32C of it, data, masked
/// CRC-32C of that) of `Event` messages with scalars as `simple_value` (float32). Tags are the
/// names of the step events' numbers, and "NAME/loss" of evaluations.
/// Source: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto.
Result<void> exportTensorBoard(const RunCurve &curve, const AppendBytes &append);

/// CRC-32C (Castagnoli), as in iSCSI: "123456789" gives 0xE3069283.
std::uint32_t crc32c(std::string_view bytes);

} // namespace phi1
