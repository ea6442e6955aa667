# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # the variables of a sourced file
# What packaging/run and packaging/test share: dependencies, configure, build of the release preset into build/release.
# Sourced by them; expects `name` (of the script, for its messages).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
bin=$build/bin
jobs=$(nproc)
# Clones of the same sources share what ccache keeps.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
# Neither compilers nor ctest may colour a log that a machine reads.
if [[ ${CI:-} == true || ! -t 1 ]]; then
    export NO_COLOR=1 CLICOLOR=0
fi

say() { printf '%s\n' "$name: $*" >&2; }
fail() {
    printf '%s\n' "$name: $*" >&2
    exit 1
}

# The programs of the release preset, up to date. Takes about a second when nothing changed: ninja decides what to do, and
# asks CMake again itself where a CMakeLists.txt changed.
build_release() {
    "$root/packaging/dependencies" || exit 1
    local log=$build/log
    mkdir -p "$build" 2>/dev/null || fail "$build cannot be created: is the folder of the sources writable?"
    if [[ ! -f $build/build.ninja ]] || ! built_from_here; then
        say "configuring build/release"
        local options=()
        command -v ccache >/dev/null && options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        (cd "$root" && cmake --preset release --fresh "${options[@]}") >"$log" 2>&1 </dev/null || {
            cat "$log" >&2
            rm -f "$build/build.ninja" # else the next call would take a half-made one
            fail "CMake could not configure the build (its messages stand above)"
        }
        grep -E '^-- (libphi1_cuda|.* is not built)' "$log" | sed 's/^-- //' >&2 || true
    fi
    local pending
    pending=$(ninja -C "$build" -n 2>/dev/null | grep -Ec '^\[[0-9]+/[0-9]+\]') || true
    if [[ $pending -gt 0 ]]; then
        say "building ($pending steps, $jobs at a time)"
        build_steps "$log"
    fi
}

# Whether the build folder was configured for this place: a moved or copied clone would build the sources it came from.
built_from_here() { grep -qFx "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt" 2>/dev/null; }

build_steps() {
    local log=$1 status=0
    if [[ -t 2 && ${CI:-} != true ]]; then
        # One line that counts, and the compiler's words only when it fails.
        ninja -C "$build" -j "$jobs" 2>&1 </dev/null | tee "$log" \
            | sed -un 's/^\[\([0-9]*\/[0-9]*\)\].*/\1/p' | while read -r count; do printf '\r  %s ' "$count" >&2; done \
            || status=$?
        printf '\r\033[K' >&2
    else
        ninja -C "$build" -j "$jobs" >"$log" 2>&1 </dev/null || status=$?
    fi
    if [[ $status -ne 0 ]]; then
        # What is left without the steps that went well is what the compiler or CMake had to say.
        grep -vE '^(\[[0-9]+/[0-9]+\]|-- |ninja: Entering)' "$log" | head -n 80 >&2
        if (($(df --output=avail -k "$build" | tail -n 1) < 102400)); then
            fail "the build stopped because the disk of $build is full"
        fi
        fail "the build failed (first messages above, all of them in $log)"
    fi
}
