// SPDX-License-Identifier: Apache-2.0
#include "model/formats/fasttext/field_reader.h"

#include "core/base/text.h"

namespace phi1 {

Result<bool> FieldReader::flag(std::string_view field)
{
    PHI1_ASSIGN(const auto value, number<std::uint8_t>(field));
    if (value > 1)
        return corrupt(concat("the field '", field, "' is ", int{value}, ", not 0 or 1"));
    return value == 1;
}

Result<std::string_view> FieldReader::text(std::string_view field)
{
    const std::byte *begin = m_bytes.data() + m_at;
    const void *end = left() == 0 ? nullptr : std::memchr(begin, 0, left());
    if (end == nullptr)
        return corrupt(concat("the file ends within the field '", field, "'"));
    const auto length = static_cast<std::size_t>(static_cast<const std::byte *>(end) - begin);
    m_at += length + 1;
    return std::string_view(reinterpret_cast<const char *>(begin), length);
}

tl::unexpected<Error> FieldReader::corrupt(const std::string &what) const
{
    return failure(ErrorCode::Corrupt,
                   concat(m_file, " is not a sound fastText model: ", what, " (read up to byte ",
                          m_at, " of ", m_bytes.size(), ")."));
}

tl::unexpected<Error> FieldReader::incompatible(const std::string &what) const
{
    return failure(ErrorCode::Incompatible, concat(m_file, " cannot be used: ", what));
}

tl::unexpected<Error> FieldReader::missing(std::uint64_t count, std::size_t size,
                                           std::string_view field) const
{
    return corrupt(concat("the field '", field, "' needs ", count, " × ", size, " bytes, ", left(),
                          " are left"));
}

} // namespace phi1
