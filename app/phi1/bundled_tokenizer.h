// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace phi1 {

/// The folder of CodeGen's tokenizer, phi-1's, that comes with the program
/// (../share/phi1-workbench/tokenizers/codegen seen from it).
std::filesystem::path bundledTokenizer();

} // namespace phi1
