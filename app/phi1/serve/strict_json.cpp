// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/strict_json.h"

#include <string>
#include <vector>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t deepest = 16;
/// Names are compared with those before, so their number bounds the time.
constexpr std::size_t mostMembers = 128;

/// Builds the document while it is read, and stops where it goes wrong.
class Builder final : public nlohmann::json_sax<Json>
{
public:
    Json root;
    std::string problem; ///< a clause: "is nested more than …"

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t &) override { return add(value); }
    bool string(string_t &value) override { return add(std::move(value)); }
    bool binary(binary_t &) override { return false; } // JSON has none

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t &name) override
    {
        const Json &object = *m_open.back();
        if (object.contains(name)) {
            problem = concat("has the field ", printable(name, 60), " twice in one object");
            return false;
        }
        if (object.size() == mostMembers) {
            problem = concat("has an object of more than ", mostMembers, " fields");
            return false;
        }
        m_key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string &,
                     const nlohmann::detail::exception &error) override
    {
        const std::string_view what = error.what();
        if (what.find("UTF-8") != std::string_view::npos)
            problem = concat("is not UTF-8 at byte ", position);
        else if (what.find("number overflow") != std::string_view::npos)
            problem = concat("has a number that is too large at byte ", position);
        else
            problem = concat("is not valid JSON at byte ", position);
        return false;
    }

private:
    Json *place(Json value)
    {
        if (m_open.empty()) {
            root = std::move(value);
            return &root;
        }
        Json &parent = *m_open.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[m_key] = std::move(value));
    }
    bool add(Json value)
    {
        place(std::move(value));
        return true;
    }
    bool open(Json value)
    {
        if (m_open.size() == deepest) {
            problem = concat("is nested more than ", deepest, " deep");
            return false;
        }
        m_open.push_back(place(std::move(value)));
        return true;
    }
    bool close()
    {
        m_open.pop_back();
        return true;
    }

    std::vector<Json *> m_open; ///< a container does not move while one inside it is filled
    std::string m_key;
};

} // namespace

Result<Json> parseStrictJson(std::string_view text)
{
    Builder builder;
    if (text.empty())
        return failure(ErrorCode::Usage, "the body is empty; a JSON object is expected");
    if (!Json::sax_parse(text, &builder))
        return failure(ErrorCode::Usage, concat("the body ", builder.problem));
    return std::move(builder.root);
}

} // namespace phi1
