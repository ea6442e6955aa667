// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace phi1 {

/// What kind of failure it is, so that a caller can react; people read the message.
enum class ErrorCode {
    NotFound,     ///< a file, folder, command or key that should be there is not
    Corrupt,      ///< it is there, but its content contradicts itself
    Incompatible, ///< it is well-formed, but not what this program or this model can use
    Usage, ///< the command line or a configuration asks for something impossible (exit status 2)
    Io,    ///< the operating system refused: permission, space, device
    Cancelled, ///< the user or a signal asked to stop (exit status 130)
    Device,    ///< an accelerator or its memory
    Busy,      ///< somebody else holds it
};

struct Error {
    ErrorCode code = ErrorCode::Io;
    std::string message; ///< Full sentence; names the file, what was found and what was expected.
};

template<typename T>
using Result = tl::expected<T, Error>; // std::expected once the compilers allow it

inline tl::unexpected<Error> failure(ErrorCode code, std::string message)
{
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// Hands the error of one result on as the error of another.
template<typename T>
tl::unexpected<Error> failure(Result<T> &&result)
{
    return tl::unexpected<Error>(std::move(result).error());
}

} // namespace phi1

/// Returns the error of a Result<void> (or drops its value) from the enclosing function.
#define PHI1_TRY(expression)                                                                       \
    do {                                                                                           \
        if (auto phi1Result = (expression); !phi1Result)                                           \
            return ::phi1::failure(std::move(phi1Result));                                         \
    } while (false)

#define PHI1_CONCATENATE_(a, b) a##b
#define PHI1_CONCATENATE(a, b) PHI1_CONCATENATE_(a, b)

/// `PHI1_ASSIGN(auto file, openFile(path));` declares `file`, or returns the error of the call.
// A declaration cannot stand in parentheses. NOLINTBEGIN(bugprone-macro-parentheses)
#define PHI1_ASSIGN(declaration, expression)                                                       \
    auto PHI1_CONCATENATE(phi1Result, __LINE__) = (expression);                                    \
    if (!PHI1_CONCATENATE(phi1Result, __LINE__))                                                   \
        return ::phi1::failure(std::move(PHI1_CONCATENATE(phi1Result, __LINE__)));                 \
    declaration = std::move(*PHI1_CONCATENATE(phi1Result, __LINE__))
// NOLINTEND(bugprone-macro-parentheses)
