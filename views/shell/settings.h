// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QString>
#include <QVariant>

#include "views/theme/theme.h"

namespace phi1 {

class SettingsFile;

/// What the user chose (for all workspaces) and how the window of this workspace was left.
/// Reads at construction, from then on answers from memory; writes in another thread a moment
/// after a change. A file that cannot be read or parsed counts as empty.
class Settings : public QObject
{
    Q_OBJECT
public:
    /// @param userFile       preferences, shared by all workspaces
    /// @param workspaceFile  window, dock, pages, drafts of one workspace
    Settings(const QString &userFile, const QString &workspaceFile, QObject *parent = nullptr);
    ~Settings() override; ///< writes what is not written yet

    static QString defaultUserFile(); ///< $XDG_CONFIG_HOME/phi1-workbench/settings.json

    Theme::Mode themeMode() const;
    void setThemeMode(Theme::Mode mode);
    double interfaceScale() const; ///< 0.8 … 2
    void setInterfaceScale(double scale);
    double codeScale() const; ///< 0.8 … 2
    void setCodeScale(double scale);
    bool highContrast() const;
    void setHighContrast(bool on);
    double smoothing() const; ///< 0 … 0.99, for charts that have no value of their own yet
    void setSmoothing(double strength);
    QString smoothingKind() const; ///< "time" | "ema" | "mean" | "gaussian"
    void setSmoothingKind(const QString &kind);
    bool clipOutliers() const;
    void setClipOutliers(bool clip);
    QString curveAxis() const; ///< "step" | "tokens" | "time" | "clock"
    void setCurveAxis(const QString &axis);
    bool notifies() const; ///< toasts for finished and failed runs
    void setNotifies(bool notifies);

    /// Anything else, by keys of the form "page.name"; values must be plain (see
    /// Page::saveState()).
    QVariant userValue(const QString &key, const QVariant &fallback = {}) const;
    void setUserValue(const QString &key, const QVariant &value);
    QVariant workspaceValue(const QString &key, const QVariant &fallback = {}) const;
    void setWorkspaceValue(const QString &key, const QVariant &value);

    void flush();            ///< writes now, in this thread
    QString problem() const; ///< why the files could not be read, one sentence; empty if they could

signals:
    void changed(const QString &key);

private:
    std::unique_ptr<SettingsFile> m_user;
    std::unique_ptr<SettingsFile> m_workspace;
};

} // namespace phi1
