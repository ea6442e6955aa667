// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/python_syntax.h"

#include <cctype>
#include <string>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "core/syntax/token_index.h"

using namespace phi1;

namespace {

/// Words, runs of blanks and single signs, as most tokenizers cut roughly.
std::vector<TokenSpan> wordsOf(std::string_view text)
{
    const auto kindOf = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ? 1 : c == ' ' ? 2 : 0;
    };
    std::vector<TokenSpan> tokens;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && kindOf(text[i]) != 0 && kindOf(text[i]) == kindOf(text[i - 1]))
            tokens.back().end = i + 1;
        else
            tokens.push_back({i, i + 1});
    }
    return tokens;
}

CodeRelation relationOf(const std::string &name, std::string_view text,
                        std::span<const TokenSpan> tokens)
{
    for (CodeRelation &relation : pythonRelations(text, tokens)) {
        if (relation.relation.name == name)
            return std::move(relation);
    }
    FAIL("there is no relation " << name);
    return {};
}

/// "x@6<x@0,x@3": the token at byte 6 looks at those at bytes 0 and 3; "-" and the reason where
/// nothing does.
std::string shown(const std::string &name, std::string_view text)
{
    const std::vector<TokenSpan> tokens = wordsOf(text);
    const CodeRelation found = relationOf(name, text, tokens);
    if (!found.isApplicable())
        return "-" + found.reason;
    const auto place = [&](std::int32_t token) {
        const TokenSpan span = tokens[static_cast<std::size_t>(token)];
        return concat(text.substr(span.begin, span.end - span.begin), '@', span.begin);
    };
    std::string out;
    for (std::size_t i = 0; i < found.relation.queries.size(); ++i) {
        out += concat(out.empty() ? "" : " ", place(found.relation.queries[i]));
        for (std::int32_t k = found.relation.offsets[i]; k < found.relation.offsets[i + 1]; ++k)
            out += concat(k == found.relation.offsets[i] ? '<' : ',',
                          place(found.relation.keys[static_cast<std::size_t>(k)]));
    }
    return out;
}

} // namespace

TEST_CASE("brackets look at what they close, also within f-strings")
{
    CHECK(shown("bracket", "f([a], {1: (2)})") == "]@4<[@2 )@13<(@11 }@14<{@7 )@15<(@1");
    CHECK(shown("bracket", "f\"{x[0]} {{no}}\"") == "]@6<[@4 }@7<{@2");
    CHECK(shown("bracket", "'(' + \"]\" # (]") == "-no bracket is closed");
}

TEST_CASE("names look at their bindings in the scope that Python takes")
{
    CHECK(shown("definition", "x = 1\nx = x + y\n") == "x@10<x@0,x@6");
    CHECK(shown("definition", "def f(a, b=1):\n    return a.b + g(a=b)\n") == "a@26<a@6 b@36<b@9");
    CHECK(shown("definition", "x = 1\nclass C:\n    x = 2\n    def f(self): return x\n") ==
          "x@49<x@0");
    CHECK(shown("definition", "x = 1\nclass C:\n    y = x\n    x = 2\n") == "x@23<x@0");
    CHECK(shown("definition", "import a.b\nfrom c import d as e\na; b; d; e\n") ==
          "a@32<a@7 e@41<e@30");
    CHECK(shown("definition", "def f():\n    global x\n    x = 1\nprint(x)\n") == "x@38<x@26");
    CHECK(shown("definition", "def f(x):\n  def g():\n    nonlocal x\n    x = 2\n  return x\n") ==
          "x@55<x@6,x@40");
    // The name of a comprehension is read before it is bound in the text; its iterable is not its.
    CHECK(shown("definition", "x = 1\n[x for x in x if x]\n") == "x@18<x@0 x@23<x@13");
    CHECK(shown("definition", "print(n := 3, n)\n") == "n@14<n@6");
    CHECK(shown("definition", "try: pass\nexcept E as e: e\n") == "e@25<e@22");
    CHECK(shown("definition", "x = 1\nf\"{x}\"\n") == "x@9<x@0");
    CHECK(shown("definition", "x = 1\ndel x\ny = x\n") == "x@16<x@0");
    CHECK(shown("definition", "x += x\n") == "x@5<x@0");
}

TEST_CASE("patterns bind what they capture and read what they compare with")
{
    CHECK(shown("definition", "A = 1\nmatch p:\n  case A.b(c, d=e): c, d, e\n") ==
          "A@22<A@0 c@35<c@26 e@41<e@31");
    CHECK(shown("definition", "match p:\n  case [a, *b] | {'k': a, **b}: a, b\n") ==
          "a@41<a@17,a@32 b@44<b@21,b@37");
    CHECK(shown("definition", "match p:\n  case (A() as w) if w: w\n") == "w@30<w@24 w@33<w@24");
}

TEST_CASE("parameters of types are names of their own scope")
{
    CHECK(shown("definition", "T = 1\ndef f[T: int](a: T) -> T: T\nT\n") ==
          "T@23<T@12 T@29<T@12 T@32<T@12 T@34<T@0");
    CHECK(shown("definition", "type P[K] = list[K]\nK; P\n") == "K@17<K@7 P@23<P@5");
}

TEST_CASE("return looks at the def of its own function")
{
    CHECK(shown("return", "def f():\n    def g():\n        return 1\n    return g\n") ==
          "return@30<def@13 return@43<def@0");
    CHECK(shown("return", "x = lambda: 1\n") == "-no function returns");
}

