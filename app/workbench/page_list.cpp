// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/page_list.h"

#include "views/attention/attention_page.h"
#include "views/compare/compare_page.h"
#include "views/compare/set_run_page.h"
#include "views/jobs/jobs_page.h"
#include "views/newrun/new_run_page.h"
#include "views/runs/runs_page.h"
#include "views/shell/main_window.h"
#include "views/shell/settings_page.h"

#include <QCoreApplication>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

template<typename PageType>
std::function<Page *(PageContext &)> make()
{
    return [](PageContext &context) -> Page * { return new PageType(context); };
}

} // namespace

void addPages(MainWindow &window)
{
    const auto text = [](const char *words) {
        return QCoreApplication::translate("PageList", words);
    };
    window.addPage(
        {u"runs"_s, text(QT_TRANSLATE_NOOP("PageList", "Runs")), u"runs"_s, {}, make<RunsPage>()});
    window.addPage(
        {u"jobs"_s, text(QT_TRANSLATE_NOOP("PageList", "Jobs")), u"clock"_s, {}, make<JobsPage>()});
    window.addPage({u"compare"_s,
                    text(QT_TRANSLATE_NOOP("PageList", "Compare")),
                    u"compare"_s,
                    {},
                    make<ComparePage>()});
    window.addPage({u"attention"_s,
                    text(QT_TRANSLATE_NOOP("PageList", "Attention")),
                    u"attention"_s,
                    {},
                    make<AttentionPage>()});
    window.addPage({u"compare-set"_s, text(QT_TRANSLATE_NOOP("PageList", "Run a set")),
                    u"columns"_s, u"compare"_s, make<SetRunPage>()});
    window.addPage({u"new-run"_s, text(QT_TRANSLATE_NOOP("PageList", "New run")), u"plus"_s,
                    u"runs"_s, make<NewRunPage>()});
    window.addPage({u"settings"_s,
                    text(QT_TRANSLATE_NOOP("PageList", "Settings")),
                    u"settings"_s,
                    {},
                    make<SettingsPage>(),
                    true});
}

} // namespace phi1
