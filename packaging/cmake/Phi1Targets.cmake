# SPDX-License-Identifier: Apache-2.0
# What every target of ours shares: warnings, the include root, the standard.

# -Wno-restrict: g++ 12 reports "text" + std::string as an overlapping copy (GCC bug 105651).
add_library(phi1_options INTERFACE)
target_compile_options(phi1_options INTERFACE
    -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<BOOL:${PHI1_WARNINGS_AS_ERRORS}>:-Werror>)
target_include_directories(phi1_options INTERFACE ${CMAKE_SOURCE_DIR})

# A static library of one folder: phi1_add_library(phi1_base SOURCES … PUBLIC … PRIVATE …)
function(phi1_add_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC phi1_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# What every target with Qt shares: moc and resources, and Qt's strict mode.
function(phi1_use_qt target)
    set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON)
    target_compile_definitions(${target} PRIVATE
        QT_NO_CAST_FROM_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
        QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER)
endfunction()

# A static library of one folder of views/, GPL-3.0-or-later.
function(phi1_add_view_library name)
    phi1_add_library(${name} ${ARGN})
    phi1_use_qt(${name})
endfunction()
