// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

#include "core/machine/machine_load.h"

namespace phi1 {

/// What the status bar says about the devices, as one meter whatever their number.
struct DeviceText {
    Q_DECLARE_TR_FUNCTIONS(DeviceText)
public:
    QString label; ///< "GPU 0–7", "CPU"
    QString value; ///< "61 of 80 GB each", "0.1 of 2 cores"
    double share = 0.0;
    QString temperature; ///< of the hottest; empty where none is known
    bool hot = false;
    bool warns = true; ///< whether a full meter is a warning: busy cores are none

    static DeviceText of(const MachineLoad &load);
};

inline constexpr double fullShare = 0.92;
inline constexpr double hotCelsius = 83.0;

} // namespace phi1
