// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/series_records.h"

#include <algorithm>

#include <QCryptographicHash>

#include "core/base/json.h"
#include "views/state/compare_records.h"

namespace phi1 {

namespace {

constexpr std::string_view mark = "series:";

} // namespace

std::string seriesTitle(const QString &runId, const QString &prompt,
                        const CompareSampling &sampling, PaneDtype dtype)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const QString &part : {runId, prompt, dtypeName(dtype)}) {
        hash.addData(part.toUtf8());
        hash.addData(QByteArray(1, '\0'));
    }
    hash.addData(QByteArray::fromStdString(dumpJson(toJson(settingsOf(sampling)))));
    return std::string(mark) + hash.result().toHex().toStdString();
}

bool isSeriesTitle(const std::string &title)
{
    return title.starts_with(mark);
}

PaneRecord columnRecordOf(const PaneFacts &facts, PaneDtype dtype, const CompareSampling &sampling)
{
    ComparePane pane;
    pane.facts = facts;
    // Until it was loaded, what is asked for.
    if (pane.facts.dtype.isEmpty())
        pane.facts.dtype = dtypeName(dtype);
    return recordOf(pane, sampling);
}

Result<SetRunRecord> loadSeries(ComparisonStore &store, const std::string &title)
{
    PHI1_ASSIGN(const std::vector<SetRunSummary> runs, store.setRuns());
    const auto found = std::find_if(runs.begin(), runs.end(),
                                    [&](const SetRunSummary &each) { return each.title == title; });
    if (found == runs.end())
        return SetRunRecord();
    return store.loadSetRun(found->id);
}

Result<void> keepSeriesPoint(ComparisonStore &store, const std::string &title,
                             const QString &prompt, const PaneRecord &column,
                             const CompletionRecord &completion)
{
    PHI1_ASSIGN(SetRunRecord run, loadSeries(store, title));
    if (run.id == 0) {
        run.title = title;
        run.createdAt = completion.startedAt;
        PromptEntry entry;
        entry.text = prompt.toStdString();
        run.prompts.push_back(entry);
    }
    auto place = std::find_if(run.columns.begin(), run.columns.end(),
                              [&](const PaneRecord &each) { return each.path == column.path; });
    if (place == run.columns.end())
        place = run.columns.insert(run.columns.end(), column);
    else
        *place = column;
    const auto index = static_cast<int>(place - run.columns.begin());
    std::erase_if(run.cells, [&](const SetCell &each) { return each.column == index; });
    run.cells.push_back({0, index, completion});
    std::sort(run.cells.begin(), run.cells.end(),
              [](const SetCell &a, const SetCell &b) { return a.column < b.column; });
    PHI1_TRY(store.saveSetRun(run));
    return {};
}

} // namespace phi1
