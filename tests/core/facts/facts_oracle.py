#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""facts_oracle.py FILE…: what Python's own ast, tokenize and symtable say about programs, a line of JSON for each file:
whether it parses, bytes of comments and docstrings, names that nothing binds, and the farthest import. Files that are
not UTF-8 have "skipped"."""

import ast
import builtins
import io
import json
import symtable
import sys
import tokenize

# Names of modules, classes and methods that symtable does not list.
IMPLICIT = set(dir(builtins)) | {"__file__", "__builtins__", "__path__", "__annotations__", "__cached__", "__class__",
                                 "__module__", "__qualname__", "WindowsError"}
ORDER = ["none", "standard library", "third party", "relative"]


def comment_bytes(data, tree):
    total = 0
    for item in tokenize.tokenize(io.BytesIO(data).readline):
        if item.type == tokenize.COMMENT:
            total += len(item.string.encode())
    lines = data.decode().split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()) + 1)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            value = node.body[0].value
            total += (starts[value.end_lineno - 1] + value.end_col_offset) - (starts[value.lineno - 1] + value.col_offset)
    return total


def undefined(text):
    top = symtable.symtable(text, "program", "exec")
    tables, bound = [top], set()
    for table in tables:
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            if (table is top or symbol.is_declared_global()) and (symbol.is_assigned() or symbol.is_imported() or
                                                                  symbol.is_namespace()):
                bound.add(symbol.get_name())
    names = set()
    for table in tables:
        for symbol in table.get_symbols():
            # Python 3.11 takes a function called "top" for the module and its own names for global ones.
            if table is not top and table.get_name() == "top" and (symbol.is_parameter() or symbol.is_assigned()):
                continue
            if symbol.is_referenced() and (symbol.is_global() or table is top) and symbol.get_name() not in bound:
                names.add(symbol.get_name())
    return sorted(names - IMPLICIT)


def imports(tree):
    farthest, star = 0, False
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level > 0:
                farthest = 3
                star |= node.names[0].name == "*"
                continue
            modules = [node.module]
            star |= node.names[0].name == "*"
        else:
            continue
        for module in modules:
            farthest = max(farthest, 1 if module.split(".")[0] in sys.stdlib_module_names else 2)
    return ORDER[farthest], star


def facts(path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return {"skipped": "not UTF-8"}
    # Python reads CR LF and form feeds its own way; columns are then not the bytes of the file.
    if "\r" in text or "\f" in text or text.startswith("\ufeff"):
        return {"skipped": "line ends"}
    try:
        tree = ast.parse(data)
        where, star = imports(tree)
        result = {"parses": True, "comments": comment_bytes(data, tree), "bytes": len(data), "imports": where, "star": star}
    except (SyntaxError, ValueError):
        return {"parses": False}
    try:
        result["undefined"] = undefined(text)
    except SyntaxError:  # refused by the compiler only
        pass
    return result


for name in sys.argv[1:]:
    print(json.dumps(facts(name)))
