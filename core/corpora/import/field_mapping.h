// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// A part of an expression: the dotted name of a field, or a text between quotes.
struct FieldPart {
    std::string name; ///< "meta.title"; empty for a literal
    std::string literal;

    bool operator==(const FieldPart &) const = default;
};

/// What a record offers of a field.
struct FieldValue {
    enum class Kind { Absent, Null, String, Other } kind = Kind::Absent;
    std::string_view text; ///< of a string its content, of others JSON; valid until the next
                           ///< look-up
};

/// What of a record becomes which member of a sample. Members without a rule are guessed: text from
/// text, content or code, source from source or repo, licence from license …; what the text's own
/// rule names is not guessed to be anything else.
class FieldMapping
{
public:
    /// Members that can be set, by the names that --field knows.
    static std::vector<std::string> keys();

    /// KEY=EXPRESSION: names joined by `+` ("text=context+prompt+completion", dotted for nested
    /// objects) and texts between single quotes with \n, \t, \', \\. Without any such text, a line
    /// break is put after a part that does not end with one: programs cut into pieces stay
    /// programs. Usage, saying what was expected.
    Result<void> setField(std::string_view assignment);
    /// A value for all records. Usage for an unknown key, or one of text, id.
    Result<void> setConstant(std::string_view key, std::string value);

    /// Whatever makes other samples of the same file.
    std::string fingerprint() const;

    using Lookup = std::function<FieldValue(std::string_view name)>;
    /// Fills text and origin of a record, and adds the names of the fields it took to `taken`.
    /// @return what is wrong with it (a text is missing …)
    std::optional<std::string> apply(const Lookup &lookup, std::string &text, SampleOrigin &origin,
                                     std::vector<std::string_view> &taken) const;
    /// Of a record without fields: a file that is one document.
    void applyConstants(SampleOrigin &origin) const;

private:
    bool isInText(std::string_view name) const;

    struct Rule {
        std::vector<FieldPart> parts; ///< empty: guesses
        std::optional<std::string> constant;
    };
    static constexpr std::size_t keyCount = 12;
    std::array<Rule, keyCount> m_rules;
};

} // namespace phi1
