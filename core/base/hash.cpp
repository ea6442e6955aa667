// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

struct Hash128::State {
    XXH3_state_t *state = XXH3_createState();
    State() { XXH3_128bits_reset(state); }
    ~State() { XXH3_freeState(state); }
    State(const State &) = delete;
    State &operator=(const State &) = delete;
};

Hash128::Hash128()
    : m_state(std::make_unique<State>())
{}
Hash128::Hash128(Hash128 &&) noexcept = default;
Hash128 &Hash128::operator=(Hash128 &&) noexcept = default;
Hash128::~Hash128() = default;

void Hash128::update(std::span<const std::byte> bytes)
{
    XXH3_128bits_update(m_state->state, bytes.data(), bytes.size());
}

void Hash128::update(std::string_view bytes)
{
    update(std::as_bytes(std::span(bytes)));
}

void Hash128::updateInteger(std::uint64_t value)
{
    std::array<std::byte, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(value >> (8 * i));
    update(bytes);
}

std::string Hash128::hex() const
{
    const XXH128_hash_t hash = XXH3_128bits_digest(m_state->state);
    std::array<char, 33> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return buffer.data();
}

std::string hash128Hex(std::string_view bytes)
{
    Hash128 hash;
    hash.update(bytes);
    return hash.hex();
}

Result<std::string> hash128OfFile(const std::filesystem::path &path)
{
    PHI1_ASSIGN(const FileDescriptor file, openFile(path, O_RDONLY));
    Hash128 hash;
    std::vector<std::byte> block(1u << 20);
    while (true) {
        const ssize_t count = ::read(file.get(), block.data(), block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io, concat(path, " cannot be read: ", systemMessage(errno)));
        if (count == 0)
            return hash.hex();
        hash.update(std::span(block).first(static_cast<std::size_t>(count)));
    }
}

} // namespace phi1
