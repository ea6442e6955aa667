// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstring>

#include <doctest/doctest.h>

#include "core/jobs/curve_export.h"
#include "tests/support/fake_curve.h"

using namespace phi1;

namespace {

RunCurve sampleCurve()
{
    RunCurve curve;
    for (int step = 1; step <= 3; ++step) {
        Event event;
        event.kind = "step";
        event.step = step;
        event.time = 1000.5 + step;
        event.elapsed = 0.1 * step;
        event.numbers = {{"loss", test::fakeLoss(step)}, {"learning_rate", 1e-3 / step}};
        if (step == 3)
            event.numbers.emplace_back("odd,name", std::nan(""));
        curve.add(event);
        event.kind = "eval";
        event.name = "validation";
        event.step = 2 * step;
        event.numbers = {{"loss", 0.5 * step}};
        curve.add(event);
    }
    return curve;
}

template<typename Export>
std::string bytesOf(Export exportTo)
{
    std::string bytes;
    CHECK(exportTo(sampleCurve(), [&](std::string_view piece) -> Result<void> {
        bytes += piece;
        return {};
    }));
    return bytes;
}

/// Reads what exportTensorBoard() writes, after the definitions of the formats.
class Decoder
{
public:
    explicit Decoder(std::string_view bytes)
        : m_bytes(bytes)
    {}
    bool atEnd() const { return m_bytes.empty(); }
    template<typename T>
    T fixed()
    {
        REQUIRE(m_bytes.size() >= sizeof(T));
        T value{};
        std::memcpy(&value, m_bytes.data(), sizeof(T));
        m_bytes.remove_prefix(sizeof(T));
        return value;
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<std::uint64_t>(fixed<std::uint8_t>());
            value |= (byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
    }
    std::string_view take(std::size_t size)
    {
        REQUIRE(m_bytes.size() >= size);
        const auto taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }

private:
    std::string_view m_bytes;
};

std::uint32_t masked(std::string_view bytes)
{
    const std::uint32_t crc = crc32c(bytes);
    return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

struct Scalar {
    double time;
    std::uint64_t step;
    std::string tag;
    float value;
    bool operator==(const Scalar &) const = default;
};

} // namespace

TEST_CASE("the checksum is CRC-32C")
{
    CHECK(crc32c("123456789") == 0xE3069283u);
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAu); // RFC 3720, B.4
    CHECK(crc32c("") == 0);
}

TEST_CASE("the comma-separated table has a row per step and an empty cell where there is no number")
{
    CHECK(bytesOf(exportCsv) ==
          "step,segment,time,elapsed,loss,learning_rate,\"odd,name\",validation.loss\n"
          "1,0,1001.5,0.1,1.2804903282692988,0.001,,\n"
          "2,0,1002.5,0.2,1.3030991422752272,5e-04,,0.5\n"
          "3,0,1003.5,0.30000000000000004,1.0470400026866225,0.0003333333333333333,NaN,\n"
          "4,0,1002.5,0.2,,,,1\n"
          "6,0,1003.5,0.30000000000000004,,,,1.5\n");
}

TEST_CASE("the TensorBoard file decodes to the scalars of the curve")
{
    const std::string bytes = bytesOf(exportTensorBoard);
    Decoder file(bytes);
    std::vector<Scalar> scalars;
    std::string version;
    while (!file.atEnd()) {
        const auto lengthBytes = file.take(8);
        CHECK(file.fixed<std::uint32_t>() == masked(lengthBytes));
        const auto data = file.take(Decoder(lengthBytes).fixed<std::uint64_t>());
        CHECK(file.fixed<std::uint32_t>() == masked(data));
        Decoder event(data);
        CHECK(event.varint() == (1 << 3 | 1));
        const auto time = event.fixed<double>();
        const auto key = event.varint();
        if (key == (3 << 3 | 2)) {
            version = event.take(event.varint());
            CHECK(event.atEnd());
            continue;
        }
        CHECK(key == (2 << 3 | 0));
        const auto step = event.varint();
        CHECK(event.varint() == (5 << 3 | 2));
        Decoder summary(event.take(event.varint()));
        CHECK(event.atEnd());
        while (!summary.atEnd()) {
            CHECK(summary.varint() == (1 << 3 | 2));
            Decoder value(summary.take(summary.varint()));
            CHECK(value.varint() == (1 << 3 | 2));
            const std::string tag(value.take(value.varint()));
            CHECK(value.varint() == (2 << 3 | 5));
            scalars.push_back({time, step, tag, value.fixed<float>()});
            CHECK(value.atEnd());
        }
    }
    CHECK(version == "brain.Event:2");
    REQUIRE(scalars.size() == 10);
    CHECK(scalars[0] == Scalar{1001.5, 1, "loss", static_cast<float>(test::fakeLoss(1))});
    CHECK(scalars[3] == Scalar{1002.5, 2, "learning_rate", 5e-4f});
    CHECK(std::isnan(scalars[6].value));
    CHECK(scalars[9] == Scalar{1003.5, 6, "validation/loss", 1.5f});
}
