// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/python_syntax.h"

namespace phi1 {

std::vector<CodeRelation> pythonRelations(std::string_view, std::span<const TokenSpan>)
{
    std::vector<CodeRelation> relations;
    for (const char *name : {"bracket", "definition", "return", "indentation", "docstring"})
        relations.push_back({TokenRelation{.name = name, .queries = {}, .offsets = {0}, .keys = {}},
                             "this program was built without Python's grammar"});
    return relations;
}

bool hasPythonSyntax()
{
    return false;
}

} // namespace phi1
