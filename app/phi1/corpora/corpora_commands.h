// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace phi1 {

struct CommandRegistry;

/// The commands that read or write corpora; they need SQLite, which builds without a desktop leave
/// out. One function a file of this folder.
void addCorporaCommands(CommandRegistry &registry);

void addImportCommand(CommandRegistry &registry);

} // namespace phi1
