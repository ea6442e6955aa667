// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/prompt_file.h"

#include <array>
#include <cerrno>

#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// Far beyond any context; a prompt of this size is a mistake.
constexpr std::uint64_t promptLimit = 64u << 20;

Result<std::string> readStandardInput()
{
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count == 0)
            return text;
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(
                ErrorCode::Io,
                concat("the prompt could not be read from standard input: ", systemMessage(errno)));
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (text.size() > promptLimit)
            return failure(ErrorCode::Usage, concat("the prompt on standard input is longer than ",
                                                    formatBytes(promptLimit)));
    }
}

} // namespace

Result<std::string> readPrompt(const std::string &file)
{
    return file == "-" ? readStandardInput() : readFile(file, promptLimit);
}

std::string promptName(const std::string &file)
{
    return file == "-" ? "standard input" : file;
}

} // namespace phi1
