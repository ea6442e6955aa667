// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// The folders of a workspace; none of them need exist.
struct Workspace {
    std::filesystem::path root;

    std::filesystem::path runs() const { return root / "runs"; }
    std::filesystem::path jobs() const { return root / "jobs"; }
    std::filesystem::path checkpoints() const { return root / "checkpoints"; }
    std::filesystem::path corpora() const { return root / "corpora"; }
    /// Training sets: `core/mixing/training_set.h`.
    std::filesystem::path sets() const { return root / "sets"; }
    /// What people wrote.
    std::filesystem::path database() const { return root / "workbench.db"; }
    std::filesystem::path trash() const { return root / "trash"; }
    std::filesystem::path queue() const { return root / "queue"; }
    /// The supervisor's own files: lock, log.
    std::filesystem::path supervisor() const { return root / "supervisor"; }
};

/// $XDG_DATA_HOME/phi1-workbench, ~/.local/share/phi1-workbench where that variable is not set or
/// not absolute. Usage if there is no home either.
Result<Workspace> defaultWorkspace();

/// The workspace at `root`, or the default one if `root` is empty; absolute.
Result<Workspace> workspaceAt(const std::filesystem::path &root);

} // namespace phi1
