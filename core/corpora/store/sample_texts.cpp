// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/sample_texts.h"

#include <utility>

#include "core/corpora/store/sample_store.h"

namespace phi1 {

namespace {

class StoreTexts final : public SampleTexts
{
public:
    explicit StoreTexts(SampleStore store)
        : m_store(std::move(store))
    {}

    Result<void> read(SampleRow first, SampleRow end,
                      const std::function<bool(SampleRow, std::string_view)> &take) override
    {
        return m_store.eachText(first, end, take);
    }

private:
    SampleStore m_store;
};

} // namespace

OpenSampleTexts textsOfCorpus(const CorpusFiles &files)
{
    return [files]() -> Result<std::unique_ptr<SampleTexts>> {
        PHI1_ASSIGN(SampleStore store, SampleStore::open(files));
        return std::make_unique<StoreTexts>(std::move(store));
    };
}

} // namespace phi1
