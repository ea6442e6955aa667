// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/event_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>

#include <fcntl.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace {

namespace ondemand = simdjson::ondemand;

std::optional<double> numberOf(ondemand::value &value)
{
    ondemand::json_type type{};
    if (value.type().get(type))
        return std::nullopt;
    double number = 0;
    if (type == ondemand::json_type::number && !value.get_double().get(number))
        return number;
    std::string_view text;
    if (type == ondemand::json_type::string && !value.get_string().get(text)) {
        if (text == "NaN")
            return std::numeric_limits<double>::quiet_NaN();
        if (text == "Infinity")
            return std::numeric_limits<double>::infinity();
        if (text == "-Infinity")
            return -std::numeric_limits<double>::infinity();
    }
    return std::nullopt;
}

enum class LineKind { Event, Nonsense, OtherVersion };

/// Takes lines apart; keeps its buffers between them.
class LineParser
{
public:
    /// @param line  of a buffer that can be read for SIMDJSON_PADDING bytes behind it
    LineKind parse(std::string_view line, Event &event);
    std::int64_t version() const { return m_version; }

private:
    /// false: the member is broken, and with it the line
    bool readMember(std::string_view key, ondemand::value value, Event &event);

    ondemand::parser m_parser;
    std::int64_t m_version = 0;
    bool m_hasVersion = false;
};

LineKind LineParser::parse(std::string_view line, Event &event)
{
    event.kind = {};
    event.name = {};
    event.seq = event.step = event.fromStep = -1;
    event.segment = 0;
    event.time = event.elapsed = 0;
    event.numbers.clear();
    event.line = line;
    m_hasVersion = false;

    ondemand::document document;
    ondemand::object object;
    if (m_parser
            .iterate(simdjson::padded_string_view(line.data(), line.size(),
                                                  line.size() + simdjson::SIMDJSON_PADDING))
            .get(document) ||
        document.get_object().get(object))
        return LineKind::Nonsense;
    for (auto member : object) {
        ondemand::field field;
        std::string_view key;
        if (std::move(member).get(field) || field.unescaped_key().get(key) ||
            !readMember(key, field.value(), event))
            return LineKind::Nonsense;
    }
    // A current location behind the object means that something stands there.
    const char *behind = nullptr;
    if (!document.current_location().get(behind) || event.kind.empty() || !m_hasVersion)
        return LineKind::Nonsense;
    return m_version == jobFilesVersion ? LineKind::Event : LineKind::OtherVersion;
}

bool LineParser::readMember(std::string_view key, ondemand::value value, Event &event)
{
    if (key == "event")
        return !value.get_string().get(event.kind);
    if (key == "v") {
        m_hasVersion = true;
        return !value.get_int64().get(m_version);
    }
    if (key == "seq")
        return !value.get_int64().get(event.seq);
    if (key == "segment") {
        std::int64_t segment = 0;
        if (value.get_int64().get(segment) || segment < 0 ||
            segment > std::numeric_limits<int>::max())
            return false;
        event.segment = static_cast<int>(segment);
        return true;
    }
    if (key == "step")
        return !value.get_int64().get(event.step);
    if (key == "from_step")
        return !value.get_int64().get(event.fromStep);
    if (key == "time")
        return !value.get_double().get(event.time);
    if (key == "elapsed")
        return !value.get_double().get(event.elapsed);
    ondemand::json_type type{};
    if (value.type().get(type))
        return false;
    if (key == "name" && type == ondemand::json_type::string)
        return !value.get_string().get(event.name);
    if (key == "sequences" && type == ondemand::json_type::array) {
        constexpr std::array<std::string_view, 2> names = {"sequences_first", "sequences_count"};
        ondemand::array list;
        if (value.get_array().get(list))
            return false;
        std::size_t index = 0;
        for (auto element : list) {
            ondemand::value number;
            if (std::move(element).get(number))
                return false;
            const auto found = numberOf(number);
            if (found && index < names.size())
                event.numbers.emplace_back(names[index], *found);
            ++index;
        }
        return true;
    }
    if (type == ondemand::json_type::number || type == ondemand::json_type::string) {
        if (const auto number = numberOf(value))
            event.numbers.emplace_back(key, *number);
        else if (type == ondemand::json_type::number)
            return false;
    }
    return true; // of other types: what the line holds besides numbers is for json()
}

} // namespace

double Event::number(std::string_view key, double otherwise) const
{
    for (const auto &[numberName, value] : numbers) {
        if (numberName == key)
            return value;
    }
    return otherwise;
}

Json Event::json() const
{
    return Json::parse(line, nullptr, false);
}

struct EventReader::State {
    std::filesystem::path path;
    std::uint64_t offset = 0; ///< of the first byte that was not taken as part of a line
    dev_t device = 0;
    ino_t inode = 0;
    bool exists = false;
    bool startedBehind = false; ///< of a file that was not opened yet: startAt()
    bool inHugeLine = false;
    std::uint64_t skipped = 0;
    std::optional<Error> broken;
    /// The last bytes before `offset`: a file that was rewritten in place and grew beyond the
    /// offset meanwhile shows here.
    std::string lastBytes;
    LineParser parser;
    Event event;

    void forget();
    bool isOtherFile(int file, const struct stat &status) const;
    Result<std::size_t> takeLines(std::string_view bytes,
                                  const std::function<void(const Event &)> &, Poll &);
};

void EventReader::State::forget()
{
    offset = 0;
    inHugeLine = false;
    skipped = 0;
    lastBytes.clear();
    broken.reset();
    exists = false;
    startedBehind = false;
}

