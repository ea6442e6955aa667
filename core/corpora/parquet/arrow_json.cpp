// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/parquet/arrow_json.h"

#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>
#include <arrow/scalar.h>
#include <arrow/type.h>

namespace phi1 {

namespace {

template<typename ArrayType>
const ArrayType &as(const arrow::Array &array)
{
    return static_cast<const ArrayType &>(array);
}

template<typename ListType>
Json listJson(const ListType &list, std::int64_t row)
{
    Json json = Json::array();
    for (std::int64_t i = 0; i < list.value_length(row); ++i)
        json.push_back(arrowJson(*list.values(), list.value_offset(row) + i));
    return json;
}

Json structJson(const arrow::StructArray &values, std::int64_t row)
{
    Json json = Json::object();
    for (int field = 0; field < values.num_fields(); ++field)
        json[values.struct_type()->field(field)->name()] = arrowJson(*values.field(field), row);
    return json;
}

} // namespace

std::optional<std::string_view> arrowString(const arrow::Array &array, std::int64_t row)
{
    switch (array.type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY:
        return as<arrow::BinaryArray>(array).GetView(row);
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
        return as<arrow::LargeBinaryArray>(array).GetView(row);
    case arrow::Type::FIXED_SIZE_BINARY:
        return as<arrow::FixedSizeBinaryArray>(array).GetView(row);
    case arrow::Type::DICTIONARY: {
        const auto &dictionary = as<arrow::DictionaryArray>(array);
        const std::int64_t index = dictionary.GetValueIndex(row);
        if (index < 0 || index >= dictionary.dictionary()->length() ||
            dictionary.dictionary()->IsNull(index))
            return std::nullopt;
        return arrowString(*dictionary.dictionary(), index);
    }
    default:
        return std::nullopt;
    }
}

Json arrowJson(const arrow::Array &array, std::int64_t row)
{
    if (array.IsNull(row))
        return nullptr;
    if (const auto string = arrowString(array, row))
        return std::string(*string);
    switch (array.type_id()) {
    case arrow::Type::BOOL:
        return as<arrow::BooleanArray>(array).Value(row);
    case arrow::Type::INT8:
        return as<arrow::Int8Array>(array).Value(row);
    case arrow::Type::INT16:
        return as<arrow::Int16Array>(array).Value(row);
    case arrow::Type::INT32:
        return as<arrow::Int32Array>(array).Value(row);
    case arrow::Type::INT64:
        return as<arrow::Int64Array>(array).Value(row);
    case arrow::Type::UINT8:
        return as<arrow::UInt8Array>(array).Value(row);
    case arrow::Type::UINT16:
        return as<arrow::UInt16Array>(array).Value(row);
    case arrow::Type::UINT32:
        return as<arrow::UInt32Array>(array).Value(row);
    case arrow::Type::UINT64:
        return as<arrow::UInt64Array>(array).Value(row);
    case arrow::Type::FLOAT:
        return jsonNumber(as<arrow::FloatArray>(array).Value(row));
    case arrow::Type::DOUBLE:
        return jsonNumber(as<arrow::DoubleArray>(array).Value(row));
    case arrow::Type::LIST:
        return listJson(as<arrow::ListArray>(array), row);
    case arrow::Type::LARGE_LIST:
        return listJson(as<arrow::LargeListArray>(array), row);
    case arrow::Type::STRUCT:
        return structJson(as<arrow::StructArray>(array), row);
    case arrow::Type::DICTIONARY: {
        const auto &dictionary = as<arrow::DictionaryArray>(array);
        const std::int64_t index = dictionary.GetValueIndex(row);
        if (index < 0 || index >= dictionary.dictionary()->length())
            return nullptr;
        return arrowJson(*dictionary.dictionary(), index);
    }
    default:
        break;
    }
    const auto scalar = array.GetScalar(row);
    return scalar.ok() ? Json((*scalar)->ToString()) : Json(nullptr);
}

} // namespace phi1
