// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/chart_area.h"
