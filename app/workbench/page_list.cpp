// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/page_list.h"

#include "views/attention/attention_page.h"
#include "views/compare/compare_page.h"
#include "views/compare/set_run_page.h"
#include "views/import/import_page.h"
#include "views/jobs/jobs_page.h"
#include "views/mix/mix_page.h"
#include "views/newrun/new_run_page.h"
#include "views/quality/quality_page.h"
#include "views/runs/runs_page.h"
#include "views/samples/samples_page.h"
#include "views/shell/main_window.h"
#include "views/shell/settings_page.h"
#include "views/synthesis/generate_page.h"

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
    window.addPage({u"samples"_s,
                    text(QT_TRANSLATE_NOOP("PageList", "Samples")),
                    u"samples"_s,
                    {},
                    make<SamplesPage>()});
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
    window.addPage({u"samples-import"_s, text(QT_TRANSLATE_NOOP("PageList", "Import samples")),
                    u"download"_s, u"samples"_s, make<ImportPage>()});
    window.addPage({u"samples-quality"_s, text(QT_TRANSLATE_NOOP("PageList", "Quality")),
                    u"filter"_s, u"samples"_s, make<QualityPage>()});
    window.addPage({u"compare-set"_s, text(QT_TRANSLATE_NOOP("PageList", "Run a set")),
                    u"columns"_s, u"compare"_s, make<SetRunPage>()});
    window.addPage({u"new-run"_s, text(QT_TRANSLATE_NOOP("PageList", "New run")), u"plus"_s,
                    u"runs"_s, make<NewRunPage>()});
    window.addPage({u"samples-mix"_s, text(QT_TRANSLATE_NOOP("PageList", "Mix a training set")),
                    u"mix"_s, u"samples"_s, make<MixPage>()});
    window.addPage({u"samples-generate"_s, text(QT_TRANSLATE_NOOP("PageList", "Generate samples")),
                    u"plus"_s, u"samples"_s, make<GeneratePage>()});
    window.addPage({u"settings"_s,
                    text(QT_TRANSLATE_NOOP("PageList", "Settings")),
                    u"settings"_s,
                    {},
                    make<SettingsPage>(),
                    true});
}

} // namespace phi1