TEST_CASE("a line looks at the indentation of its block's first line and of the line before")
{
    CHECK(shown("indentation", "if x:\n  a\n  b\n  c\n") == "b@12<  @6 c@16<  @6,  @10");
    CHECK(shown("indentation", "if x:\n  if y:\n    a\n  else:\n    b\n  c\n") ==
          "else@22<  @6 c@36<  @6,  @20");
    CHECK(shown("indentation", "if x:\n  @d\n  def f(): pass\n  # no\n  b; c\n") ==
          "def@13<  @6 b@36<  @6,  @11");
    CHECK(shown("indentation", "a = [\n  1,\n  2]\nb\n") == "-no indented block has a second line");
}

TEST_CASE("blanks that belong to a token of code count where there is no other")
{
    // As SentencePiece and CodeGen cut: the last blank goes with the word.
    const std::string_view text = "if x:\n  a\n  b\n";
    const std::vector<TokenSpan> codegen = {{0, 5},  {5, 6},   {6, 7},   {7, 9},
                                            {9, 10}, {10, 11}, {11, 13}, {13, 14}};
    const TokenRelation blanks = relationOf("indentation", text, codegen).relation;
    CHECK(blanks.queries == std::vector<std::int32_t>{6});
    CHECK(blanks.keys == std::vector<std::int32_t>{2});
    const std::vector<TokenSpan> merged = {{0, 5}, {5, 6}, {6, 9}, {9, 10}, {10, 13}, {13, 14}};
    const TokenRelation words = relationOf("indentation", text, merged).relation;
    CHECK(words.queries == std::vector<std::int32_t>{4});
    CHECK(words.keys == std::vector<std::int32_t>{2});
}

TEST_CASE("code looks at the innermost docstring before it")
{
    CHECK(shown("docstring", "'d'\nx\n") == "x@4<'@0,d@1,'@2");
    CHECK(shown("docstring", "def f():\n  'a'\n  def g():\n    'b'\n    return 1 # c\n") ==
          "def@17<'@11,a@12,'@13 g@21<'@11,a@12,'@13 (@22<'@11,a@12,'@13 )@23<'@11,a@12,'@13 "
          ":@24<'@11,a@12,'@13 '@30<'@11,a@12,'@13 b@31<'@11,a@12,'@13 '@32<'@11,a@12,'@13 "
          "return@38<'@30,b@31,'@32 1@45<'@30,b@31,'@32");
    CHECK(shown("docstring", "f'd'\nx\n") == "-no code follows a docstring");
    CHECK(shown("docstring", "b'd'\nx\n") == "-no code follows a docstring");
    CHECK(shown("docstring", "def f():\n  'a'\n") == "-no code follows a docstring");
}

TEST_CASE("what is not Python 3 has no relations and says where")
{
    for (const char *name : {"bracket", "definition", "return", "indentation", "docstring"}) {
        CHECK(shown(name, "x = (1)\ny = = 2\n") == "-line 2 is not Python");
        CHECK(shown(name, "x = (1)\nprint x\n") == "-line 2 is Python 2");
    }
    CHECK(shown("bracket", "f(\n  1,\n").starts_with("-line "));
    CHECK(shown("return", "def f():\n    return (x\n").starts_with("-line "));
    CHECK(shown("bracket", std::string(5000, '(') + std::string(5000, ')'))
              .find("nested deeper than") != std::string::npos);
    CHECK(shown("bracket", "") == "-no bracket is closed");
    CHECK(shown("bracket", std::string("\xff\xfe(\0)", 5)).starts_with("-line 1 is not Python"));
}

TEST_CASE("a token is never a key of itself, nor of an earlier one")
{
    const std::string_view text = "f()()";
    const std::vector<TokenSpan> merged = {{0, 1}, {1, 3}, {3, 4}, {4, 5}};
    const TokenRelation brackets = relationOf("bracket", text, merged).relation;
    CHECK(brackets.queries == std::vector<std::int32_t>{3});
    CHECK(brackets.keys == std::vector<std::int32_t>{2});
    CHECK(brackets.offsets == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("a name of several tokens looks from its last one at all of its bindings'")
{
    const std::string_view text = "ab=1\nab";
    const std::vector<TokenSpan> letters = {{0, 1}, {1, 2}, {2, 5}, {5, 6}, {6, 7}};
    const TokenRelation names = relationOf("definition", text, letters).relation;
    CHECK(names.queries == std::vector<std::int32_t>{4});
    CHECK(names.keys == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("tokens that are empty, overlap or lie outside of the text are no harm")
{
    const std::string_view text = "f(x)";
    const std::vector<TokenSpan> tokens = {{0, 0}, {0, 2}, {1, 2}, {2, 2}, {2, 4}, {3, 4}, {9, 12}};
    const TokenRelation brackets = relationOf("bracket", text, tokens).relation;
    CHECK(brackets.queries == std::vector<std::int32_t>{5});
    CHECK(brackets.keys == std::vector<std::int32_t>{1, 2});
    CHECK(pythonRelations(text, {}).size() == 5);
    CHECK_FALSE(pythonRelations(text, {})[0].isApplicable());
    CHECK(consecutiveSpans(text, std::vector<std::size_t>{1, 2, 5, 1}) ==
          std::vector<TokenSpan>{{0, 1}, {1, 3}, {3, 4}, {4, 4}});
}
