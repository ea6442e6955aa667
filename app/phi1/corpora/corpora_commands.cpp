// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/corpora_commands.h"

namespace phi1 {

void addCorporaCommands(CommandRegistry &registry)
{
    addImportCommand(registry);
    addSearchCommand(registry);
    addIndexCommand(registry);
    addFactsCommand(registry);
    addDuplicatesCommand(registry);
    addEmbedCommand(registry);
    addScoreCommand(registry);
    addForestCommand(registry);
    addDisagreeCommand(registry);
    addSynthesizeCommand(registry);
}

} // namespace phi1
