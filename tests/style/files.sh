# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the checks of this folder: our own files of a tree, without data, build folders and fetched libraries.

# own_files ROOT NAME-PATTERN…: paths relative to ROOT, sorted.
own_files() {
    local root=$1 pattern expression=()
    shift
    for pattern in "$@"; do expression+=(-o -name "$pattern"); done
    (cd "$root" && find . \( -path ./build -o -path ./.deps -o -path ./.git -o -path ./tests/data -o -name __pycache__ \
        -o -path ./.cache -o -name .venv \) -prune -o -type f \( "${expression[@]:1}" \) -print) | sed 's|^\./||' | LC_ALL=C sort
}
