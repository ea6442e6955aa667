// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/corpus_view.h"

#include <algorithm>

#include "core/corpora/store/sample_store.h"

namespace phi1 {

Result<CorpusView> CorpusView::open(const CorpusFiles &files)
{
    CorpusView view;
    view.m_files = files;
    PHI1_ASSIGN(const auto store, SampleStore::open(files));
    PHI1_ASSIGN(view.m_rows, store.rows());
    PHI1_ASSIGN(auto columns, openColumns(files, view.m_problems));
    for (auto &column : columns) {
        auto key = column.info().key;
        view.m_columns.emplace(std::move(key), std::move(column));
    }
    return view;
}

Result<CorpusView> CorpusView::refreshed() const
{
    PHI1_ASSIGN(auto view, open(m_files));
    for (const auto &key : m_inMemory)
        view.setColumn(m_columns.at(key));
    return view;
}

const Column *CorpusView::column(std::string_view key) const
{
    const auto found = m_columns.find(key);
    return found == m_columns.end() ? nullptr : &found->second;
}

void CorpusView::setColumn(Column column)
{
    const auto key = column.info().key;
    m_columns.insert_or_assign(key, std::move(column));
    if (std::find(m_inMemory.begin(), m_inMemory.end(), key) == m_inMemory.end())
        m_inMemory.push_back(key);
}

} // namespace phi1
