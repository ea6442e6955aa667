// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings_page.h"

#include "core/base/version.h"
#include "views/format/number_text.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"
#include "views/shell/settings_row.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"
#include "views/widgets/value_row.h"

#include <QCheckBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

/// A panel with rows below each other.
QVBoxLayout *addPanel(QVBoxLayout *column, const QString &title)
{
    auto *panel = new Panel(title);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    panel->setContent(content);
    column->addWidget(panel);
    Theme::instance().follow(content, [rows] {
        const int margin = Theme::instance().px(12);
        rows->setContentsMargins(margin, margin, margin, margin);
        rows->setSpacing(Theme::instance().px(8));
    });
    return rows;
}

/// Per cent of a scale, following the setting when a key changes it.
template<typename Get, typename Set>
QSpinBox *scaleBox(Settings &settings, Get get, Set set)
{
    auto *box = new QSpinBox;
    box->setRange(80, 200);
    box->setSingleStep(10);
    box->setSuffix(QString(unitSpace) % u'%');
    box->setKeyboardTracking(false); // 120 % is not 1 % and 12 % on the way
    const auto show = [box, &settings, get] {
        const QSignalBlocker blocker(box);
        box->setValue(qRound((settings.*get)() * 100));
    };
    show();
    QObject::connect(&settings, &Settings::changed, box, show);
    QObject::connect(box, &QSpinBox::valueChanged, &settings,
                     [&settings, set](int value) { (settings.*set)(value / 100.0); });
    return box;
}

template<typename Get, typename Set>
SegmentedChoice *choice(Settings &settings, const QList<QPair<QString, QString>> &options, Get get,
                        Set set)
{
    auto *segments = new SegmentedChoice;
    for (const auto &[text, data] : options)
        segments->addOption(text, data);
    const auto show = [segments, &settings, get] {
        const QSignalBlocker blocker(segments);
        segments->setCurrentData(get(settings));
    };
    show();
    QObject::connect(&settings, &Settings::changed, segments, show);
    QObject::connect(segments, &SegmentedChoice::currentDataChanged, &settings,
                     [&settings, set](const QVariant &data) { set(settings, data.toString()); });
    return segments;
}

template<typename Get, typename Set>
QCheckBox *checkBox(Settings &settings, const QString &text, Get get, Set set)
{
    auto *box = new QCheckBox(text);
    const auto show = [box, &settings, get] {
        const QSignalBlocker blocker(box);
        box->setChecked((settings.*get)());
    };
    show();
    QObject::connect(&settings, &Settings::changed, box, show);
    QObject::connect(box, &QCheckBox::toggled, &settings,
                     [&settings, set](bool on) { (settings.*set)(on); });
    return box;
}

} // namespace

SettingsPage::SettingsPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
{
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    auto *whole = new QHBoxLayout(content);
    auto *holder = new QWidget;
    auto *column = new QVBoxLayout(holder);
    whole->addWidget(holder, 10);
    whole->addStretch(1);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(scroll);
    addAppearance(column);
    addCharts(column);
    addNotices(column);
    addAbout(column);
    column->addStretch(1);
    Theme::instance().follow(this, [whole, holder, column] {
        const Theme &theme = Theme::instance();
        whole->setContentsMargins({});
        column->setContentsMargins({});
        column->setSpacing(theme.px(8));
        holder->setMaximumWidth(theme.px(880));
        holder->setMinimumWidth(theme.px(640));
    });
}

QString SettingsPage::facts() const
{
    return tr("apply at once, to all workspaces");
}

