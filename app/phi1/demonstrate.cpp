// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/commands.h"

namespace phi1 {

void addDemonstrateCommand(CommandRegistry &) {}

} // namespace phi1
