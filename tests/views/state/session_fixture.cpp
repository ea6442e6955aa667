// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/state/session_fixture.h"

#include "core/base/json.h"
#include "core/runs/run_config.h"
#include "tests/support/fake_curve.h"

namespace phi1::test {

std::string eventsOf(int steps, double firstTime)
{
    std::string text;
    std::int64_t seq = 0;
    const auto add = [&](Json event, double elapsed) {
        Json line = {{"event", event["event"]},
                     {"v", 1},
                     {"seq", seq++},
                     {"segment", 0},
                     {"time", firstTime + elapsed},
                     {"elapsed", elapsed}};
        for (auto &[key, value] : event.items())
            line[key] = value;
        text += dumpJson(line) + "\n";
    };
    add({{"event", "hello"}, {"program", "train"}, {"from_step", 0}, {"devices", {"cpu"}}}, 0);
    for (int step = 1; step <= steps; ++step)
        add(fakeStep(step), step);
    add({{"event", "bye"}, {"reason", "done"}, {"exit_status", 0}}, steps + 1);
    return text;
}

std::string tomlOf(const std::vector<std::string> &overrides)
{
    auto config = loadRunConfig("phi-1-nano", overrides);
    if (!config)
        qFatal("%s", config.error().message.c_str());
    RunRecord record;
    record.config = *config;
    return toToml(record);
}

} // namespace phi1::test
