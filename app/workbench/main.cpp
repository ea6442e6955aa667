// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/page_list.h"
#include "app/workbench/startup_log.h"
#include "app/workbench/termination.h"
#include "core/base/version.h"
#include "core/jobs/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/appearance.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/single_instance.h"
#include "views/shell/stall_watchdog.h"
#include "views/shell/window_actions.h"
#include "views/state/workspace_session.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <cstdio>
#include <memory>

namespace {

using namespace Qt::StringLiterals;

int fail(const std::string &sentence)
{
    std::fprintf(stderr, "phi1-workbench: %s\n", sentence.c_str());
    return 1;
}

/// Without this Qt would abort with a core file and no hint of what to do.
bool hasDisplay()
{
    for (const char *variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(variable))
            return true;
    return false;
}

void installTranslations(QApplication &application)
{
    const auto install = [&](const QLocale &locale, const QString &name, const QString &folder) {
        auto translator = std::make_unique<QTranslator>(&application);
        if (!translator->load(locale, name, u"_"_s, folder))
            return;
        QApplication::installTranslator(translator.release());
    };
    const QLocale locale;
    install(locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    // The texts of the sources are English but for the plurals, which stand in a catalogue; what
    // another language does not have yet is shown in English. The translator installed last is
    // asked first.
    install(QLocale(QLocale::English), u"phi1-workbench"_s, u":/i18n"_s);
    install(locale, u"phi1-workbench"_s, u":/i18n"_s);
}

QString windowTitle(const QString &workspace)
{
    const auto usual = phi1::defaultWorkspace();
    const QString program = QCoreApplication::translate("main", "phi-1 workbench");
    if (usual && QFileInfo(QFile::decodeName(usual->root.c_str())) == QFileInfo(workspace))
        return program;
    return QDir(workspace).dirName() % u" – " % program;
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App commandLine("The window of phi-1 workbench: trains, follows and compares runs.",
                         "phi1-workbench");
    std::string folder;
    commandLine.add_option("--workspace", folder,
                           "Folder with runs, queue and trash (default: "
                           "$XDG_DATA_HOME/phi1-workbench)");
    commandLine.set_version_flag("--version", std::string("phi1-workbench ") + phi1::version);
    CLI11_PARSE(commandLine, argc, argv);
    if (!hasDisplay())
        return fail("no display was found (DISPLAY and WAYLAND_DISPLAY are not set), a window "
                    "needs one; use phi1 in this terminal, or log in with a desktop");
    const auto workspace = phi1::workspaceAt(folder);
    if (!workspace)
        return fail(workspace.error().message);
    const QString root = QFile::decodeName(workspace->root.c_str());

    int one = 1; // CLI11 took the arguments; Qt's own have environment variables too
    QApplication application(one, argv);
    QApplication::setApplicationName(u"phi1-workbench"_s);
    QApplication::setApplicationVersion(QString::fromUtf8(phi1::version));
    QApplication::setDesktopFileName(u"phi1-workbench"_s);
    QApplication::setWindowIcon(QIcon(u":/phi1-workbench.svg"_s));
    installTranslations(application);

    phi1::SingleInstance instance(root);
    switch (instance.claim()) {
    case phi1::SingleInstance::Outcome::Raised:
        return 0;
    case phi1::SingleInstance::Outcome::Held:
        return fail("the workspace " + workspace->root.string() + " is open in another window (" +
                    (instance.holder().isEmpty() ? "it does not say which"
                                                 : instance.holder().toStdString()) +
                    ") that does not answer; close that one, or name another folder with "
                    "--workspace");
    case phi1::SingleInstance::Outcome::First:
        break;
    }

    phi1::Settings settings(phi1::Settings::defaultUserFile(), root % u"/window.json");
    phi1::applyAppearance(application, settings);

    const QString program = QCoreApplication::applicationDirPath() % u"/phi1";
    phi1::WorkspaceSession session(root, program);
    phi1::MainWindow window(session, settings);
    window.setWindowTitle(windowTitle(root));
    phi1::SessionFeed feed(window);
    phi1::WindowActions actions(window, [&feed] { return feed.load(); });
    phi1::addPages(window);
    actions.finish();

    std::unique_ptr<phi1::StallWatchdog> watchdog;
    if (const QString file = qEnvironmentVariable("PHI1_STALL_LOG"); !file.isEmpty())
        watchdog = std::make_unique<phi1::StallWatchdog>(file);
    session.open();
    window.restore();
    window.show();
    if (const QString file = qEnvironmentVariable("PHI1_STARTUP_LOG"); !file.isEmpty())
        new phi1::StartupLog(window, file);
    if (!QFileInfo(program).isExecutable())
        feed.setProgramProblem(QCoreApplication::translate(
                                   "main", "%1 was not found beside this program, it is what "
                                           "trains; build or install phi1 into the same folder")
                                   .arg(program));

    phi1::Termination termination;
    QObject::connect(&termination, &phi1::Termination::requested, &window, &QWidget::close);
    QObject::connect(&instance, &phi1::SingleInstance::raiseRequested, &window,
                     [&window](const QString &token) {
                         if (!token.isEmpty()) // lets the desktop hand the focus over
                             qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
                         window.bringToFront();
                     });
    return QApplication::exec();
}
