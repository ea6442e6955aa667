// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/runs/run_config.h"

namespace phi1 {

/// A run that is being put together: a preset and what was set over it, as typed, so that a value
/// that is wrong stays where it is with its sentence until it is right.
class RunDraft
{
public:
    /// @param preset  one of presetNames(); another name is taken for the smallest
    explicit RunDraft(std::string preset = "phi-1-nano");
    /// The draft that means `config`: a preset of its shape and stage, and all that differs.
    static RunDraft of(const RunConfig &config);

    const std::string &preset() const { return m_preset; }
    /// The preset's own configuration; data.train is empty where the preset leaves it open.
    const RunConfig &presetConfig() const { return m_presetConfig; }

    /// @param toml  value as TOML: text in quotes. What is no TOML is taken as typed.
    void set(const std::string &key, std::string toml);
    void unset(const std::string &key);
    const std::map<std::string, std::string> &values() const { return m_set; }
    bool isSet(const std::string &key) const { return m_set.contains(key); }

    /// What is wrong, by key: what the value alone violates, else (under the key it is about, or
    /// under "") what only shows in the whole. Sentences as `phi1 train` says them, without the
    /// place in front.
    const std::map<std::string, std::string> &errors() const { return m_errors; }
    bool isValid() const { return m_errors.empty(); }
    /// What `phi1 train` would make of it. While something is wrong, the values that can be read
    /// laid over the preset, for estimates only.
    const RunConfig &config() const { return m_config; }

    /// The fewest `--set` that make the preset this configuration, in the order of the keys.
    std::vector<std::string> overrides() const;

private:
    void evaluate();

    std::string m_preset;
    RunConfig m_presetConfig;
    std::map<std::string, std::string> m_set;
    std::map<std::string, std::string> m_errors;
    RunConfig m_config;
};

/// The preset of this shape for pretraining or finetuning: "phi-1-nano", true →
/// "phi-1-nano-finetune".
std::string presetFor(std::string_view shape, bool finetunes);
/// "phi-1-nano-finetune" → "phi-1-nano".
std::string presetShape(std::string_view preset);

/// One argument as a POSIX shell reads it back; quoted only where it has to be. A leading `~/`
/// stays open to the shell.
std::string shellQuoted(std::string_view argument);

} // namespace phi1
