// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "core/quality/facts/code_facts.h"
#include "core/quality/facts/fenced_blocks.h"

using namespace phi1;

namespace {

using Names = std::vector<std::string>;

std::string code(std::string_view text, SampleForm form = SampleForm::Unknown)
{
    return codeOf(text, form).value_or("(none)");
}

} // namespace

TEST_CASE("a program parses, is not Python, or there is none")
{
    CHECK(sampleFacts("def f(x):\n    return x\n").parse == ParseState::Parses);
    CHECK(sampleFacts("def f(x):\nreturn x\n").parse == ParseState::SyntaxError);
    CHECK(sampleFacts("def f(x):\nreturn x\n").problem.find("line") != std::string::npos);
    CHECK(sampleFacts("print 'Python 2'\nx = 1\n").parse == ParseState::SyntaxError);
    CHECK(sampleFacts("Recursion is a function that calls itself.").parse == ParseState::NoCode);
    CHECK(sampleFacts("hello").parse == ParseState::NoCode);
    CHECK(sampleFacts("hello, world").parse == ParseState::NoCode);
    CHECK(sampleFacts("").parse == ParseState::NoCode);
    CHECK(sampleFacts("hello", SampleForm::Code).parse == ParseState::Parses);
    CHECK(sampleFacts("x = 1\n", SampleForm::Prose).parse == ParseState::NoCode);
    CHECK(sampleFacts("", SampleForm::Code).parse == ParseState::Parses);
    const std::string nul("x = 1\0\n", 7);
    CHECK(sampleFacts(nul, SampleForm::Code).parse == ParseState::SyntaxError);
    CHECK(sampleFacts("x = '\xff\xfe'\n", SampleForm::Code).parse != ParseState::NoCode);
}

TEST_CASE("names that nothing binds are undefined, wherever the binding stands")
{
    CHECK(codeFacts("def f():\n    return later + len(missing)\nlater = 1\n").undefinedNames ==
          Names{"missing"});
    CHECK(codeFacts("class A:\n    def m(self):\n        return __class__, __name__\n")
              .undefinedNames == Names{});
    CHECK(codeFacts("b = a\nc = a\nd = z").undefinedNames == Names{"a", "z"});
    CHECK(codeFacts("def f(a, *b, c=1, **d):\n    return a, b, c, d, e\n").undefinedNames ==
          Names{"e"});
    CHECK(codeFacts("[x for x in range(3)]\nx\n").undefinedNames == Names{"x"});
    CHECK(codeFacts("x.y.z(k=1)").undefinedNames == Names{"x"});
    CHECK(codeFacts("def f():\n    global g\n    g = 1\nprint(g)").undefinedNames == Names{});
    CHECK_FALSE(codeFacts("from math import *\nprint(sin(unknown))").undefinedNames);
    CHECK_FALSE(codeFacts("def f(:").undefinedNames);
}

TEST_CASE("the farthest import counts")
{
    const auto imports = [](std::string_view text) { return codeFacts(text).imports; };
    CHECK(imports("x = 1") == ImportKind::None);
    CHECK(imports("import os.path, sys") == ImportKind::StandardLibrary);
    CHECK(imports("from __future__ import annotations") == ImportKind::StandardLibrary);
    CHECK(imports("import os, numpy as np") == ImportKind::ThirdParty);
    CHECK(
        imports("def f():\n    try:\n        import yaml\n    except ImportError:\n        pass") ==
        ImportKind::ThirdParty);
    CHECK(imports("from . import x\nimport numpy") == ImportKind::Relative);
    CHECK(imports("from ..a.b import c") == ImportKind::Relative);
    CHECK(imports("from collections.abc import Mapping") == ImportKind::StandardLibrary);
}

TEST_CASE("comments and docstrings are a share of the code's bytes")
{
    const std::string text = "# ab\nx = '# no comment'\n";
    CHECK(*codeFacts(text).comments == doctest::Approx(4.0 / static_cast<double>(text.size())));
    const std::string documented = "def f():\n    \"\"\"Doc.\"\"\"\n    'no doc'\n";
    CHECK(*codeFacts(documented).comments ==
          doctest::Approx(10.0 / static_cast<double>(documented.size())));
    CHECK(*codeFacts("").comments == 0.0);
    CHECK_FALSE(codeFacts("(").comments);
}

TEST_CASE("what parses, binds all its names and needs no other package is self-contained")
{
    CHECK(codeFacts("import math\nprint(math.pi)").selfContained() == true);
    CHECK(codeFacts("import numpy").selfContained() == false);
    CHECK(codeFacts("print(x)").selfContained() == false);
    CHECK(codeFacts("from math import *").selfContained() == false);
    CHECK(codeFacts("(").selfContained() == false);
    CHECK_FALSE(sampleFacts("only words here, no code").selfContained());
}

TEST_CASE("blocks between fences are found as Markdown has them")
{
    const auto blocks =
        fencedBlocks("Text\n```python\na\n```\n  ~~~~ {.Py title=x}\n  b\n    c\n~~~\n"
                     "  ~~~~~\n``` not `closed`\n```\nd");
    REQUIRE(blocks.size() == 3);
    CHECK(blocks[0].name == "python");
    CHECK(blocks[0].content == "a\n");
    CHECK_FALSE(blocks[0].beginsText);
    CHECK(blocks[1].name == "py");
    CHECK(blocks[1].content == "b\n  c\n~~~\n");
    CHECK(blocks[2].name.empty());
    CHECK(blocks[2].content == "d");
    CHECK(fencedBlocks("\n ```\nx").front().beginsText);
    CHECK(fencedBlocks("`` x\n` ` `").empty());
    CHECK(fencedBlocks("```py\r\nx\r\n```\r\ny").front().content == "x\r\n");
}

TEST_CASE("of Markdown the Python blocks are one program")
{
    CHECK(code("Say:\n```python\nx = 1\n```\nthen\n```py\nprint(x)\n```\n```sh\nls\n```\n") ==
          "x = 1\nprint(x)\n");
    CHECK(code("In C:\n```c\nint x;\n```\n") == "(none)");
    CHECK(code("Output:\n```\n1 2 3\n```\nand code:\n```\nx = f(1)\n```\n") == "x = f(1)\n");
    CHECK(code("A session:\n```pycon\n>>> def f():\n...     return 1\n...\n>>> f()\n1\n```\n") ==
          "def f():\n    return 1\n\nf()\n");
    CHECK(code("```python\n  >>> 1 + 1\n  2\n```\n") == "1 + 1\n");
    CHECK(sampleFacts("Broken:\n```python\ndef (:\n```\n").parse == ParseState::SyntaxError);
    CHECK(sampleFacts("```python\nx = 1\n```\n```python\ny = x\n```\n").undefinedNames == Names{});
    // An answer in a fence is an exercise too; fences in a docstring are none.
    CHECK(code("```python\nx = 1\n```\n", SampleForm::Code) == "x = 1\n");
    const std::string program = "def f():\n    \"\"\"Use\n\n```python\nf()\n```\n    \"\"\"\n";
    CHECK(code(program, SampleForm::Code) == program);
    CHECK(code(program) == program);
}

TEST_CASE("paths and kinds say what a sample is")
{
    CHECK(sampleForm("library", "numpy/core.py") == SampleForm::Code);
    CHECK(sampleForm("exercise", "") == SampleForm::Code);
    CHECK(sampleForm("textbook", "") == SampleForm::Prose);
    CHECK(sampleForm("", "README.md") == SampleForm::Prose);
    CHECK(sampleForm("", "") == SampleForm::Unknown);
}
