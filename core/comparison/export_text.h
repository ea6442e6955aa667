// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers and foreign texts in exported files. Numbers are the same in every locale.

namespace phi1 {

/// "12.3"
std::string fixedText(double value, int decimals);
/// "38.0 %" of a probability given by its logarithm.
std::string probabilityText(double logProbability);
/// "1.25 s", "21 ms"
std::string secondsText(double seconds);
/// "2.9 GB", "512 kB"
std::string byteText(std::int64_t bytes);
/// "2026-11-24T08:50:00Z"; the number itself where it is no date.
std::string isoTime(double unixSeconds);
/// "9f3a-c41e-07b2-…": the first digits of a fingerprint in groups, all of it where it is short.
std::string fingerprintText(std::string_view fingerprint);

/// The text in UTF-8 with nothing in it that moves a cursor, colours a terminal or turns the
/// direction of writing: control characters as "\x1b", bytes that are not UTF-8 as "\xff". Line
/// breaks and tabulators stay.
std::string visibleText(std::string_view text);
/// visibleText() on one line: line breaks as "\n", tabulators as "\t".
std::string visibleLine(std::string_view text);

/// visibleText() for HTML, in text as in quoted attributes.
std::string htmlText(std::string_view text);
/// visibleLine() for HTML.
std::string htmlLine(std::string_view text);

/// One line of Markdown that is shown as it stands.
std::string markdownLine(std::string_view text);
/// A fenced block; its fence is longer than any in the text.
std::string markdownBlock(std::string_view text, std::string_view language = {});

} // namespace phi1
