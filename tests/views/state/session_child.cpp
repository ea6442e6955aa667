// SPDX-License-Identifier: GPL-3.0-or-later
//
// A session in a process of its own, to be killed:
//     phi1_session_child WORKSPACE PHI1 start NAME SCRIPT   starts a run, then watches as below
//     phi1_session_child WORKSPACE PHI1 watch NAME          follows the run's curve and log
//     phi1_session_child WORKSPACE PHI1 label CORPUS BASE   labels its samples one after the other:
//         sample i gets 1 + (i + BASE) % 5. Says "ROW LABEL" once that is on the disk.
// Says "ready" when the curve is there, then a line with the number of its rows at every change.
#include <cstdio>
#include <utility>

#include <QCoreApplication>

#include "views/state/samples_session.h"
#include "views/state/workspace_session.h"

using namespace phi1;

namespace {

int label(WorkspaceSession &workspace, const QString &corpus, int base)
{
    SamplesSession session(workspace);
    SampleRow next = 0;
    const auto labelOf = [base](SampleRow row) { return 1 + (int(row) + base) % 5; };
    // Several are under way, so that it is killed before, while and after one is written.
    const auto go = [&] {
        if (next < session.facts().samples)
            session.setLabel(next, labelOf(next));
        ++next;
    };
    QObject::connect(&session, &SamplesSession::labelStored, &session, [&](SampleRow row) {
        std::printf("%u %d\n", row, labelOf(row));
        std::fflush(stdout);
        go();
    });
    // Labels of before are there by the first answer, so that none is "set" to what it is.
    bool hasBegun = false;
    QObject::connect(
        &session, &SamplesSession::searchChanged, &session, [&](const SearchState &state) {
            if (state.stage != SearchState::Stage::Done || std::exchange(hasBegun, true))
                return;
            for (int i = 0; i < 4; ++i)
                go();
        });
    session.openCorpus(corpus);
    return QCoreApplication::exec();
}

} // namespace

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
    if (words[3] == QStringLiteral("label"))
        return label(session, words[4], words.value(5).toInt());
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
