# SPDX-License-Identifier: Apache-2.0
# cmake --install: bin/phi1 and bin/phi1-workbench with what a desktop knows it by, lib/libphi1_compute.so (and libphi1_cuda.so), and the part of LibTorch they need under
# lib/phi1 in the layout of the wheels, whose libraries find each other relative to themselves. The tree can be moved.

include(GNUInstallDirs)
# `phi1` looks for its modules in ../lib, so the folder is not one of lib/x86_64-linux-gnu or lib64.
set(phi1_torch_rpath "$ORIGIN/phi1/torch/lib;$ORIGIN/phi1/nvidia/cu13/lib")

install(TARGETS phi1 RUNTIME DESTINATION bin)
set_target_properties(phi1_compute PROPERTIES INSTALL_RPATH "${phi1_torch_rpath}")
install(TARGETS phi1_compute LIBRARY DESTINATION lib)
if(TARGET phi1_cuda)
    install(TARGETS phi1_cuda LIBRARY DESTINATION lib)
endif()
install(DIRECTORY ${PHI1_TORCH_ROOT}/torch/lib/ DESTINATION lib/phi1/torch/lib
    FILES_MATCHING PATTERN "libtorch*.so*" PATTERN "libc10*.so" PATTERN "libgomp.so*" PATTERN "libcaffe2_nvrtc.so"
    PATTERN "libtorch_python.so" EXCLUDE PATTERN "libshm*" EXCLUDE)
install(DIRECTORY ${PHI1_TORCH_ROOT}/nvidia/ DESTINATION lib/phi1/nvidia
    FILES_MATCHING PATTERN "*.so*"
    PATTERN include EXCLUDE PATTERN bin EXCLUDE PATTERN nvvm EXCLUDE
    PATTERN "libnvperf*" EXCLUDE PATTERN "libcheckpoint.so" EXCLUDE PATTERN "libpcsamplingutil.so" EXCLUDE) # profilers'
install(DIRECTORY ${CMAKE_SOURCE_DIR}/resources/tokenizers DESTINATION share/phi1-workbench)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/LICENSES/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses)
if(PHI1_PYTHON_GRAMMAR)
    install(FILES ${PHI1_GRAMMAR_ROOT}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses RENAME tree-sitter-python.txt)
    install(FILES ${PHI1_GRAMMAR_ROOT}/LICENSE.tree-sitter DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses RENAME tree-sitter.txt)
endif()

if(TARGET phi1-workbench)
    install(TARGETS phi1-workbench RUNTIME DESTINATION bin)
    install(FILES ${CMAKE_SOURCE_DIR}/packaging/phi1-workbench.desktop DESTINATION share/applications)
    install(FILES ${CMAKE_SOURCE_DIR}/packaging/phi1-workbench.metainfo.xml DESTINATION share/metainfo)
    install(FILES ${CMAKE_SOURCE_DIR}/packaging/phi1-workbench.svg DESTINATION share/icons/hicolor/scalable/apps)
endif()

include(Package)
