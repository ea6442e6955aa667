// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/machine_text.h"

#include "views/format/number_text.h"

#include <algorithm>

namespace phi1 {

DeviceText DeviceText::of(const MachineLoad &load)
{
    DeviceText text;
    if (load.gpus.empty()) {
        text.label = tr("CPU");
        text.value = tr("%1 of %n cores", nullptr, load.cores).arg(decimal(load.cpuBusyCores, 1));
        text.share = load.cores > 0 ? load.cpuBusyCores / load.cores : 0.0;
        text.warns = false;
        return text;
    }
    const auto share = [](const GpuLoad &gpu) {
        return gpu.total > 0 ? static_cast<double>(gpu.used) / static_cast<double>(gpu.total) : 0.0;
    };
    const auto [least, most] = std::minmax_element(
        load.gpus.cbegin(), load.gpus.cend(),
        [&](const GpuLoad &a, const GpuLoad &b) { return share(a) < share(b); });
    const QString used = bytesOf(most->used, most->total);
    text.share = share(*most);
    if (load.gpus.size() == 1) {
        text.label = tr("GPU");
        text.value = used;
    } else {
        text.label = tr("GPU %1–%2").arg(load.gpus.front().index).arg(load.gpus.back().index);
        // One bar for all tells the truth only where they are alike; otherwise it is the fullest.
        text.value = share(*most) - share(*least) < 0.02 ? tr("%1 each").arg(used)
                                                         : tr("fullest %1").arg(used);
    }
    const auto hottest = std::max_element(
        load.gpus.cbegin(), load.gpus.cend(),
        [](const GpuLoad &a, const GpuLoad &b) { return a.temperature < b.temperature; });
    if (hottest->temperature >= 0) {
        text.temperature = withUnit(QString::number(qRound(hottest->temperature)), tr("°C"));
        text.hot = hottest->temperature >= hotCelsius;
    }
    return text;
}

} // namespace phi1
