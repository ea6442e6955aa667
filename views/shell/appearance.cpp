// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/appearance.h"

#include "views/shell/settings.h"
#include "views/shell/theme_follower.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QTimer>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

} // namespace

void applyAppearance(QApplication &application, Settings &settings)
{
    Theme &theme = Theme::instance();
    const auto take = [&settings, &theme] {
        theme.setMode(settings.themeMode());
        theme.setInterfaceScale(settings.interfaceScale());
        theme.setCodeScale(settings.codeScale());
        theme.setHighContrast(settings.highContrast());
    };
    theme.apply(application);
    // What the desktop said last time, so that the first picture is right before it answers.
    const QString darkKey = u"appearance.desktopIsDark"_s;
    if (const QVariant before = settings.userValue(darkKey); before.isValid())
        theme.setSystemDark(before.toBool());
    take();
    QObject::connect(&settings, &Settings::changed, &theme, [take](const QString &key) {
        if (key.startsWith("appearance."_L1))
            take();
    });
    if (!ThemeFollower::hasBus())
        return;
    auto *follower = new ThemeFollower(&settings);
    QObject::connect(follower, &ThemeFollower::systemDarkChanged, &theme,
                     [&settings, &theme, darkKey](bool dark) {
                         theme.setSystemDark(dark);
                         settings.setUserValue(darkKey, dark);
                     });
    // After the first picture: meeting the bus takes a round trip or two.
    QTimer::singleShot(0, follower, [follower] { follower->start(); });
}

} // namespace phi1
