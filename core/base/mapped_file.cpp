// SPDX-License-Identifier: Apache-2.0
#include "core/base/mapped_file.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// One live mapping as the signal handler sees it. Nodes are never freed, only reused: a handler on
/// another thread may be walking over them at any moment.
struct Registration {
    std::atomic<std::uintptr_t> begin{0};
    std::atomic<std::uintptr_t> end{0}; ///< 0: the node is free
    std::atomic<bool> damaged{false};
    Registration *next = nullptr;
};

std::atomic<Registration *> registrations{nullptr};
struct sigaction previousAction = {};

/// Called for a fault that is none of ours: as if we had not been there.
void passOn(int signalNumber, siginfo_t *info, void *context)
{
    if ((previousAction.sa_flags & SA_SIGINFO) != 0 && previousAction.sa_sigaction) {
        previousAction.sa_sigaction(signalNumber, info, context);
        return;
    }
    if (previousAction.sa_handler != SIG_DFL && previousAction.sa_handler != SIG_IGN) {
        previousAction.sa_handler(signalNumber);
        return;
    }
    // Delivered as soon as the handler returns, and ends the process as it would have without us.
    ::signal(signalNumber, SIG_DFL);
    ::raise(signalNumber);
}

void onBusError(int signalNumber, siginfo_t *info, void *context)
{
    const int savedErrno = errno;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    for (Registration *node = registrations.load(std::memory_order_acquire); node;
         node = node->next) {
        const std::uintptr_t end = node->end.load(std::memory_order_acquire);
        const std::uintptr_t begin = node->begin.load(std::memory_order_acquire);
        if (end == 0 || address < begin || address >= end ||
            node->end.load(std::memory_order_acquire) != end) // reused meanwhile
            continue;
        // mmap is a bare system call, safe in a handler.
        const auto pageSize = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const std::uintptr_t page = address & ~(pageSize - 1);
        void *zeros = ::mmap(reinterpret_cast<void *>(page), pageSize, PROT_READ,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (zeros == MAP_FAILED)
            break;
        node->damaged.store(true, std::memory_order_release);
        errno = savedErrno;
        return;
    }
    errno = savedErrno;
    passOn(signalNumber, info, context);
}

void installHandler()
{
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction action = {};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(SIGBUS, &action, &previousAction);
    });
}

Registration *registerMapping(std::uintptr_t begin, std::size_t size)
{
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    Registration *node = registrations.load(std::memory_order_relaxed);
    while (node && node->end.load(std::memory_order_relaxed) != 0)
        node = node->next;
    const bool isNew = node == nullptr;
    if (isNew)
        node = new Registration;
    node->damaged.store(false, std::memory_order_relaxed);
    node->begin.store(begin, std::memory_order_relaxed);
    node->end.store(begin + size, std::memory_order_release);
    if (isNew) {
        node->next = registrations.load(std::memory_order_relaxed);
        registrations.store(node, std::memory_order_release);
    }
    return node;
}

} // namespace

struct MappedFile::State {
    std::filesystem::path path;
    FileDescriptor
        file; // kept for the size check, and so that the inode is the one that was mapped
    const std::byte *data = nullptr;
    std::size_t size = 0;
    std::size_t mappedSize = 0; ///< whole pages
    Registration *registration = nullptr;

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        if (!registration)
            return;
        // In this order: a new mapping at the same address must not meet the old registration.
        registration->end.store(0, std::memory_order_release);
        ::munmap(const_cast<std::byte *>(data), mappedSize);
    }
};

MappedFile::MappedFile(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

MappedFile::MappedFile(MappedFile &&) noexcept = default;
MappedFile &MappedFile::operator=(MappedFile &&) noexcept = default;
MappedFile::~MappedFile() = default;

Result<MappedFile> MappedFile::open(const std::filesystem::path &path)
{
    auto state = std::make_unique<State>();
    state->path = path;
    // Without O_NONBLOCK opening a pipe would wait for a writer.
    PHI1_ASSIGN(state->file, openFile(path, O_RDONLY | O_NONBLOCK));
    struct stat status = {};
    if (::fstat(state->file.get(), &status) != 0)
        return failure(ErrorCode::Io, concat(path, " cannot be examined: ", systemMessage(errno)));
    if (!S_ISREG(status.st_mode))
        return failure(ErrorCode::Incompatible,
                       concat(path, " is a ", S_ISDIR(status.st_mode) ? "folder" : "pipe or device",
                              ", expected a regular file"));
    state->size = static_cast<std::size_t>(status.st_size);
    if (state->size > 0) {
        const auto pageSize = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        state->mappedSize = (state->size + pageSize - 1) / pageSize * pageSize;
        installHandler();
        void *data =
            ::mmap(nullptr, state->mappedSize, PROT_READ, MAP_SHARED, state->file.get(), 0);
        if (data == MAP_FAILED)
            return failure(ErrorCode::Io,
                           concat(path, " cannot be mapped into memory: ", systemMessage(errno)));
        state->data = static_cast<const std::byte *>(data);
        state->registration =
            registerMapping(reinterpret_cast<std::uintptr_t>(data), state->mappedSize);
    }
    return MappedFile(std::move(state));
}

const std::filesystem::path &MappedFile::path() const
{
    return m_state->path;
}

std::span<const std::byte> MappedFile::bytes() const
{
    return {m_state->data, m_state->size};
}

bool MappedFile::damaged() const
{
    return m_state->registration && m_state->registration->damaged.load(std::memory_order_acquire);
}

Result<void> MappedFile::check() const
{
    struct stat status = {};
    if (::fstat(m_state->file.get(), &status) != 0)
        return failure(ErrorCode::Io,
                       concat(m_state->path, " cannot be examined: ", systemMessage(errno)));
    // Bytes behind the new end but inside the last page read as zeros without a fault.
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size < m_state->size)
        return failure(ErrorCode::Corrupt,
                       concat(m_state->path, " was shortened from ", m_state->size, " to ", size,
                              " bytes while it was being read; restore it and try again"));
    if (damaged())
        return failure(ErrorCode::Corrupt,
                       concat(m_state->path,
                              " could not be read completely: it was shortened while "
                              "it was in use, or the disk failed; restore it and try again"));
    return {};
}

} // namespace phi1
