// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace phi1 {

/// Places where a test can make the program meet bad luck: a full disk at the seventh write, death
/// at the ninth, a loss that is no number at the twelfth step. Off unless a test switches them on,
/// with setFailpoints() in its own process or, for a program it starts, with the environment
/// variable PHI1_FAILPOINT. The text is a list, separated by commas, of
///     NAME@N=ACTION       the N-th passage (from 1)
///     NAME@N-M=ACTION     each passage from the N-th to the M-th
/// ACTION is ENOSPC, EIO, EROFS or EINTR (the error number the place is to see), `kill` (the
/// process ends as by SIGKILL), or `nan`, which only places that compute know.
enum class FailpointAction { None, Error, NotANumber };

struct Failpoint {
    FailpointAction action = FailpointAction::None;
    int errorNumber = 0; ///< for Error
};

/// Counts one passage of the place `name` and says what is to happen there. Thread-safe; costs one
/// relaxed load when off.
Failpoint passFailpoint(std::string_view name);

/// The error number a system call at `name` is to fail with, 0 for none.
int failpointError(std::string_view name);

/// Replaces the list and sets all counts to 0; empty switches everything off.
void setFailpoints(const std::string &text);

} // namespace phi1
