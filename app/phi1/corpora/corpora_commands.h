// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace phi1 {

struct CommandRegistry;

/// The commands that read or write corpora; they need SQLite, which builds without a desktop leave
/// out. One function a file of this folder.
void addCorporaCommands(CommandRegistry &registry);

void addEmbedCommand(CommandRegistry &registry);
void addScoreCommand(CommandRegistry &registry);
void addForestCommand(CommandRegistry &registry);
void addDisagreeCommand(CommandRegistry &registry);
void addDuplicatesCommand(CommandRegistry &registry);
void addFactsCommand(CommandRegistry &registry);
void addImportCommand(CommandRegistry &registry);
void addIndexCommand(CommandRegistry &registry);
void addSearchCommand(CommandRegistry &registry);
void addSynthesizeCommand(CommandRegistry &registry);

} // namespace phi1
