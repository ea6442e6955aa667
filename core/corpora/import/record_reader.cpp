// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/record_reader.h"

namespace phi1 {

Result<std::unique_ptr<RecordReader>> openRecords(const ImportFile &file,
                                                  const FieldMapping &mapping)
{
    switch (file.kind) {
    case ImportFileKind::JsonLines:
        return openJsonRecords(file, mapping);
    case ImportFileKind::Parquet:
        return openParquetRecords(file, mapping);
    case ImportFileKind::Document:
        break;
    }
    return openDocumentRecords(file, mapping);
}

} // namespace phi1
