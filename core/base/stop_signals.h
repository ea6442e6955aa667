// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace phi1 {

/// What the signals of the contract ask of a worker. SIGTERM and SIGINT: write a checkpoint and
/// stop; a second one: stop now. SIGUSR1: write a checkpoint and go on. The handlers only count;
/// work polls.
class StopSignals
{
public:
    /// Installs the handlers (and ignores SIGPIPE) for the whole process; call once, early.
    static void install();
    static bool stopRequested();
    static bool stopNowRequested();
    /// True once per SIGUSR1 received since the last call.
    static bool takeCheckpointRequest();
    /// For tests and for commands that own their loop: forget what was received.
    static void reset();
};

} // namespace phi1
