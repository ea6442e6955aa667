# SPDX-License-Identifier: Apache-2.0
# The CPU half of the pinned torch wheel as phi1::torch. find_package(Torch) of a CUDA build insists on a
# CUDA toolkit; these two libraries and the headers are all that is linked (see ARCHITECTURE.md).

set(PHI1_TORCH_ROOT "${CMAKE_SOURCE_DIR}/.deps/libtorch"
    CACHE PATH "Folder that holds torch/lib, torch/include and nvidia/cu13/lib")
if(NOT EXISTS "${PHI1_TORCH_ROOT}/torch/lib/libtorch_cpu.so")
    message(FATAL_ERROR "LibTorch was not found in ${PHI1_TORCH_ROOT} (expected torch/lib/libtorch_cpu.so): "
        "run packaging/dependencies or set PHI1_TORCH_ROOT")
endif()

add_library(phi1_torch INTERFACE)
add_library(phi1::torch ALIAS phi1_torch)
target_include_directories(phi1_torch SYSTEM INTERFACE
    ${PHI1_TORCH_ROOT}/torch/include
    ${PHI1_TORCH_ROOT}/torch/include/torch/csrc/api/include)
target_link_libraries(phi1_torch INTERFACE
    ${PHI1_TORCH_ROOT}/torch/lib/libtorch_cpu.so
    ${PHI1_TORCH_ROOT}/torch/lib/libc10.so)
# at::parallel_for is a template over OpenMP: without the flag our loops would run on one thread. The wheel
# brings libgomp.so.1 under its usual name, so the process holds one OpenMP runtime whichever is found first.
target_compile_options(phi1_torch INTERFACE -fopenmp)
target_link_options(phi1_torch INTERFACE
    -fopenmp
    -Wl,-rpath-link,${PHI1_TORCH_ROOT}/nvidia/cu13/lib)
