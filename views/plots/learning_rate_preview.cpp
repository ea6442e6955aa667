// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/learning_rate_preview.h"
