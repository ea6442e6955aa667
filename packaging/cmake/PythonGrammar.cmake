# SPDX-License-Identifier: Apache-2.0
# Python's grammar (generated C of tree-sitter-python) as phi1_python_grammar, where it and Debian's libtree-sitter are
# there. The window needs it; a build without Qt goes without, and then says that code is not analysed.

set(PHI1_GRAMMAR_ROOT "${CMAKE_SOURCE_DIR}/.deps/tree-sitter-python"
    CACHE PATH "Folder that holds src/parser.c, src/scanner.c and src/tree_sitter of tree-sitter-python")
find_path(PHI1_TREE_SITTER_INCLUDE tree_sitter/api.h)
find_library(PHI1_TREE_SITTER_LIBRARY tree-sitter)
mark_as_advanced(PHI1_TREE_SITTER_INCLUDE PHI1_TREE_SITTER_LIBRARY)

if(PHI1_TREE_SITTER_INCLUDE AND PHI1_TREE_SITTER_LIBRARY AND EXISTS "${PHI1_GRAMMAR_ROOT}/src/parser.c")
    set(PHI1_PYTHON_GRAMMAR ON)
elseif(PHI1_DESKTOP)
    message(FATAL_ERROR "libtree-sitter-dev or the grammar in ${PHI1_GRAMMAR_ROOT} was not found (expected src/parser.c): "
        "run packaging/dependencies or set PHI1_GRAMMAR_ROOT")
else()
    set(PHI1_PYTHON_GRAMMAR OFF)
    message(STATUS "core/syntax: without Python's grammar (packaging/dependencies fetches it)")
endif()

if(PHI1_PYTHON_GRAMMAR)
    add_library(phi1_python_grammar STATIC ${PHI1_GRAMMAR_ROOT}/src/parser.c ${PHI1_GRAMMAR_ROOT}/src/scanner.c)
    target_include_directories(phi1_python_grammar PRIVATE ${PHI1_GRAMMAR_ROOT}/src)
    # Its headers are those of the library itself and name that one's allocator, which others need not share.
    target_compile_definitions(phi1_python_grammar PRIVATE
        ts_malloc=malloc ts_calloc=calloc ts_realloc=realloc ts_free=free)
    # Not ours: no warnings.
    target_compile_options(phi1_python_grammar PRIVATE -w)
    set_target_properties(phi1_python_grammar PROPERTIES C_VISIBILITY_PRESET hidden)
    target_include_directories(phi1_python_grammar SYSTEM INTERFACE ${PHI1_TREE_SITTER_INCLUDE})
    target_link_libraries(phi1_python_grammar INTERFACE ${PHI1_TREE_SITTER_LIBRARY})
endif()
