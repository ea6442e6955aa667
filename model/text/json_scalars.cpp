// SPDX-License-Identifier: Apache-2.0
#include "model/text/json_scalars.h"

#include <utility>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

using Handler =
    std::function<Result<void>(const std::vector<std::string> &place, JsonScalar &&value)>;

/// The callbacks of nlohmann::json's reader; each returns whether to go on.
class ScalarReader
{
public:
    using number_integer_t = Json::number_integer_t;
    using number_unsigned_t = Json::number_unsigned_t;
    using number_float_t = Json::number_float_t;
    using string_t = Json::string_t;
    using binary_t = Json::binary_t;

    ScalarReader(std::string_view what, const Handler &handler)
        : m_what(what)
        , m_handler(handler)
    {}

    bool null() { return scalar(nullptr); }
    bool boolean(bool value) { return scalar(value); }
    bool number_integer(number_integer_t value) { return scalar(value); }
    bool number_unsigned(number_unsigned_t value)
    {
        if (value > static_cast<number_unsigned_t>(INT64_MAX))
            return scalar(static_cast<double>(value));
        return scalar(static_cast<std::int64_t>(value));
    }
    bool number_float(number_float_t value, const string_t &) { return scalar(value); }
    bool string(string_t &value) { return scalar(std::move(value)); }
    bool binary(binary_t &) { return scalar(nullptr); }

    bool start_object(std::size_t) { return open(false); }
    bool key(string_t &name)
    {
        m_place.back() = std::move(name);
        return true;
    }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(true); }
    bool end_array() { return close(); }

    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &error)
    {
        m_result = failure(ErrorCode::Corrupt,
                           concat(m_what, " is not valid JSON: ", printable(error.what(), 300)));
        return false;
    }

    Result<void> take() { return std::move(m_result); }

private:
    static constexpr std::size_t deepest = 16;

    bool open(bool isArray)
    {
        nameElement();
        if (m_place.size() == deepest) {
            m_result =
                failure(ErrorCode::Corrupt, concat(m_what, " is nested deeper than the ", deepest,
                                                   " levels that such a file needs"));
            return false;
        }
        m_place.emplace_back();
        m_elements.push_back(isArray ? 0 : notAnArray);
        return true;
    }
    bool close()
    {
        m_place.pop_back();
        m_elements.pop_back();
        return true;
    }
    void nameElement()
    {
        if (!m_elements.empty() && m_elements.back() != notAnArray)
            m_place.back() = std::to_string(m_elements.back()++);
    }
    bool scalar(JsonScalar &&value)
    {
        nameElement();
        m_result = m_handler(m_place, std::move(value));
        return m_result.has_value();
    }

    static constexpr std::int64_t notAnArray = -1;
    std::string_view m_what;
    const Handler &m_handler;
    std::vector<std::string> m_place;
    std::vector<std::int64_t> m_elements; ///< per level: number of the next array element
    Result<void> m_result;
};

} // namespace

Result<void> readJsonScalars(std::string_view text, std::string_view what, const Handler &value)
{
    ScalarReader reader(what, value);
    Json::sax_parse(text, &reader);
    return reader.take();
}

} // namespace phi1
