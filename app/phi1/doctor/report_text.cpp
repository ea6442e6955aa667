// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/doctor/report_text.h"

#include <iomanip>
#include <sstream>

#include "core/base/text.h"

namespace phi1 {

namespace {

std::string joined(const Json &names)
{
    std::string text;
    for (const Json &name : names)
        text += concat(text.empty() ? "" : ", ", name.get<std::string>());
    return text.empty() ? "none of interest" : text;
}

std::string bytesOf(const Json &value)
{
    return value.is_number() ? formatBytes(value.get<std::uint64_t>()) : "unknown";
}

class Lines
{
public:
    void add(const std::string &label, const std::string &text)
    {
        m_out << std::left << std::setw(15) << label << text << '\n';
    }
    std::string text() const { return m_out.str(); }

private:
    std::ostringstream m_out;
};

void addKernels(Lines &lines, const Json &kernels)
{
    std::size_t agreeing = 0;
    for (const Json &kernel : kernels)
        agreeing += kernel.at("agrees").get<bool>() ? 1 : 0;
    lines.add("kernels",
              concat(agreeing, " of ", kernels.size(), " agree with their twins in plain ATen"));
    for (const Json &kernel : kernels) {
        if (!kernel.at("agrees").get<bool>())
            lines.add("", concat(kernel.at("name").get<std::string>(), " on ",
                                 kernel.at("device").get<std::string>(), ": off by ",
                                 kernel.at("error").dump(), ", at most ", kernel.at("bound").dump(),
                                 " expected"));
    }
}

} // namespace

std::string doctorText(const Json &report)
{
    Lines lines;
    lines.add("program", concat(report.at("program").get<std::string>(), " on ",
                                report.at("host").get<std::string>()));
    const Json &processor = report.at("processor");
    lines.add("processor", concat(processor.at("model").get<std::string>(), ", ",
                                  processor.at("usable_cores").get<int>(), " of ",
                                  processor.at("cores").get<int>(), " cores usable"));
    lines.add("", joined(processor.at("instruction_sets")));
    const Json &memory = report.at("memory");
    lines.add("memory", concat(bytesOf(memory.at("total_bytes")), ", ",
                               bytesOf(memory.at("available_bytes")), " available"));
    const Json &disk = report.at("disk");
    lines.add("disk", concat(bytesOf(disk.at("free_bytes")), " free for ",
                             disk.at("path").get<std::string>()));
    const Json &graphics = report.at("graphics");
    for (const Json &gpu : graphics.at("gpus"))
        lines.add("GPU",
                  concat(gpu.at("name").get<std::string>(), ", ", bytesOf(gpu.at("memory_bytes")),
                         ", driver ", graphics.at("driver").get<std::string>()));
    if (const auto message = graphics.at("message").get<std::string>(); !message.empty())
        lines.add("GPU", message);
    const Json &sandbox = report.at("sandbox");
    lines.add("sandbox", sandbox.at("works").get<bool>()
                             ? "bubblewrap works"
                             : sandbox.at("message").get<std::string>());
    if (report.contains("inference")) {
        const Json &checks = report.at("inference").at("checks");
        std::size_t agreeing = 0;
        for (const Json &check : checks)
            agreeing += check.at("agrees").get<bool>() ? 1 : 0;
        lines.add("completions",
                  concat("kernels for ",
                         report.at("inference").at("instructions").get<std::string>(), ", ",
                         agreeing, " of ", checks.size(), " agree with plain C++"));
    }
    if (report.contains("libtorch")) {
        const Json &torch = report.at("libtorch");
        lines.add("LibTorch", concat(torch.at("version").get<std::string>(), ", ",
                                     torch.at("threads").get<int>(), " threads, kernels for ",
                                     torch.at("cpu_capability").get<std::string>()));
    }
    if (report.contains("cuda_module")) {
        const Json &module = report.at("cuda_module");
        lines.add("GPU module", module.at("present").get<bool>()
                                    ? concat("drives ", module.at("name").get<std::string>())
                                    : module.at("message").get<std::string>());
    }
    if (report.contains("kernels"))
        addKernels(lines, report.at("kernels"));
    if (report.contains("auto")) {
        const Json &choice = report.at("auto");
        lines.add("auto", concat("computes on ", choice.at("device").get<std::string>(), " in ",
                                 choice.at("dtype").get<std::string>()));
    }
    if (report.contains("speed")) {
        for (const Json &speed : report.at("speed")) {
            std::ostringstream value;
            value << std::fixed << std::setprecision(1) << speed.at("value").get<double>();
            lines.add("speed", concat(speed.at("name").get<std::string>(), " on ",
                                      speed.at("device").get<std::string>(), ": ", value.str(), " ",
                                      speed.at("unit").get<std::string>()));
        }
    }
    for (const Json &problem : report.at("problems"))
        lines.add("problem", problem.get<std::string>());
    return lines.text();
}

} // namespace phi1
