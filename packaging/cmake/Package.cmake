# SPDX-License-Identifier: Apache-2.0
# cpack -G DEB or TGZ in the build folder: one package of what cmake --install copies, below /usr or to be unpacked
# anywhere. LibTorch is part of it, with its CUDA part where .deps/libtorch has one.
set(CPACK_PACKAGE_NAME "phi1-workbench")
set(CPACK_PACKAGE_VENDOR "phi-1 workbench")
set(CPACK_PACKAGE_CONTACT "phi-1 workbench <phi1-workbench@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Train, follow and compare small language models for code")
set(CPACK_PACKAGE_DESCRIPTION "Trains models after the recipe of \"Textbooks Are All You Need\", in a window and in the terminal.
Runs go on when the window is closed. Works without a network, sends nothing.")
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_FILE_NAME "phi1-workbench-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION "science")
set(CPACK_DEBIAN_COMPRESSION_TYPE "zstd")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF) # LibTorch's libraries come along; their neighbours are named here
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36), libstdc++6 (>= 12), zlib1g, libzstd1, libgomp1, libsimdjson14, libsentencepiece0, libsqlite3-0, libxxhash0, python3, bubblewrap")
if(PHI1_PYTHON_GRAMMAR)
    string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", libtree-sitter0")
endif()
if(PHI1_DESKTOP)
    string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", libqt6widgets6, libqt6network6, libqt6dbus6, libqt6svg6, libqt6printsupport6, qt6-qpa-plugins, libqcustomplot2.1-qt6, libqt6keychain1, libcurl4, fonts-noto-core, fonts-hack")
endif()
include(CPack)
