// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/fts_tokenizer.h"

#include <algorithm>
#include <limits>

#include <sqlite3.h>

namespace phi1 {

struct FtsTokenizer::State {
    sqlite3 *connection = nullptr; ///< in memory: it only knows FTS5's tokenizers
    fts5_tokenizer methods{};
    Fts5Tokenizer *tokenizer = nullptr;

    ~State()
    {
        if (tokenizer)
            methods.xDelete(tokenizer);
        sqlite3_close_v2(connection);
    }
};

FtsTokenizer::FtsTokenizer(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
FtsTokenizer::FtsTokenizer(FtsTokenizer &&) noexcept = default;
FtsTokenizer &FtsTokenizer::operator=(FtsTokenizer &&) noexcept = default;
FtsTokenizer::~FtsTokenizer() = default;

Result<FtsTokenizer> FtsTokenizer::open()
{
    auto state = std::make_unique<State>();
    const auto missing = [] {
        return failure(ErrorCode::Incompatible, "this SQLite has no full-text search (FTS5); "
                                                "install one that was built with it");
    };
    if (sqlite3_open_v2(":memory:", &state->connection,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK)
        return missing();
    // The way that FTS5 documents to reach its interface.
    fts5_api *api = nullptr;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(state->connection, "SELECT fts5(?1)", -1, &statement, nullptr) ==
        SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    if (!api)
        return missing();
    void *context = nullptr;
    const char *arguments[] = {"tokenchars", "_"};
    if (api->xFindTokenizer(api, "unicode61", &context, &state->methods) != SQLITE_OK ||
        state->methods.xCreate(context, arguments, 2, &state->tokenizer) != SQLITE_OK)
        return missing();
    return FtsTokenizer(std::move(state));
}

void FtsTokenizer::visit(std::string_view text, const Visitor &visitor) const
{
    const auto call = [](void *given, int, const char *word, int length, int begin, int end) {
        const auto &visit = *static_cast<const Visitor *>(given);
        return visit({word, static_cast<std::size_t>(length)}, static_cast<std::size_t>(begin),
                     static_cast<std::size_t>(end))
                   ? SQLITE_OK
                   : SQLITE_DONE;
    };
    const auto length = std::min<std::size_t>(text.size(), std::numeric_limits<int>::max());
    m_state->methods.xTokenize(m_state->tokenizer,
                               const_cast<void *>(static_cast<const void *>(&visitor)),
                               FTS5_TOKENIZE_DOCUMENT, text.data(), static_cast<int>(length), call);
}

std::vector<std::string> FtsTokenizer::words(std::string_view text) const
{
    std::vector<std::string> words;
    visit(text, [&](std::string_view word, std::size_t, std::size_t) {
        words.emplace_back(word);
        return true;
    });
    return words;
}

const FtsTokenizer *threadTokenizer()
{
    thread_local const Result<FtsTokenizer> tokenizer = FtsTokenizer::open();
    return tokenizer ? &*tokenizer : nullptr;
}

} // namespace phi1