bool EventReader::State::isOtherFile(int file, const struct stat &status) const
{
    if (!exists && !startedBehind)
        return false;
    if (exists && (status.st_dev != device || status.st_ino != inode))
        return true;
    if (static_cast<std::uint64_t>(status.st_size) < offset)
        return true;
    std::string now(lastBytes.size(), '\0');
    return !now.empty() &&
           (!readExactly(file, std::as_writable_bytes(std::span(now.data(), now.size())),
                         offset - now.size(), eventsFileName) ||
            now != lastBytes);
}

/// Hands over the events of the whole lines in `bytes`, which begins at `offset`.
/// @return how many bytes were dealt with
Result<std::size_t> EventReader::State::takeLines(std::string_view bytes,
                                                  const std::function<void(const Event &)> &handler,
                                                  Poll &poll)
{
    std::size_t begin = 0;
    while (begin < bytes.size()) {
        const void *found = std::memchr(bytes.data() + begin, '\n', bytes.size() - begin);
        if (!found) {
            if (bytes.size() - begin > longestLine || inHugeLine) {
                skipped += inHugeLine ? 0 : 1;
                inHugeLine = true;
                begin = bytes.size();
            }
            break;
        }
        const auto end = static_cast<std::size_t>(static_cast<const char *>(found) - bytes.data());
        const std::string_view line = bytes.substr(begin, end - begin);
        begin = end + 1;
        if (inHugeLine) {
            inHugeLine = false;
            continue;
        }
        const LineKind kind =
            line.size() > longestLine ? LineKind::Nonsense : parser.parse(line, event);
        if (kind == LineKind::OtherVersion) {
            broken = Error{ErrorCode::Incompatible,
                           concat(path, " is of version ", parser.version(),
                                  " of its format, this program reads version ", jobFilesVersion,
                                  ": use a program that is as new as the one that wrote it")};
            return tl::unexpected<Error>(*broken);
        }
        if (kind == LineKind::Nonsense) {
            // An empty line is what ends a torn one that had its line break after all.
            skipped += line.empty() ? 0 : 1;
            continue;
        }
        ++poll.events;
        handler(event);
    }
    return begin;
}

EventReader::EventReader(std::filesystem::path file)
    : m_state(std::make_unique<State>())
{
    m_state->path = std::move(file);
}

EventReader::EventReader(EventReader &&) noexcept = default;
EventReader &EventReader::operator=(EventReader &&) noexcept = default;
EventReader::~EventReader() = default;

void EventReader::startAt(std::uint64_t offset, std::string lastBytes, std::uint64_t skippedLines)
{
    m_state->offset = offset;
    m_state->lastBytes = std::move(lastBytes);
    m_state->skipped = skippedLines;
    m_state->startedBehind = offset > 0;
}

Result<EventReader::Poll> EventReader::poll(const std::function<void(const Event &)> &handler,
                                            std::uint64_t byteLimit)
{
    State &state = *m_state;
    Poll poll;
    auto file = openFile(state.path, O_RDONLY | O_NONBLOCK);
    if (!file && file.error().code == ErrorCode::NotFound) {
        poll.restarted = state.exists || state.startedBehind;
        poll.atEnd = true;
        if (poll.restarted)
            state.forget();
        return poll;
    }
    if (!file)
        return failure(std::move(file));
    struct stat status = {};
    if (::fstat(file->get(), &status) != 0 || !S_ISREG(status.st_mode))
        return failure(ErrorCode::Incompatible, concat(state.path, " is not a regular file"));
    if (state.isOtherFile(file->get(), status)) {
        state.forget();
        poll.restarted = true;
        return poll;
    }
    state.exists = true;
    state.device = status.st_dev;
    state.inode = status.st_ino;
    if (state.broken)
        return tl::unexpected<Error>(*state.broken);

    constexpr std::size_t blockSize = longestLine + 1; // so that each call gets on by a line
    // For this call alone, and its pages not touched before they are read into: a window follows
    // hundreds of runs, each with a reader of its own.
    const auto buffer = std::make_unique_for_overwrite<char[]>(longestLine + blockSize +
                                                               simdjson::SIMDJSON_PADDING);
    std::size_t held = 0; // bytes of an unfinished line at the buffer's start
    for (std::uint64_t taken = 0; taken < byteLimit;) {
        const ssize_t count = ::pread(file->get(), buffer.get() + held, blockSize,
                                      static_cast<off_t>(state.offset + held));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io,
                           concat(state.path, " cannot be read: ", systemMessage(errno)));
        if (count == 0) {
            poll.atEnd = true;
            break;
        }
        const std::string_view bytes(buffer.get(), held + static_cast<std::size_t>(count));
        PHI1_ASSIGN(const std::size_t done, state.takeLines(bytes, handler, poll));
        if (done > 0) {
            constexpr std::size_t remembered = 64;
            state.lastBytes =
                bytes.substr(done > remembered ? done - remembered : 0, std::min(done, remembered));
        }
        state.offset += done;
        taken += static_cast<std::uint64_t>(count);
        held = bytes.size() - done;
        std::memmove(buffer.get(), buffer.get() + done, held);
    }
    return poll;
}

bool EventReader::fileExists() const
{
    return m_state->exists;
}

std::uint64_t EventReader::skippedLines() const
{
    return m_state->skipped;
}

std::uint64_t EventReader::offset() const
{
    return m_state->offset;
}

} // namespace phi1
