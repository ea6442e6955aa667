// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/batch_reader.h"

#include <simdjson.h>

#include "core/base/text.h"
#include "views/state/sample_entries.h"

namespace phi1 {

namespace {

namespace dom = simdjson::dom;

tl::unexpected<Error> noField(const char *key)
{
    return failure(ErrorCode::Incompatible,
                   concat("phi1 batch answered without a usable \"", key,
                          "\"; install phi1 and this window in the same version"));
}

std::string_view textAt(const dom::element &object, const char *key)
{
    std::string_view text;
    return object[key].get(text) ? std::string_view() : text;
}

qint64 integerAt(const dom::element &object, const char *key, qint64 otherwise)
{
    std::int64_t number = 0;
    return object[key].get(number) ? otherwise : qint64(number);
}

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// The piece of a document: its bytes, and how many each token stands for.
Result<void> readPiece(const dom::element &object, const QVector<qint32> &ids,
                       BatchDocument &document)
{
    dom::array lengths;
    const std::string_view base64 = textAt(object, "bytes");
    if (object["lengths"].get(lengths))
        return noField("lengths");
    document.text =
        QByteArray::fromBase64(QByteArray::fromRawData(base64.data(), qsizetype(base64.size())));
    qint64 begin = 0;
    for (const dom::element each : lengths) {
        std::int64_t length = 0;
        const qsizetype token = document.firstToken + document.pieces.ids.size();
        if (each.get(length) || length < 0 || length > document.text.size() - begin ||
            token >= ids.size())
            return noField("lengths");
        document.pieces.ids += ids[token];
        document.pieces.begins += begin;
        begin += length;
    }
    document.pieces.begins += begin;
    return begin == document.text.size() ? Result<void>() : noField("lengths");
}

} // namespace

Result<Batch> batchFrom(const QByteArray &json)
{
    dom::parser parser;
    dom::element root;
    dom::array sequences;
    if (parser.parse(json.constData(), std::size_t(json.size())).get(root))
        return failure(ErrorCode::Incompatible,
                       "phi1 batch did not answer with JSON; install phi1 and this window in the "
                       "same version");
    if (root["sequences"].get(sequences))
        return noField("sequences");
    Batch batch;
    for (const dom::element each : sequences) {
        BatchSequence sequence;
        sequence.firstDocument = int(batch.documents.size());
        dom::array ids, documents;
        if (each["ids"].get(ids))
            return noField("ids");
        for (const dom::element value : ids) {
            std::int64_t id = 0;
            if (value.get(id))
                return noField("ids");
            sequence.ids += qint32(id);
        }
        if (each["documents"].get(documents))
            return noField("documents");
        qint64 token = 0;
        for (const dom::element object : documents) {
            BatchDocument document;
            document.sequence = int(batch.sequences.size());
            document.firstToken = token;
            document.tokens = integerAt(object, "tokens", 0);
            document.document = integerAt(object, "document", -1);
            document.firstInDocument = integerAt(object, "offset", 0);
            document.source = qt(textAt(object, "source"));
            document.indexInSource = integerAt(object, "index", -1);
            PHI1_TRY(readPiece(object, sequence.ids, document));
            document.title =
                titleOf({}, {document.text.constData(), std::size_t(document.text.size())}).text;
            token += document.tokens;
            batch.documents.push_back(std::move(document));
        }
        batch.sequences.push_back(std::move(sequence));
    }
    return batch;
}

} // namespace phi1
