// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include <dlfcn.h>

#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/corpora/import/parquet_table.h"

namespace phi1 {

Result<const ParquetModule *> parquetModule()
{
    namespace fs = std::filesystem;
    const fs::path module =
        fs::path(ownProgram()).parent_path().parent_path() / "lib" / "libphi1_parquet.so";
    std::error_code error;
    if (!fs::exists(module, error))
        return failure(ErrorCode::NotFound,
                       concat("Parquet files need ", module,
                              ", which is not there; fetch libparquet by packaging/dependencies "
                              "and build again, or convert the file to JSONL"));
    // Its symbols stay its own: libarrow brings copies of what we link ourselves.
    void *handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return failure(ErrorCode::NotFound,
                       concat("the Parquet module cannot be loaded: ", ::dlerror(),
                              "; build it, or reinstall the program"));
    using Entry = const ParquetModule *(*)();
    const auto entry = reinterpret_cast<Entry>(::dlsym(handle, "phi1ParquetModule"));
    if (!entry)
        return failure(ErrorCode::Incompatible,
                       concat(module, " is not the Parquet module of this program"));
    const ParquetModule *found = entry();
    if (std::strcmp(found->version, version) != 0)
        return failure(ErrorCode::Incompatible,
                       concat(module, " has version ", found->version, ", expected ", version,
                              "; rebuild or reinstall both"));
    return found;
}

} // namespace phi1
