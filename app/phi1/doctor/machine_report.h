// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/json.h"

/// What `phi1 doctor` finds out without LibTorch. Each function answers one object of the report;
/// nothing here fails: what cannot be found out is left out or null.

namespace phi1 {

/// {"model", "cores", "usable_cores", "instruction_sets": […]} from the text of /proc/cpuinfo.
Json processorReport(std::string_view cpuinfo, int usableCores);

/// {"total_bytes", "available_bytes"} from the text of /proc/meminfo.
Json memoryReport(std::string_view meminfo);

/// {"path", "free_bytes"} of the file system that holds `folder` or its nearest parent that exists.
Json diskReport(const std::filesystem::path &folder);

/// {"driver", "usable", "message", "gpus": [{"name", "memory_bytes"}]} from the output of
/// `nvidia-smi --query-gpu=driver_version,memory.total,name --format=csv,noheader,nounits`;
/// empty text: no driver. CUDA 13 needs driver 580.
Json graphicsReport(std::string_view nvidiaSmi);

/// {"works", "message"}: whether bubblewrap can make the sandbox that `phi1 evaluate` needs.
Json sandboxReport();

/// The whole light report of this machine.
Json machineReport();

} // namespace phi1
