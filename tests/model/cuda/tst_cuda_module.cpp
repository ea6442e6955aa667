// SPDX-License-Identifier: Apache-2.0
// What can be known of libphi1_cuda.so without a GPU: the machine code inside, and its one symbol.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "core/base/files.h"

namespace {

template<typename T>
T at(const std::string &bytes, std::size_t offset)
{
    T value{};
    if (offset + sizeof(T) <= bytes.size())
        std::memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

/// (kind, compute capability) of every image in the fat binaries of a library: kind 1 is PTX, 2
/// machine code. A fat binary is a header (magic, version u16, header size u16, size u64) and
/// images, each with a header that begins kind u16, version u16, header size u32, size u64 and has
/// the capability at byte 28.
std::set<std::pair<int, int>> images(const std::string &library)
{
    std::set<std::pair<int, int>> result;
    const std::string magic = "\x50\xed\x55\xba";
    for (std::size_t start = library.find(magic); start != std::string::npos;
         start = library.find(magic, start + 4)) {
        const auto end =
            start + at<std::uint16_t>(library, start + 6) + at<std::uint64_t>(library, start + 8);
        std::size_t image = start + at<std::uint16_t>(library, start + 6);
        while (image < end && end <= library.size()) {
            result.emplace(at<std::uint16_t>(library, image),
                           at<std::uint32_t>(library, image + 28));
            const std::uint64_t size =
                at<std::uint32_t>(library, image + 4) + at<std::uint64_t>(library, image + 8);
            if (size == 0)
                break;
            image += size;
        }
    }
    return result;
}

} // namespace

TEST_CASE("the module holds machine code for A100 and Hopper and PTX for what comes later")
{
    const auto library = phi1::readFile(PHI1_CUDA_MODULE);
    REQUIRE(library);
    const auto found = images(*library);
    CHECK(found.count({2, 80}) == 1);
    CHECK(found.count({2, 90}) == 1);
    CHECK(found.count({1, 90}) == 1);
}

TEST_CASE("the module exports one symbol of ours and asks for LibTorch's CUDA part")
{
    const auto output = [](const std::string &command) {
        std::string text;
        FILE *pipe = ::popen(command.c_str(), "r");
        REQUIRE(pipe);
        std::array<char, 4096> buffer{};
        while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
            text.append(buffer.data(), count);
        CHECK(::pclose(pipe) == 0);
        return text;
    };
    const std::string symbols = output("nm -D --defined-only " PHI1_CUDA_MODULE);
    CHECK(symbols.find(" T phi1OpenDeviceBackend\n") != std::string::npos);
    CHECK(symbols.find("crossEntropyInPlace") == std::string::npos);
    const std::string needed = output("readelf -d " PHI1_CUDA_MODULE);
    CHECK(needed.find("libtorch_cuda.so") != std::string::npos);
    CHECK(needed.find("libc10_cuda.so") != std::string::npos);
}
