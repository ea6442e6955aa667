// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/synthesis/answer_record.h"

namespace phi1 {

inline constexpr const char *answersFileName = "answers.jsonl";
inline constexpr const char *planFileName = "plan.toml";

/// Reads answers.jsonl as it grows, whole lines only.
class AnswerReader
{
public:
    explicit AnswerReader(std::filesystem::path file)
        : m_file(std::move(file))
    {}

    /// Gives the answers from where the last call ended to `visit`, in their order, until it
    /// returns false or `limitBytes` are read. A missing file has none. Lines that are none are
    /// counted.
    Result<void> read(const std::function<bool(AnswerRecord &&)> &visit,
                      std::uint64_t limitBytes = ~0ull);
    std::uint64_t offset() const { return m_offset; } ///< behind the last whole line
    std::uint64_t damaged() const { return m_damaged; }

private:
    std::filesystem::path m_file;
    std::uint64_t m_offset = 0;
    std::uint64_t m_damaged = 0;
};

/// The state of a synthesis: every prompt that was answered has a line, and what has a line is not
/// asked again.
class AnswerLog
{
public:
    /// Opens or makes FOLDER/answers.jsonl and gives what is in it to `visit`; a last line that a
    /// crash left unfinished is cut off. The caller holds the job's lock.
    static Result<AnswerLog> open(const std::filesystem::path &folder,
                                  const std::function<void(AnswerRecord &&)> &visit);

    /// Durable when it returns.
    Result<void> append(const AnswerRecord &record);
    std::uint64_t damaged() const { return m_damaged; }

private:
    std::filesystem::path m_file;
    FileDescriptor m_descriptor;
    std::uint64_t m_size = 0;
    std::uint64_t m_damaged = 0;
};

} // namespace phi1
