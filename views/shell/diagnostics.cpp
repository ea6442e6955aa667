// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/diagnostics.h"

#include "core/base/version.h"
#include "views/format/number_text.h"
#include "views/shell/settings.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"

#include <QFileInfo>
#include <QFontInfo>
#include <QGuiApplication>
#include <QHash>
#include <QLocale>
#include <QMetaEnum>
#include <QScreen>
#include <QStringList>
#include <QSysInfo>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

QString screensText()
{
    QStringList texts;
    const QList<QScreen *> screens = QGuiApplication::screens();
    for (const QScreen *screen : screens)
        texts.append(u"%1x%2 at %3"_s.arg(screen->geometry().width())
                         .arg(screen->geometry().height())
                         .arg(screen->devicePixelRatio()));
    return texts.join(u", ");
}

QString runsText(const WorkspaceSession &session)
{
    QHash<RunState, int> counts;
    for (const RunInfo &run : session.runs()->runs())
        ++counts[run.state];
    QStringList texts;
    for (int state = 0; state <= static_cast<int>(RunState::Gone); ++state)
        if (const int count = counts.value(static_cast<RunState>(state)))
            texts.append(u"%1 %2"_s.arg(count).arg(runStateText(static_cast<RunState>(state))));
    return texts.isEmpty() ? u"none"_s : texts.join(u", ");
}

} // namespace

QString diagnosticsText(const WorkspaceSession &session, const Settings &settings,
                        const MachineLoad &load)
{
    const Theme &theme = Theme::instance();
    QStringList lines;
    const auto add = [&lines](QLatin1StringView name, const QString &value) {
        lines.append(name % u": " % value);
    };
    add("phi-1 workbench"_L1, QString::fromUtf8(version));
    add("Qt"_L1, u"%1, built with %2"_s.arg(QString::fromLatin1(qVersion()),
                                            QStringLiteral(QT_VERSION_STR)));
    add("System"_L1, QSysInfo::prettyProductName() % u", " % QSysInfo::kernelType() % u' ' %
                         QSysInfo::kernelVersion() % u", " % QSysInfo::currentCpuArchitecture());
    add("Desktop"_L1, qEnvironmentVariable("XDG_CURRENT_DESKTOP", u"not said"_s) % u", platform " %
                          QGuiApplication::platformName());
    add("Screens"_L1, screensText());
    add("Language"_L1, QLocale().name());
    add("Theme"_L1, QString::fromLatin1(QMetaEnum::fromType<Theme::Mode>().valueToKey(
                        static_cast<int>(theme.mode()))) %
                        (theme.isDark() ? u", dark"_s : u", light"_s) % u", interface size " %
                        QString::number(theme.interfaceScale()));
    const QFontInfo body(theme.font(Theme::Font::Body));
    const QFontInfo code(theme.font(Theme::Font::Code));
    add("Fonts"_L1, body.family() % u", " % code.family());
    add("Processors"_L1,
        u"%1 of %2 cores busy"_s.arg(load.cpuBusyCores, 0, 'f', 1).arg(load.cores));
    add("Memory"_L1, u"%1 of %2 bytes"_s.arg(load.memoryUsed).arg(load.memoryTotal));
    add("Disk of the workspace"_L1,
        u"%1 of %2 bytes free"_s.arg(load.diskFree).arg(load.diskTotal));
    if (load.gpus.empty())
        add("GPU"_L1, u"none"_s);
    for (const GpuLoad &gpu : load.gpus)
        add("GPU"_L1, u"%1 %2, %3 of %4 bytes, %5 °C, %6 %"_s.arg(gpu.index)
                          .arg(QString::fromStdString(gpu.name))
                          .arg(gpu.used)
                          .arg(gpu.total)
                          .arg(gpu.temperature)
                          .arg(gpu.utilisation * 100));
    add("Workspace"_L1, session.workspace());
    add("phi1"_L1,
        session.phi1Program() %
            (QFileInfo(session.phi1Program()).isExecutable() ? QString() : u" (missing)"_s));
    add("Runs"_L1, runsText(session));
    if (!session.problem().isEmpty())
        add("Problem of the workspace"_L1, session.problem());
    if (!settings.problem().isEmpty())
        add("Problem of the settings"_L1, settings.problem());
    return lines.join(u'\n') % u'\n';
}

} // namespace phi1
