// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QStringList>

#include "views/newrun/forecaster.h"
#include "views/newrun/new_run_page.h"
#include "views/newrun/run_composer.h"
#include "views/newrun/speed_probe.h"

class QAction;
class QLineEdit;
class QScrollArea;
class QToolButton;

namespace phi1 {

class ActionButton;
class Banner;
class CommandPanel;
class ElidedLabel;
class LearningRatePreview;
class MemoryPanel;
class NewRunForm;
class Panel;
class RunSummaryPanel;
class StartBar;
class TagEdit;
class TextLabel;

/// What the page holds. Its widgets are laid out in new_run_layout.cpp; what they do is in
/// new_run_behaviour.cpp.
class NewRunPage::Private
{
public:
    Private(NewRunPage &newRunPage, PageContext &pageContext);

    void build();
    QWidget *buildLeft();
    QWidget *buildRight();
    void addActions();

    void change(const QString &undoText, const std::function<void()> &changeDraft);
    void refresh();
    void refreshForecast();
    void refreshCurve();
    void refreshReason();
    void refreshNames();
    void arrange();
    QString runFolder() const;
    QString problem() const;

    void take(const QVariantMap &arguments);
    void takeRun(const QString &runFolder);
    void takeFile(const QString &file);
    void takeCheckpoint(const QString &path);
    void restoreFocused();
    void resetAll();
    void savePreset();
    void start(bool queueOnly);
    void answered(quint64 request, bool ok, const QString &sentence);

    NewRunPage &page;
    PageContext &context;
    RunComposer composer;
    Forecaster forecaster;
    SpeedProbe probe;

    StartBar *startBar = nullptr;
    NewRunForm *form = nullptr;
    QScrollArea *scroll = nullptr;
    Panel *formPanel = nullptr;
    Banner *banner = nullptr;
    QWidget *right = nullptr;
    Panel *curvePanel = nullptr;
    LearningRatePreview *curve = nullptr;
    MemoryPanel *memory = nullptr;
    RunSummaryPanel *summary = nullptr;
    CommandPanel *command = nullptr;
    QLineEdit *name = nullptr;
    TextLabel *nameProblem = nullptr;
    TagEdit *tags = nullptr;
    QToolButton *differences = nullptr;

    ElidedLabel *reasonLabel = nullptr;
    ActionButton *resetButton = nullptr;
    ActionButton *presetButton = nullptr;
    ActionButton *queueButton = nullptr;
    ActionButton *startButton = nullptr;
    QAction *startAction = nullptr;
    QAction *queueAction = nullptr;

    quint64 request = 0;      ///< that was sent; 0: none
    QString requested;        ///< folder of it
    QStringList startedNames; ///< from here; the session lists them a moment later
    bool requestQueued = false;
    int layoutKind = -1;
};

} // namespace phi1
