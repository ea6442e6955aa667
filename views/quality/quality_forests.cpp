// SPDX-License-Identifier: GPL-3.0-or-later
// What WORKSPACE/forests and the embeddings of a corpus tell.
#include <algorithm>
#include <filesystem>

#include "core/base/json.h"
#include "views/quality/quality_look.h"

namespace phi1 {
namespace {

namespace fs = std::filesystem;

QString textOf(const Json &json, const char *name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_string()
               ? QString::fromStdString(found->get<std::string>())
               : QString();
}

double numberOf(const Json &json, const char *name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_number() ? found->get<double>()
                                                     : std::numeric_limits<double>::quiet_NaN();
}

qint64 wholeOf(const Json &json, const char *name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_number_integer() ? found->get<qint64>() : 0;
}

QVector<QualityEntry> entriesOf(const Json &json, const char *name, SampleRow samples)
{
    QVector<QualityEntry> entries;
    const auto list = json.find(name);
    if (list == json.end() || !list->is_array())
        return entries;
    for (const Json &item : *list) {
        if (!item.is_object())
            continue;
        const qint64 row = item.contains("row") ? wholeOf(item, "row") : -1;
        if (row < 0 || row >= samples)
            continue; // of an earlier import
        QualityEntry entry;
        entry.row = static_cast<SampleRow>(row);
        entry.value = numberOf(item, "share");
        entry.second = numberOf(item, "entropy");
        entry.label = static_cast<int>(std::clamp<qint64>(wholeOf(item, "label"), 0, 5));
        entries.append(entry);
    }
    return entries;
}

} // namespace

QualityForests QualityLook::forests() const
{
    QualityForests result;
    const std::string corpus = m_scores.corpus.toStdString();
    std::error_code error;
    fs::file_time_type newest = fs::file_time_type::min();
    QStringList remarks;
    for (const auto &folder : fs::directory_iterator(m_workspace.root / "forests", error)) {
        const fs::path suggestions = folder.path() / "suggestions.json";
        if (fs::exists(suggestions, error)) {
            const auto json = readJsonFile(suggestions);
            const auto time = fs::last_write_time(suggestions, error);
            if (json && json->is_object() && textOf(*json, "corpus") == m_scores.corpus &&
                time > newest) {
                newest = time;
                result.suggestions = entriesOf(*json, "suggestions", m_scores.samples);
                result.hasSuggestions = true;
            }
        }
        const fs::path report = folder.path() / "report.json";
        if (!fs::exists(report, error))
            continue;
        const auto json = readJsonFile(report);
        if (!json) {
            remarks << QString::fromStdString(json.error().message);
            continue;
        }
        if (!json->is_object() || textOf(*json, "corpus") != m_scores.corpus) {
            result.otherNames << QString::fromStdString(folder.path().filename().string());
            continue;
        }
        const auto validation = json->find("cross_validation");
        const Result<ForestReport> figures =
            forestReportFromJson(validation == json->end() ? Json() : *validation);
        if (!figures) {
            remarks << QString::fromStdString(figures.error().message);
            continue;
        }
        QualityForest forest;
        forest.name = QString::fromStdString(folder.path().filename().string());
        forest.checkpoint = textOf(*json, "checkpoint");
        forest.samples = wholeOf(*json, "samples");
        forest.goodFrom = static_cast<int>(wholeOf(*json, "good_from"));
        forest.report = *figures;
        forest.doubtful = entriesOf(*json, "doubtful", m_scores.samples);
        addHeads(forest.doubtful);
        result.forests.append(forest);
    }
    std::sort(result.forests.begin(), result.forests.end(),
              [](const QualityForest &a, const QualityForest &b) { return a.name < b.name; });
    addHeads(result.suggestions);
    const fs::path embeddings = m_search->view().files().folder / "embeddings";
    for (const auto &file : fs::directory_iterator(embeddings, error)) {
        if (file.path().extension() != ".json")
            continue;
        const auto json = readJsonFile(file.path());
        if (!json || !json->is_object())
            continue;
        QualityForests::Embeddings found;
        found.name = QString::fromStdString(file.path().stem().string());
        found.checkpoint = textOf(*json, "checkpoint");
        fs::path rows = file.path();
        const auto bytes = fs::file_size(rows.replace_extension(".rows"), error);
        found.samples = error ? 0 : static_cast<qint64>(bytes / sizeof(SampleRow));
        result.embeddings.append(found);
    }
    result.remark = remarks.join(u' ');
    return result;
}

} // namespace phi1
