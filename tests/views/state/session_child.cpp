// SPDX-License-Identifier: GPL-3.0-or-later
//
// A session in a process of its own, to be killed:
//     phi1_session_child WORKSPACE PHI1 start NAME SCRIPT   starts a run, then watches as below
//     phi1_session_child WORKSPACE PHI1 watch NAME          follows the run's curve and log
// Says "ready" when the curve is there, then a line with the number of its rows at every change.
#include <cstdio>

#include <QCoreApplication>

#include "views/state/workspace_session.h"

using namespace phi1;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = application.arguments();
    if (words.size() < 5)
        return 2;
    WorkspaceSession session(words[1], words[2]);
    const QString run = QString(words[1] + QStringLiteral("/runs/") + words[4]);
    const auto tell = [&] {
        if (const CurveData *curve = session.curve(run)) {
            std::printf("%zu\n", curve->rows());
            std::fflush(stdout);
        }
    };
    QObject::connect(&session, &WorkspaceSession::curveLoaded, &session, [&] {
        std::printf("ready\n");
        tell();
    });
    QObject::connect(&session, &WorkspaceSession::curveAppended, &session, tell);
    session.open();
    session.log(run);
    session.wantCurve(run, true);
    if (words[3] == QStringLiteral("start") && words.size() == 6) {
        RunLaunch launch;
        launch.folder = words[4];
        launch.arguments = QStringList{QStringLiteral("run"), words[5]};
        session.startRun(launch);
    }
    return QCoreApplication::exec();
}
