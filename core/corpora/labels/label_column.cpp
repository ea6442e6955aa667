// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/labels/label_column.h"

#include <map>

#include "core/corpora/search/label_names.h"

namespace phi1 {

Column labelColumn(std::span<const StoredLabel> labels, std::span<const SampleHash> hashes)
{
    std::map<SampleHash, std::uint32_t> values;
    for (const StoredLabel &label : labels) {
        if (label.label >= LabelStore::lowest && label.label <= LabelStore::highest)
            values[{label.hash}] = static_cast<std::uint32_t>(label.label - 1);
    }
    std::vector<std::uint32_t> column(hashes.size(), missingCount);
    if (!values.empty()) {
        for (std::size_t row = 0; row < hashes.size(); ++row) {
            if (const auto found = values.find(hashes[row]); found != values.end())
                column[row] = found->second;
        }
    }
    return Column::ofCategories(std::string(columnKey::label),
                                std::vector<std::string>(labelNames.begin(), labelNames.end()),
                                std::move(column));
}

Result<CorpusView> openLabelledView(const CorpusFiles &files,
                                    const std::filesystem::path &workbenchDatabase)
{
    PHI1_ASSIGN(CorpusView view, CorpusView::open(files));
    std::vector<StoredLabel> labels;
    auto store = LabelStore::openToRead(workbenchDatabase);
    if (store) {
        PHI1_ASSIGN(labels, store->all(files.name()));
    } else if (store.error().code != ErrorCode::NotFound) {
        return tl::unexpected(store.error());
    }
    std::span<const SampleHash> hashes;
    if (const Column *column = view.column(columnKey::hash))
        hashes = column->hashes();
    view.setColumn(labelColumn(labels, hashes));
    return view;
}

} // namespace phi1
