// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"
#include "core/comparison/export.h"
#include "core/comparison/resource_text.h"

namespace phi1 {

namespace {

ExportTheme readTheme(const Json &json, const char *name)
{
    ExportTheme theme;
    theme.colours = json.at(name).get<std::map<std::string, std::string>>();
    theme.runs = json.at("runs").at(name).get<std::vector<std::string>>();
    theme.surprise = json.at("surprise").at(name).get<std::vector<std::string>>();
    return theme;
}

} // namespace

const ExportStyle &defaultExportStyle()
{
    static const ExportStyle style = [] {
        const Json json = Json::parse(themeColours());
        return ExportStyle{readTheme(json, "light"), readTheme(json, "dark"), true};
    }();
    return style;
}

} // namespace phi1
