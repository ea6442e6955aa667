// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/runs/run_config.h"
#include "core/runs/run_fields.h"
#include "core/runs/toml_text.h"
#include "core/runs/toml_values.h"

namespace phi1 {

namespace {

/// One value as TOML; toml++ writes doubles with the shortest digits that read back equal.
std::string tomlValue(const toml::node &node)
{
    std::ostringstream text;
    toml::array holder;
    holder.push_back(node);
    text << toml::toml_formatter(holder, toml::format_flags::none);
    std::string value = text.str();
    // "[ 3 ]" → "3": the formatter prints values only inside a container.
    const std::size_t begin = value.find_first_not_of("[ \n");
    const std::size_t end = value.find_last_not_of("] \n");
    return value.substr(begin, end - begin + 1);
}

std::string text(const std::string &value)
{
    return tomlValue(toml::value<std::string>(value));
}

std::string text(double value)
{
    return tomlValue(toml::value<double>(value));
}

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

std::string text(bool value)
{
    return value ? "true" : "false";
}

std::string text(const std::vector<std::string> &values)
{
    std::string list;
    for (const std::string &value : values)
        list += (list.empty() ? "" : ", ") + text(value);
    return "[" + list + "]";
}

std::string text(const std::vector<DataSource> &sources)
{
    std::string list;
    for (const DataSource &source : sources)
        list += concat(list.empty() ? "" : ", ", "{ path = ", text(source.path),
                       ", weight = ", text(source.weight), " }");
    return "[" + list + "]";
}

void writeDatasets(std::ostringstream &out, const char *name,
                   const std::vector<ResolvedInputs::Dataset> &datasets)
{
    for (const ResolvedInputs::Dataset &dataset : datasets)
        out << "\n[[resolved." << name << "]]\nsource = " << text(dataset.source)
            << "\nfolder = " << text(dataset.folder)
            << "\ncontent_hash = " << text(dataset.contentHash)
            << "\nweight = " << text(dataset.weight) << "\n";
}

Result<std::vector<ResolvedInputs::Dataset>> readDatasets(const toml::table &resolved,
                                                          const char *key, const std::string &name)
{
    std::vector<ResolvedInputs::Dataset> datasets;
    const toml::array *array = resolved[key].as_array();
    if (!array)
        return datasets;
    for (const toml::node &element : *array) {
        const toml::table *table = element.as_table();
        if (!table)
            return failure(ErrorCode::Corrupt,
                           concat(name, ": resolved.", key, " should be a list of tables"));
        ResolvedInputs::Dataset dataset;
        dataset.source = (*table)["source"].value_or(std::string());
        dataset.folder = (*table)["folder"].value_or(std::string());
        dataset.contentHash = (*table)["content_hash"].value_or(std::string());
        dataset.weight = (*table)["weight"].value_or(1.0);
        datasets.push_back(std::move(dataset));
    }
    return datasets;
}

} // namespace

std::string toToml(const RunRecord &record)
{
    std::ostringstream out;
    out << "# The configuration of this run, complete; written once when it began. See "
           "docs/configuration.md.\n"
        << "format = " << RunRecord::format << "\n";
    RunConfig config = record.config;
    std::string section;
    for (const RunField &field : runFields(config)) {
        const std::size_t dot = field.name.find('.');
        if (field.name.substr(0, dot) != section) {
            section = field.name.substr(0, dot);
            out << "\n[" << section << "]\n";
        }
        const bool unset = std::visit(
            [](const auto *value) {
                if constexpr (requires { value->empty(); })
                    return value->empty();
                return false;
            },
            field.value);
        if (!unset)
            out << field.name.substr(dot + 1) << " = "
                << std::visit([](const auto *value) { return text(*value); }, field.value) << "\n";
    }
    const ResolvedInputs &inputs = record.inputs;
    out << "\n# What was found when the run began; not to be set by hand.\n[resolved]\nprogram = "
        << text(inputs.program) << "\ntokenizer_fingerprint = " << text(inputs.tokenizerFingerprint)
        << "\n";
    if (!inputs.initCheckpoint.empty())
        out << "init_checkpoint = " << text(inputs.initCheckpoint)
            << "\ninit_fingerprint = " << text(inputs.initFingerprint) << "\n";
    writeDatasets(out, "train", inputs.train);
    writeDatasets(out, "validation", inputs.validation);
    return out.str();
}

Result<RunRecord> parseRunRecord(std::string_view source, const std::string &name)
{
    PHI1_ASSIGN(toml::table table, parseToml(source, name));
    if (!table.contains("format"))
        return failure(ErrorCode::Corrupt,
                       concat(name, " has no format number; it is not the run.toml of a run"));
    PHI1_TRY(takeFormat(table, name));
    RunRecord record;
    PHI1_TRY(applyToml(table, record.config, name, {}, nullptr));
    if (const toml::table *resolved = table["resolved"].as_table()) {
        ResolvedInputs &inputs = record.inputs;
        inputs.program = (*resolved)["program"].value_or(std::string());
        inputs.tokenizerFingerprint = (*resolved)["tokenizer_fingerprint"].value_or(std::string());
        inputs.initCheckpoint = (*resolved)["init_checkpoint"].value_or(std::string());
        inputs.initFingerprint = (*resolved)["init_fingerprint"].value_or(std::string());
        PHI1_ASSIGN(inputs.train, readDatasets(*resolved, "train", name));
        PHI1_ASSIGN(inputs.validation, readDatasets(*resolved, "validation", name));
    }
    return record;
}

Result<RunRecord> readRunRecord(const std::filesystem::path &runFolder)
{
    const std::filesystem::path path = runFolder / "run.toml";
    const Result<std::string> source = readFile(path, 1u << 20);
    if (!source && source.error().code == ErrorCode::NotFound)
        return failure(
            ErrorCode::NotFound,
            concat(runFolder,
                   " is not a run: it has no run.toml; give a folder made by phi1 train"));
    if (!source)
        return failure(Result<std::string>(source));
    return parseRunRecord(*source, path.string());
}

} // namespace phi1
