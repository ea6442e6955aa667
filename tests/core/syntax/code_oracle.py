#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""code_oracle.py FILE…: what Python's own tokenize, ast and symtable say about the relations of core/syntax, a line of
JSON for each file: its tokens as byte ranges (Python's, and the blanks between them a line at a time), those that are
f-strings, and for each relation [query, [keys]] as indices of tokens. Files that Python itself cannot read have "error"."""

import ast
import bisect
import io
import json
import re
import symtable
import sys
import token
import tokenize

SKIPPED = {token.ENCODING, token.NEWLINE, tokenize.NL, token.INDENT, token.DEDENT, token.ENDMARKER}


class Source:
    """Tokens of a file with the bytes they lie at."""

    def __init__(self, data):
        self.data = data
        self.text = data.decode("utf-8")
        self.lines = self.text.splitlines(keepends=True) if "\f" not in self.text else self.text.split("\n")
        self.starts = [0]
        for line in data.split(b"\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.raw = list(tokenize.tokenize(io.BytesIO(data).readline))
        self.tokens, self.kinds, self.strings = [], [], []
        end = 0
        for item in self.raw:
            if item.type in SKIPPED:
                continue
            begin, stop = self.byte(*item.start), self.byte(*item.end)
            self.add_blanks(end, begin)
            self.tokens.append((begin, stop))
            self.kinds.append(item.type)
            self.strings.append(item.string)
            end = stop
        self.add_blanks(end, len(data))
        self.begins = [begin for begin, _ in self.tokens]

    def add_blanks(self, begin, end):
        for piece in re.findall(rb"[^\n]*\n|[^\n]+", self.data[begin:end]):
            self.tokens.append((begin, begin + len(piece)))
            self.kinds.append(None)
            self.strings.append("")
            begin += len(piece)

    def byte(self, row, column):
        start = self.starts[row - 1]
        line = self.data[start:self.starts[row]].decode("utf-8")
        return start + len(line[:column].encode("utf-8"))

    def at(self, begin):
        """The token that begins at this byte."""
        index = bisect.bisect_left(self.begins, begin)
        assert self.begins[index] == begin, (begin, self.begins[index])
        return index

    def of_node(self, node):
        return self.at(self.starts[node.lineno - 1] + node.col_offset)

    def end_of(self, node):
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def name_after(self, index, word):
        """The name after the next `word` from this token on."""
        while not (self.kinds[index] == token.NAME and self.strings[index] == word):
            index += 1
        index += 1
        while self.kinds[index] != token.NAME:
            index += 1
        return index

    def last_name(self, node):
        index = bisect.bisect_left(self.begins, self.end_of(node)) - 1
        while self.kinds[index] != token.NAME:
            index -= 1
        return index


def brackets(source):
    found, stack = [], []
    for index, (kind, text) in enumerate(zip(source.kinds, source.strings)):
        if kind == token.OP and text in "([{":
            stack.append(index)
        elif kind == token.OP and text in ")]}":
            found.append([index, [stack.pop()]])
    return found


def indentations(source):
    found, blocks, fresh = [], [[]], True
    for item in source.raw:
        if item.type == token.INDENT:
            blocks.append([])
        elif item.type == token.DEDENT:
            blocks.pop()
        elif item.type == token.NEWLINE:
            fresh = True
        elif item.type not in (tokenize.NL, tokenize.COMMENT, token.ENCODING, token.ENDMARKER) and fresh:
            fresh = False
            index = source.at(source.byte(*item.start))
            lines = blocks[-1]
            if lines and len(blocks) > 1:
                found.append([index, sorted({lines[0] - 1, lines[-1] - 1})])
            lines.append(index)
    return found


def returns_and_docstrings(source, tree):
    returns, docstrings = [], {}

    def look(node, function, docstring):
        if isinstance(node, ast.Return):
            returns.append([source.of_node(node), [function]])
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = source.of_node(node)
            while source.strings[function] != "def":
                function += 1
        for child in ast.iter_child_nodes(node):
            look(child, function, docstring)

    look(tree, None, None)

    def bodies(node):
        # Outer bodies first, so that inner ones have the last word.
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                begin, end = source.of_node(first.value), bisect.bisect_left(source.begins, source.end_of(first.value))
                # In parentheses the statement ends after the string; what closes it is code after it.
                for index in range(end, bisect.bisect_left(source.begins, source.end_of(node.body[-1]))):
                    if source.kinds[index] not in (None, tokenize.COMMENT):
                        docstrings[index] = list(range(begin, end))
        for child in ast.iter_child_nodes(node):
            bodies(child)

    bodies(tree)
    return sorted(returns), sorted([query, keys] for query, keys in docstrings.items())


class Scope:
    def __init__(self, table, parent):
        self.table, self.parent = table, parent
        self.children = list(table.get_children())
        self.kind = table.get_type()
        self.bindings = {}


class Names(ast.NodeVisitor):
    """Visits in the order of symtable.c, so that the n-th inner scope is the n-th child of symtable's."""

    def __init__(self, source, table):
        self.source = source
        self.scope = self.module = Scope(table, None)
        self.reads, self.binds = [], []

    def bind(self, name, index, scope=None):
        self.binds.append((name, index, scope or self.scope))

    def inside(self, name, body):
        outer = self.scope
        table = outer.children.pop(0)
        assert table.get_name() == name, (table.get_name(), name)
        self.scope = Scope(table, outer)
        body()
        assert not self.scope.children, self.scope.children
        self.scope = outer

    def visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_Name(self, node):
        index = self.source.of_node(node)
        if isinstance(node.ctx, ast.Load):
            self.reads.append((node.id, index, self.scope))
        elif isinstance(node.ctx, ast.Store):
            self.bind(node.id, index)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.reads.append((node.target.id, self.source.of_node(node.target), self.scope))
        self.visit_all([node.target, node.value])

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        scope = self.scope
        while scope.table.get_name() in ("listcomp", "setcomp", "dictcomp", "genexpr"):
            scope = scope.parent
        self.bind(node.target.id, self.source.of_node(node.target), scope)

    def visit_Try(self, node):
        self.visit_all(node.body + node.orelse + node.handlers + node.finalbody)

    visit_TryStar = visit_Try

    def visit_ExceptHandler(self, node):
        self.visit_all([node.type])
        if node.name:
            index = bisect.bisect_left(self.source.begins, self.source.end_of(node.type))
            self.bind(node.name, self.source.name_after(index, "as"))
        self.visit_all(node.body)

    def function(self, node, name, body):
        arguments = node.args
        every = arguments.posonlyargs + arguments.args + [arguments.vararg, arguments.kwarg] + arguments.kwonlyargs
        self.visit_all(arguments.defaults + arguments.kw_defaults)
        self.visit_all([a.annotation for a in every if a] + [getattr(node, "returns", None)])
        self.visit_all(getattr(node, "decorator_list", []))

        def inner():
            for argument in every:
                if argument:
                    self.bind(argument.arg, self.source.of_node(argument))
            self.visit_all(body)

        self.inside(name, inner)

    def visit_FunctionDef(self, node):
        self.bind(node.name, self.source.name_after(self.source.of_node(node), "def"))
        self.function(node, node.name, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.function(node, "lambda", [node.body])

    def visit_ClassDef(self, node):
        self.bind(node.name, self.source.name_after(self.source.of_node(node), "class"))
        self.visit_all(node.bases + node.keywords + node.decorator_list)
        self.inside(node.name, lambda: self.visit_all(node.body))

    def comprehension(self, node, name, parts):
        first = node.generators[0]
        self.visit(first.iter)

        def inner():
            self.visit_all([first.target] + first.ifs)
            for generator in node.generators[1:]:
                self.visit_all([generator.target, generator.iter] + generator.ifs)
            self.visit_all(parts)

        self.inside(name, inner)

    def visit_ListComp(self, node):
        self.comprehension(node, "listcomp", [node.elt])

    def visit_SetComp(self, node):
        self.comprehension(node, "setcomp", [node.elt])

    def visit_GeneratorExp(self, node):
        self.comprehension(node, "genexpr", [node.elt])

    def visit_DictComp(self, node):
        self.comprehension(node, "dictcomp", [node.value, node.key])

    def visit_alias(self, node):
        if node.name == "*":
            return
        index = self.source.last_name(node) if node.asname else self.source.of_node(node)
        self.bind(node.asname or node.name.split(".")[0], index)

    def visit_MatchAs(self, node):
        self.visit_all([node.pattern])
        if node.name:
            self.bind(node.name, self.source.last_name(node))

    def visit_MatchStar(self, node):
        if node.name:
            self.bind(node.name, self.source.last_name(node))

    def visit_MatchMapping(self, node):
        self.visit_all(node.keys + node.patterns)
        if node.rest:
            self.bind(node.rest, self.source.last_name(node))

    def visit_JoinedStr(self, node):
        """Python 3.11 knows no places within f-strings: only their scopes count."""
        reads, binds = len(self.reads), len(self.binds)
        of_node = self.source.of_node
        self.source.of_node = lambda _: -1
        self.generic_visit(node)
        self.source.of_node = of_node
        del self.reads[reads:], self.binds[binds:]

    def home(self, name, scope):
        """Where symtable says that the name lives."""
        # symtable leaves out annotations that are not evaluated (`from __future__ import annotations`).
        if name in scope.table.get_identifiers():
            symbol = scope.table.lookup(name)
            if symbol.is_global():
                return self.module
            if symbol.is_local():
                return scope
            assert symbol.is_free(), name
        scope = scope.parent or self.module
        while scope is not self.module and (scope.kind == "class" or not self.owns(scope, name)):
            scope = scope.parent
        return scope

    @staticmethod
    def owns(scope, name):
        return name in scope.table.get_identifiers() and scope.table.lookup(name).is_local()

    def uses(self):
        for name, index, scope in self.binds:
            self.home(mangled(name, scope), scope).bindings.setdefault(name, []).append(index)
        found = {}
        for name, index, scope in self.reads:
            home = self.home(mangled(name, scope), scope)
            keys = sorted(k for k in home.bindings.get(name, []) if k < index)
            if not keys and home.kind == "class":
                keys = sorted(k for k in self.module.bindings.get(name, []) if k < index)
            if keys:
                found[index] = keys
        return sorted([query, keys] for query, keys in found.items())


def mangled(name, scope):
    """Private names of a class, which symtable knows by their long form."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    while scope is not None and scope.kind != "class":
        scope = scope.parent
    owner = scope.table.get_name().lstrip("_") if scope else ""
    return f"_{owner}{name}" if owner else name


def relations(path):
    try:
        with open(path, "rb") as file:
            data = file.read()
        source = Source(data)
        tree = ast.parse(data, path)
        table = symtable.symtable(data, path, "exec")
    except (SyntaxError, UnicodeDecodeError, ValueError, tokenize.TokenError) as error:
        return {"path": path, "error": str(error)}
    names = Names(source, table)
    names.visit_all(tree.body)
    returns, docstrings = returns_and_docstrings(source, tree)
    fstrings = [i for i, (kind, text) in enumerate(zip(source.kinds, source.strings))
                if kind == token.STRING and "f" in re.match(r"[a-zA-Z]*", text).group().lower()]
    return {"path": path, "tokens": source.tokens, "fstrings": fstrings, "bracket": brackets(source),
            "definition": names.uses(), "return": returns, "indentation": indentations(source),
            "docstring": docstrings}


def main():
    sys.setrecursionlimit(10000)
    for path in sys.argv[1:]:
        print(json.dumps(relations(path), separators=(",", ":")))


if __name__ == "__main__":
    main()
