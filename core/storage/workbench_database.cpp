// SPDX-License-Identifier: Apache-2.0
#include "core/storage/workbench_database.h"
