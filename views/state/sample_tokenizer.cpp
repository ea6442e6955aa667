// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_tokenizer.h"

#include <filesystem>

#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

/// ../share/phi1-workbench/tokenizers/codegen, seen from the program.
std::filesystem::path bundledTokenizer(const QString &program)
{
    std::error_code error;
    std::filesystem::path real = std::filesystem::canonical(program.toStdString(), error);
    if (error)
        real = program.toStdString();
    return real.parent_path().parent_path() / "share/phi1-workbench/tokenizers/codegen";
}

} // namespace

SampleTokenizer::SampleTokenizer(const QString &program, QObject *parent)
    : QObject(parent)
    , m_program(program)
{}

SampleTokenizer::~SampleTokenizer()
{
    m_thread.end();
}

Result<std::shared_ptr<const Tokenizer>> SampleTokenizer::open(const QString &folder)
{
    if (const auto found = m_tokenizers.find(folder); found != m_tokenizers.end())
        return found->second;
    PHI1_ASSIGN(auto tokenizer,
                loadTokenizer(folder.isEmpty() ? bundledTokenizer(m_program)
                                               : std::filesystem::path(folder.toStdString())));
    if (m_tokenizers.size() >= kept)
        m_tokenizers.clear();
    m_tokenizers.emplace(folder, tokenizer);
    return tokenizer;
}

void SampleTokenizer::tokenize(quint64 request, const QByteArray &text, const QString &folder)
{
    m_thread.post(0, [this, request, text, folder](const std::stop_token &stop) {
        const auto cut = [&]() -> Result<SampleTokens> {
            PHI1_ASSIGN(const auto tokenizer, open(folder));
            const std::string_view bytes(text.constData(), std::size_t(text.size()));
            // What looks like a special token in a text is text, as it is when sets are prepared.
            const std::vector<TokenId> ids = tokenizer->encode(bytes, SpecialTokens::AsText);
            SampleTokens tokens;
            tokens.tokenizer = folder;
            tokens.fingerprint = QString::fromStdString(tokenizer->fingerprint());
            tokens.ids.reserve(qsizetype(ids.size()));
            tokens.begins.reserve(qsizetype(ids.size()) + 1);
            qint64 begin = 0;
            for (const TokenId id : ids) {
                tokens.ids += id;
                tokens.begins += begin;
                begin += qint64(tokenizer->tokenBytes(id).size());
            }
            tokens.begins += begin;
            if (begin != text.size())
                return failure(ErrorCode::Incompatible,
                               tr("The tokens of this text stand for %1 bytes, it has %2: this "
                                  "tokenizer changes texts, and has no borders in them")
                                   .arg(begin)
                                   .arg(text.size())
                                   .toStdString());
            return tokens;
        };
        auto tokens = cut();
        if (stop.stop_requested())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, request, tokens = std::move(tokens)] {
                if (tokens)
                    emit tokenized(request, *tokens);
                else
                    emit failed(request, QString::fromStdString(tokens.error().message));
            },
            Qt::QueuedConnection);
    });
}

void SampleTokenizer::cancel()
{
    m_thread.drop();
}

} // namespace phi1
