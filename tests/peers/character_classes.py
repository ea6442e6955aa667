# SPDX-License-Identifier: Apache-2.0
"""Prints the numbers of model/text/character_class_ranges.h.

Asks Hugging Face tokenizers how its ByteLevel pre-tokeniser sees every code point: beside a letter, a digit or an
exclamation mark it stays in one piece with what is of its own class. Takes half a minute.
"""

from tokenizers import pre_tokenizers

OTHER, LETTER, NUMBER, SPACE = range(4)


def character_class(cutter, character):
    for neighbour, kind in (("a", LETTER), ("1", NUMBER), ("!", OTHER)):
        if len(cutter.pre_tokenize_str(neighbour + character)) == 1:
            return kind
    return SPACE


def main():
    cutter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    ranges = []
    previous = None
    for code_point in range(0x110000):
        is_surrogate = 0xD800 <= code_point < 0xE000
        kind = OTHER if is_surrogate else character_class(cutter, chr(code_point))
        if kind != previous:
            ranges.append(4 * code_point + kind)
            previous = kind
    ranges.append(4 * 0x110000)
    print(", ".join(hex(number) for number in ranges))


if __name__ == "__main__":
    main()
