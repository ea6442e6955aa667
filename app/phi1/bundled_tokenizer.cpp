// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bundled_tokenizer.h"

#include <system_error>

namespace phi1 {

std::filesystem::path bundledTokenizer()
{
    std::error_code ignored;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return program.parent_path().parent_path() / "share/phi1-workbench/tokenizers/codegen";
}

} // namespace phi1
