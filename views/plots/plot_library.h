// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The header of QCustomPlot needs Qt's foreach, which is switched off for our sources.
#ifdef QT_NO_FOREACH
#define foreach(variable, container) for (variable : container)
#include <qcustomplot.h>
#undef foreach
#else
#include <qcustomplot.h>
#endif
