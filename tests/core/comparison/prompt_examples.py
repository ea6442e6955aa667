#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""prompt_examples.py PROMPTS_FOLDER: the built-in prompts are programs up to where they end, and the examples in their
docstrings are right: a solution written by hand passes each of them. Prints what is wrong; exit status 1 if anything is."""

import ast
import doctest
import json
import pathlib
import sys

SOLUTIONS = {
    "rolling-mean": """
    kept = [v for v in values if v is not None]
    return [sum(kept[i:i + window]) / window for i in range(len(kept) - window + 1)]
""",
    "words-by-letter": """
    groups = {}
    for word in words:
        if word:
            groups.setdefault(word[0].lower(), []).append(word)
    return groups
""",
    "second-largest": """
    distinct = sorted(set(values))
    return distinct[-2] if len(distinct) > 1 else None
""",
    "balanced-brackets": """
    partners = {")": "(", "]": "[", "}": "{"}
    open_ones = []
    for c in text:
        if c in "([{":
            open_ones.append(c)
        elif c in partners and (not open_ones or open_ones.pop() != partners[c]):
            return False
    return not open_ones
""",
    "transpose": """
    return [list(column) for column in zip(*matrix)]
""",
    "run-lengths": """
    runs = []
    for c in text:
        if runs and runs[-1][0] == c:
            runs[-1] = (c, runs[-1][1] + 1)
        else:
            runs.append((c, 1))
    return runs
""",
    "digit-sum": """
    while number > 9:
        number = sum(int(d) for d in str(number))
    return number
""",
    "merge-sorted": """
    merged = []
    left, right = list(left), list(right)
    while left and right:
        merged.append((left if left[0] <= right[0] else right).pop(0))
    return merged + left + right
""",
    "caesar": """
    def moved(c):
        if not ("a" <= c.lower() <= "z"):
            return c
        base = ord("a") if c.islower() else ord("A")
        return chr((ord(c) - base + steps) % 26 + base)
    return "".join(moved(c) for c in text)
""",
    "primes-below": """
    return [n for n in range(2, limit) if all(n % d for d in range(2, n))]
""",
    "overlapping": """
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
""",
    "most-common": """
    words = text.lower().split()
    return sorted(set(words), key=lambda word: (-words.count(word), word))[:count]
""",
    "change": """
    best = [0] + [None] * amount
    for total in range(1, amount + 1):
        ways = [best[total - c] for c in coins if c <= total and best[total - c] is not None]
        best[total] = min(ways) + 1 if ways else None
    return -1 if best[amount] is None else best[amount]
""",
    "roman": """
    text = ""
    for value, letters in [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
                           (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]:
        while number >= value:
            text, number = text + letters, number - value
    return text
""",
    "spiral": """
    order = []
    while matrix:
        order += matrix[0]
        matrix = [list(row) for row in zip(*matrix[1:])][::-1]
    return order
""",
}


def parses(text):
    """Whether the text and a statement at some depth are a program; the text may end within its last line."""
    for depth in range(0, 12, 4):
        try:
            ast.parse(text + ("" if text.endswith("\n") else "\n") + " " * depth + "pass\n")
            return True
        except SyntaxError:
            pass
    return False


def failures(prompt, text):
    """What a solution makes of the examples in the docstring."""
    space = {}
    exec(text + SOLUTIONS[prompt["id"]], space)
    finder = doctest.DocTestFinder(recurse=False)
    runner = doctest.DocTestRunner(verbose=False)
    name = ast.parse(text + "    pass").body[0].name
    tests = [test for test in finder.find(space[name], name, globs=space) if test.examples]
    if not tests:
        return "no example"
    said = []
    for test in tests:
        runner.run(test, out=said.append)
    return "".join(said)


def main(folder):
    wrong = []
    used = set()
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        for prompt in json.loads(file.read_text())["prompts"]:
            text = "\n".join(prompt["text"])
            place = f"{file.name}, {prompt['id']}"
            if file.stem != "chat" and not parses(text):
                wrong.append(f"{place}: no program up to its end")
            if file.stem == "exercises":
                used.add(prompt["id"])
                if prompt["id"] not in SOLUTIONS:
                    wrong.append(f"{place}: no solution that its examples are held against")
                elif said := failures(prompt, text):
                    wrong.append(f"{place}: {said}")
    wrong += [f"a solution for {name}, which is no prompt" for name in SOLUTIONS if name not in used]
    print("\n".join(wrong) or f"{len(used)} exercises hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