void SettingsPage::addAppearance(QVBoxLayout *column)
{
    Settings &settings = context().settings;
    QVBoxLayout *rows = addPanel(column, tr("Appearance"));
    rows->addWidget(new SettingsRow(
        tr("Theme"),
        choice(
            settings,
            {{tr("Light"), u"light"_s}, {tr("Dark"), u"dark"_s}, {tr("Desktop's"), u"system"_s}},
            [](const Settings &from) {
                return from.themeMode() == Theme::Mode::Light  ? u"light"_s
                       : from.themeMode() == Theme::Mode::Dark ? u"dark"_s
                                                               : u"system"_s;
            },
            [](Settings &to, const QString &name) {
                to.setThemeMode(name == "light"_L1  ? Theme::Mode::Light
                                : name == "dark"_L1 ? Theme::Mode::Dark
                                                    : Theme::Mode::System);
            }),
        tr("Exports are always light")));
    rows->addWidget(
        new SettingsRow(tr("Interface size"),
                        scaleBox(settings, &Settings::interfaceScale, &Settings::setInterfaceScale),
                        tr("Also with Ctrl + and Ctrl −; Ctrl 0 is 100 %")));
    rows->addWidget(new SettingsRow(
        tr("Code size"), scaleBox(settings, &Settings::codeScale, &Settings::setCodeScale),
        tr("Of code and logs, on top of the interface size")));
    rows->addWidget(new SettingsRow(tr("Contrast"),
                                    checkBox(settings, tr("High contrast"), &Settings::highContrast,
                                             &Settings::setHighContrast),
                                    tr("Stronger frames and captions")));
}

void SettingsPage::addCharts(QVBoxLayout *column)
{
    Settings &settings = context().settings;
    QVBoxLayout *rows = addPanel(column, tr("Charts"));
    auto *strength = new QDoubleSpinBox;
    strength->setRange(0.0, 0.99);
    strength->setSingleStep(0.05);
    strength->setDecimals(2);
    strength->setKeyboardTracking(false);
    strength->setValue(settings.smoothing());
    connect(&settings, &Settings::changed, strength, [strength, &settings] {
        const QSignalBlocker blocker(strength);
        strength->setValue(settings.smoothing());
    });
    connect(strength, &QDoubleSpinBox::valueChanged, &settings, &Settings::setSmoothing);
    rows->addWidget(
        new SettingsRow(tr("Smoothing"), strength, tr("At the start; 0 draws the raw line alone")));
    rows->addWidget(new SettingsRow(
        tr("X axis"),
        choice(
            settings,
            {{tr("Step"), u"step"_s}, {tr("Tokens"), u"tokens"_s}, {tr("Time"), u"time"_s}},
            [](const Settings &from) { return from.curveAxis(); },
            [](Settings &to, const QString &axis) { to.setCurveAxis(axis); }),
        tr("At the start")));
    rows->addWidget(
        new SettingsRow(tr("Outliers"),
                        checkBox(settings, tr("Clip outliers"), &Settings::clipOutliers,
                                 &Settings::setClipOutliers),
                        tr("Single points far outside are counted, not drawn to scale")));
}

void SettingsPage::addNotices(QVBoxLayout *column)
{
    QVBoxLayout *rows = addPanel(column, tr("Notices"));
    rows->addWidget(new SettingsRow(tr("Runs"),
                                    checkBox(context().settings, tr("Tell when a run finishes"),
                                             &Settings::notifies, &Settings::setNotifies),
                                    tr("Failures are told in any case")));
}

void SettingsPage::addAbout(QVBoxLayout *column)
{
    QVBoxLayout *rows = addPanel(column, tr("This program"));
    const auto fact = [rows](const QString &label, const QString &value) {
        rows->addWidget(new ValueRow(label, value));
    };
    fact(tr("Version"), QString::fromUtf8(version));
    fact(tr("Qt"), QString::fromLatin1(qVersion()));
    fact(tr("Workspace"), QDir::toNativeSeparators(context().session.workspace()));
    fact(tr("Program that trains"), QDir::toNativeSeparators(context().session.phi1Program()));
    fact(tr("Licence"), tr("window GPL-3.0-or-later, the rest Apache-2.0"));
    fact(tr("Sent to anybody"), tr("nothing"));
    if (const QString problem = context().settings.problem(); !problem.isEmpty()) {
        auto *sentence = new TextLabel(problem, Theme::Font::Small, Theme::Token::Warning);
        sentence->setWordWrap(true);
        rows->addWidget(sentence);
    }
    auto *buttons = new QHBoxLayout;
    for (const QString &id : {u"help.diagnostics"_s, u"help.keys"_s, u"help.workspace"_s}) {
        QAction *action = context().actions.find(id);
        if (!action)
            continue;
        auto *button = new ActionButton(action->text());
        button->follow(action);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    rows->addLayout(buttons);
}

} // namespace phi1
