// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace phi1::test {

/// Processor time of this thread in milliseconds: what a frame costs, also on a machine that is
/// busy otherwise.
inline double threadMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Prints, as a line of JSON, what frames of a widget cost: each is change(frame) and the painting.
inline void measureFrames(const char *name, QWidget &widget, int frames,
                          const std::function<void(int)> &change)
{
    QImage screen(widget.size(), QImage::Format_RGB32);
    std::vector<double> milliseconds;
    for (int frame = 0; frame < frames; ++frame) {
        const double start = threadMilliseconds();
        change(frame);
        widget.render(&screen);
        milliseconds.push_back(threadMilliseconds() - start);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double share) {
        return milliseconds[static_cast<std::size_t>(share *
                                                     static_cast<double>(milliseconds.size() - 1))];
    };
    std::printf("{\"case\":\"%s\",\"frames\":%d,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                "\"worst_ms\":%.2f}\n",
                name, frames, at(0.5), at(0.99), at(1));
    std::fflush(stdout);
}

} // namespace phi1::test
