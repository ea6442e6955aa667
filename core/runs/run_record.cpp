// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/runs/field_text.h"
#include "core/runs/run_config.h"
#include "core/runs/run_fields.h"
#include "core/runs/toml_text.h"
#include "core/runs/toml_values.h"

namespace phi1 {

namespace {

void writeDatasets(std::ostringstream &out, const char *name,
                   const std::vector<ResolvedInputs::Dataset> &datasets)
{
    for (const ResolvedInputs::Dataset &dataset : datasets)
        out << "\n[[resolved." << name << "]]\nsource = " << tomlText(dataset.source)
            << "\nfolder = " << tomlText(dataset.folder)
            << "\ncontent_hash = " << tomlText(dataset.contentHash)
            << "\nweight = " << tomlText(dataset.weight) << "\n";
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

std::string configurationToml(const RunConfig &asked)
{
    std::ostringstream out;
    RunConfig config = asked;
    std::string section;
    for (const RunField &field : runFields(config)) {
        const std::size_t dot = field.name.find('.');
        if (field.name.substr(0, dot) != section) {
            out << (section.empty() ? "" : "\n");
            section = field.name.substr(0, dot);
            out << "[" << section << "]\n";
        }
        const bool unset = std::visit(
            [](const auto *value) {
                if constexpr (requires { value->empty(); })
                    return value->empty();
                return false;
            },
            field.value);
        if (!unset)
            out << field.name.substr(dot + 1) << " = " << fieldText(field) << "\n";
    }
    return out.str();
}

std::string toToml(const RunRecord &record)
{
    std::ostringstream out;
    out << "# The configuration of this run, complete; written once when it began. See "
           "docs/configuration.md.\n"
        << "format = " << RunRecord::format << "\n\n"
        << configurationToml(record.config);
    const ResolvedInputs &inputs = record.inputs;
    out << "\n# What was found when the run began; not to be set by hand.\n[resolved]\nprogram = "
        << tomlText(inputs.program)
        << "\ntokenizer_fingerprint = " << tomlText(inputs.tokenizerFingerprint) << "\n";
    if (!inputs.initCheckpoint.empty())
        out << "init_checkpoint = " << tomlText(inputs.initCheckpoint)
            << "\ninit_fingerprint = " << tomlText(inputs.initFingerprint) << "\n";
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
