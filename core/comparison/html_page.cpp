// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/html_page.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/comparison/export_text.h"

namespace phi1 {

namespace {

// Lengths follow those of the program: base unit 4, text 13 over 18, code 12.5 over 18.
constexpr std::string_view styleSheet = R"(
*{box-sizing:border-box}
body{margin:0;padding:24px;background:var(--window);color:var(--text);
 font:13px/18px system-ui,"Noto Sans",sans-serif}
main{max-width:1800px;margin:0 auto}
h1{font-size:18px;line-height:24px;margin:0 0 2px}
h2{font-size:13px;line-height:18px;margin:24px 0 8px}
h3{font-size:12px;line-height:18px;margin:0;font-weight:700}
p{margin:0 0 8px}
.sub{color:var(--text3);margin-bottom:16px}
.below{margin-top:8px}
.card+.panes{margin-top:8px}
.facts:last-child{border-bottom:0}
.note{display:inline-block;padding:6px 12px;border-radius:5px;margin:0 0 8px}
.warning{background:var(--warningTint);color:var(--warning)}
.info{background:var(--infoTint);color:var(--info)}
.card{background:var(--surface);border:1px solid var(--border);border-radius:6px;overflow:hidden}
.panes{display:grid;gap:8px;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));
 align-items:start}
.head{display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center;padding:7px 12px;
 border-bottom:1px solid var(--border)}
.swatch{width:12px;height:12px;border-radius:3px;flex:none}
.chip{background:var(--sunken);color:var(--text2);border-radius:9px;padding:0 8px;font-size:12px}
.facts{background:var(--alt);color:var(--text2);font-size:12px;padding:7px 12px;
 border-bottom:1px solid var(--border);display:flex;flex-wrap:wrap;gap:0 16px;margin:0}
.facts div{overflow-wrap:anywhere}
.facts dt{display:inline;color:var(--text3)}
.facts dt::after{content:" "}
.facts dd{display:inline;margin:0}
.mono,pre,code{font-family:Hack,"DejaVu Sans Mono",ui-monospace,monospace;font-variant-ligatures:none}
pre{margin:0;padding:10px 12px;font-size:12.5px;line-height:18px;white-space:pre-wrap;
 overflow-wrap:anywhere;tab-size:4}
.told{border-top:1px solid var(--grid)}
.told:first-of-type{border-top:0}
.told.branch{margin-left:16px;border-left:3px solid var(--accentTint)}
.label{display:flex;gap:8px;padding:7px 12px 0;color:var(--text2)}
.count{background:var(--accentTint);color:var(--text);border-radius:9px;padding:0 8px;font-size:12px}
.foot{display:flex;flex-wrap:wrap;gap:0 16px;padding:5px 12px;background:var(--alt);
 color:var(--text2);font-size:12px;border-top:1px solid var(--border)}
.failed{color:var(--error)}.complete{color:var(--success)}.cancelled{color:var(--warning)}
.empty{color:var(--text3);padding:10px 12px}
pre span{border-radius:2px}
.t1{background:var(--t1)}.t2{background:var(--t2)}.t3{background:var(--t3)}.t4{background:var(--t4)}
.d{outline:2px solid var(--accent);outline-offset:1px}
.scale{color:var(--text3);font-size:12px;display:flex;gap:4px;align-items:center;margin:0 0 8px}
.scale i{width:16px;height:12px;border:1px solid var(--border);border-radius:2px;display:inline-block}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:5px 12px;border-top:1px solid var(--grid);vertical-align:top}
thead th{background:var(--alt);color:var(--text2);border-top:0;font-weight:700}
tbody th{font-weight:400}
.n{text-align:right}
.scroll{overflow-x:auto}
.same{color:var(--text3)}.differ{color:var(--accent)}
a{color:var(--accent)}
@media print{body{padding:0;background:none}.panes{display:block}.card{break-inside:avoid;margin-bottom:8px}}
)";

/// Only what a colour is made of: a value cannot end its declaration.
bool isColour(std::string_view value)
{
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("#(),.% -").find(c) != std::string_view::npos;
    });
}

std::string variables(const ExportTheme &theme)
{
    std::string css;
    const auto add = [&](const std::string &name, const std::string &value) {
        if (isColour(value))
            css += concat("--", name, ':', value, ';');
    };
    for (const auto &[name, value] : theme.colours) {
        if (std::all_of(name.begin(), name.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            }))
            add(name, value);
    }
    for (std::size_t i = 0; i < theme.runs.size(); ++i)
        add(concat("run", i), theme.runs[i]);
    for (std::size_t i = 0; i < theme.surprise.size(); ++i)
        add(concat('t', i + 1), theme.surprise[i]);
    return css;
}

} // namespace

std::string htmlPage(std::string_view title, const std::string &body, const ExportStyle &style)
{
    return concat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n"
                  "<meta name=\"generator\" content=\"phi-1 workbench\">\n<title>",
                  htmlLine(title), "</title>\n<style>\n:root{color-scheme:light dark;",
                  variables(style.light), "}\n@media (prefers-color-scheme:dark){:root{",
                  variables(style.dark), "}}", styleSheet, "</style>\n</head>\n<body>\n<main>\n",
                  body, "</main>\n</body>\n</html>\n");
}

} // namespace phi1
