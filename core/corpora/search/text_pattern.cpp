// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/text_pattern.h"

#include <algorithm>
#include <string>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Steps of one match: some ms. What a text of usual size needs is a hundredth of it.
constexpr std::uint32_t mostSteps = 300'000;
/// KiB of memory for backtracking.
constexpr std::uint32_t mostHeap = 20'000;
constexpr std::uint32_t deepest = 20'000;
constexpr std::size_t longestPattern = 4096;
constexpr std::size_t jitStackStart = 32 << 10, jitStackEnd = 1 << 20;

std::string messageOf(int error)
{
    PCRE2_UCHAR buffer[256];
    if (pcre2_get_error_message(error, buffer, sizeof buffer) < 0)
        return "error " + std::to_string(error);
    return reinterpret_cast<const char *>(buffer);
}

std::uint32_t optionsOf(const TextQuery &query)
{
    std::uint32_t options = query.matchCase ? 0 : PCRE2_CASELESS;
    const bool ascii = std::all_of(query.text.begin(), query.text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (query.mode == TextMode::Substring) {
        options |= PCRE2_LITERAL;
        if (!ascii && !query.matchCase)
            options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
        return options;
    }
    return options | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE |
           PCRE2_NEVER_BACKSLASH_C;
}

} // namespace

struct TextPattern::State {
    pcre2_code *code = nullptr;
    pcre2_match_data *match = nullptr;
    pcre2_match_context *context = nullptr;
    pcre2_jit_stack *stack = nullptr;

    ~State()
    {
        pcre2_jit_stack_free(stack);
        pcre2_match_context_free(context);
        pcre2_match_data_free(match);
        pcre2_code_free(code);
    }
};

TextPattern::TextPattern(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
TextPattern::TextPattern(TextPattern &&) noexcept = default;
TextPattern &TextPattern::operator=(TextPattern &&) noexcept = default;
TextPattern::~TextPattern() = default;

Result<TextPattern> TextPattern::compile(const TextQuery &query)
{
    if (query.text.size() > longestPattern)
        return failure(ErrorCode::Usage,
                       concat("the search is ", query.text.size(), " bytes long, at most ",
                              longestPattern, " are possible"));
    auto state = std::make_unique<State>();
    auto *compiling = pcre2_compile_context_create(nullptr);
    pcre2_set_newline(compiling, PCRE2_NEWLINE_ANYCRLF);
    int error = 0;
    PCRE2_SIZE position = 0;
    state->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(query.text.data()), query.text.size(),
                                optionsOf(query), &error, &position, compiling);
    pcre2_compile_context_free(compiling);
    if (!state->code)
        return failure(
            ErrorCode::Usage,
            concat("the regular expression cannot be used: ", messageOf(error), " at character ",
                   position + 1,
                   R"(; characters such as ( [ * + ? . are searched for with a \ before)"));
    state->match = pcre2_match_data_create(1, nullptr);
    state->context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(state->context, mostSteps);
    pcre2_set_depth_limit(state->context, deepest);
    pcre2_set_heap_limit(state->context, mostHeap);
    // Without executable memory the interpreter does the same, some times slower.
    if (pcre2_jit_compile(state->code, PCRE2_JIT_COMPLETE) == 0) {
        state->stack = pcre2_jit_stack_create(jitStackStart, jitStackEnd, nullptr);
        pcre2_jit_stack_assign(state->context, nullptr, state->stack);
    }
    return TextPattern(std::move(state));
}

TextPattern::Outcome TextPattern::find(std::string_view text, std::size_t from,
                                       ByteSpan &match) const
{
    if (from > text.size())
        return Outcome::None;
    const int found =
        pcre2_match(m_state->code, reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data()),
                    text.size(), from, 0, m_state->match, m_state->context);
    if (found < 0)
        return found == PCRE2_ERROR_NOMATCH ? Outcome::None : Outcome::GaveUp;
    const auto *offsets = pcre2_get_ovector_pointer(m_state->match);
    // \K in a lookahead can end a match before its start.
    match = {std::min(offsets[0], offsets[1]), std::max(offsets[0], offsets[1])};
    return Outcome::Found;
}

} // namespace phi1
