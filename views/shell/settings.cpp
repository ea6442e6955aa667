// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings.h"

#include "views/shell/settings_file.h"

#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr double smallest = 0.8;
constexpr double largest = 2.0;

double bounded(const QVariant &value, double low, double high, double fallback)
{
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::clamp(number, low, high) : fallback;
}

QString oneOf(const QVariant &value, const QStringList &choices)
{
    const QString text = value.toString();
    return choices.contains(text) ? text : choices.first();
}

const QStringList &themeNames()
{
    static const QStringList names{u"system"_s, u"light"_s, u"dark"_s};
    return names;
}

} // namespace

Settings::Settings(const QString &userFile, const QString &workspaceFile, QObject *parent)
    : QObject(parent)
    , m_user(std::make_unique<SettingsFile>(userFile))
    , m_workspace(std::make_unique<SettingsFile>(workspaceFile))
{}

Settings::~Settings() = default;

QString Settings::defaultUserFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) %
           u"/phi1-workbench/settings.json";
}

Theme::Mode Settings::themeMode() const
{
    const QString name = oneOf(userValue(u"appearance.theme"_s), themeNames());
    if (name == "light"_L1)
        return Theme::Mode::Light;
    return name == "dark"_L1 ? Theme::Mode::Dark : Theme::Mode::System;
}

void Settings::setThemeMode(Theme::Mode mode)
{
    const QString name = mode == Theme::Mode::Light  ? u"light"_s
                         : mode == Theme::Mode::Dark ? u"dark"_s
                                                     : u"system"_s;
    setUserValue(u"appearance.theme"_s, name);
}

double Settings::interfaceScale() const
{
    return bounded(userValue(u"appearance.interfaceScale"_s), smallest, largest, 1.0);
}

void Settings::setInterfaceScale(double scale)
{
    setUserValue(u"appearance.interfaceScale"_s, std::clamp(scale, smallest, largest));
}

double Settings::codeScale() const
{
    return bounded(userValue(u"appearance.codeScale"_s), smallest, largest, 1.0);
}

void Settings::setCodeScale(double scale)
{
    setUserValue(u"appearance.codeScale"_s, std::clamp(scale, smallest, largest));
}

bool Settings::highContrast() const
{
    return userValue(u"appearance.highContrast"_s, false).toBool();
}

void Settings::setHighContrast(bool on)
{
    setUserValue(u"appearance.highContrast"_s, on);
}

double Settings::smoothing() const
{
    return bounded(userValue(u"charts.smoothing"_s), 0.0, 0.99, 0.6);
}

void Settings::setSmoothing(double strength)
{
    setUserValue(u"charts.smoothing"_s, std::clamp(strength, 0.0, 0.99));
}

QString Settings::smoothingKind() const
{
    return oneOf(userValue(u"charts.smoothingKind"_s),
                 {u"time"_s, u"ema"_s, u"mean"_s, u"gaussian"_s});
}

void Settings::setSmoothingKind(const QString &kind)
{
    setUserValue(u"charts.smoothingKind"_s, kind);
}

bool Settings::clipOutliers() const
{
    return userValue(u"charts.clipOutliers"_s, true).toBool();
}

void Settings::setClipOutliers(bool clip)
{
    setUserValue(u"charts.clipOutliers"_s, clip);
}

QString Settings::curveAxis() const
{
    return oneOf(userValue(u"charts.axis"_s), {u"step"_s, u"tokens"_s, u"time"_s, u"clock"_s});
}

void Settings::setCurveAxis(const QString &axis)
{
    setUserValue(u"charts.axis"_s, axis);
}

bool Settings::notifies() const
{
    return userValue(u"window.notifies"_s, true).toBool();
}

void Settings::setNotifies(bool notifies)
{
    setUserValue(u"window.notifies"_s, notifies);
}

QVariant Settings::userValue(const QString &key, const QVariant &fallback) const
{
    return m_user->value(key, fallback);
}

void Settings::setUserValue(const QString &key, const QVariant &value)
{
    if (m_user->setValue(key, value))
        emit changed(key);
}

QVariant Settings::workspaceValue(const QString &key, const QVariant &fallback) const
{
    return m_workspace->value(key, fallback);
}

void Settings::setWorkspaceValue(const QString &key, const QVariant &value)
{
    if (m_workspace->setValue(key, value))
        emit changed(key);
}

void Settings::flush()
{
    m_user->flush();
    m_workspace->flush();
}

QString Settings::problem() const
{
    return m_user->problem().isEmpty() ? m_workspace->problem() : m_user->problem();
}

} // namespace phi1
