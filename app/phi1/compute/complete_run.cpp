// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/compute_commands.h"

namespace phi1 {

Result<void> runComplete(const CompleteOptions &)
{
    return {};
}

} // namespace phi1
