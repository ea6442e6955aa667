// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/machine/machine_sampler.h"
#include "views/newrun/demonstration.h"
#include "views/newrun/first_start_view.h"
#include "views/newrun/machine_check.h"

class QToolButton;

namespace phi1 {

class ActionButton;
class Banner;
class DisclosureDetails;
class FactsGrid;
class LearningRatePreview;
class TextLabel;

/// What the view holds. Its widgets are laid out in first_start_layout.cpp.
class FirstStartView::Private
{
public:
    Private(FirstStartView &firstStart, PageContext &pageContext);

    void build();
    QWidget *buildPanel();
    QWidget *buildSteps();
    QWidget *buildSide();
    QWidget *buildCommands();
    QWidget *buildCheckLine();
    void request();
    void take(const DemonstrationForecast &made);
    void showCheck();
    void start();
    void answered(quint64 id, bool ok, const QString &sentence);

    FirstStartView &view;
    PageContext &context;
    Demonstration demonstration;
    MachineCheck check;
    std::unique_ptr<MachineSampler> sampler;
    MachineLoad load;
    quint64 newest = 0;
    quint64 sent = 0;

    TextLabel *textbook = nullptr;
    TextLabel *exercises = nullptr;
    LearningRatePreview *curve = nullptr;
    FactsGrid *facts = nullptr;
    ActionButton *startButton = nullptr;
    Banner *banner = nullptr;
    TextLabel *checkIcon = nullptr;
    TextLabel *checkWord = nullptr;
    TextLabel *checkText = nullptr;
    QToolButton *checkLink = nullptr;
    DisclosureDetails *checkReport = nullptr;
};

} // namespace phi1
