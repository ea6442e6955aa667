// SPDX-License-Identifier: Apache-2.0
#include "core/base/stop_signals.h"

#include <atomic>
#include <csignal>

namespace phi1 {

namespace {

std::atomic<int> stopCount{0};
std::atomic<bool> checkpointWanted{false};
static_assert(std::atomic<int>::is_always_lock_free,
              "signal handlers may only touch lock-free atomics");

void onStop(int)
{
    stopCount.fetch_add(1);
}

void onCheckpoint(int)
{
    checkpointWanted.store(true);
}

void handle(int signalNumber, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(signalNumber, &action, nullptr);
}

} // namespace

void StopSignals::install()
{
    handle(SIGTERM, onStop);
    handle(SIGINT, onStop);
    handle(SIGUSR1, onCheckpoint);
    handle(SIGPIPE, SIG_IGN);
}

bool StopSignals::stopRequested()
{
    return stopCount.load() > 0;
}

bool StopSignals::stopNowRequested()
{
    return stopCount.load() > 1;
}

bool StopSignals::takeCheckpointRequest()
{
    return checkpointWanted.exchange(false);
}

void StopSignals::reset()
{
    stopCount.store(0);
    checkpointWanted.store(false);
}

} // namespace phi1
