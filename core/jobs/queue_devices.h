// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/jobs/job_queue.h"

namespace phi1 {

/// Whether a computation of this environment (CUDA_VISIBLE_DEVICES) would find an NVIDIA GPU that
/// programs of CUDA 13 can use. Looks at files only: takes microseconds and starts no driver.
bool hasUsableGpu(const std::map<std::string, std::string> &environment);

/// The names under which devices are taken: "auto" (and no name at all) is "cuda:0" where a GPU is
/// usable, else "cpu"; "cuda" is "cuda:0". Each once. Usage for what is no device.
Result<std::vector<std::string>>
resolveDevices(const std::vector<std::string> &asked,
               const std::map<std::string, std::string> &environment);

/// The entry whose process keeps `entry` from starting now: it is at work on its corpus or on one
/// of its devices, or waits for such a device before it in the queue, and neither of both shares.
/// Null if there is none.
const QueueEntry *deviceHolder(const QueueEntry &entry, const std::vector<QueueEntry> &entries);

/// The entry that is to be started next: the first that is ready and has its devices. An entry
/// that is ready and must wait for a device keeps it from those behind it, so that it gets it.
/// Null if there is none.
const QueueEntry *nextToStart(const std::vector<QueueEntry> &entries);

} // namespace phi1
