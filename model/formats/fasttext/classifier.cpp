// SPDX-License-Identifier: Apache-2.0
#include "model/formats/fasttext/classifier.h"

#include <algorithm>
#include <cmath>

#include "core/base/mapped_file.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// Adds the vectors of features up.
class HiddenSum final : public FastTextDictionary::Sink
{
public:
    HiddenSum(const FastTextMatrix &input, std::span<float> sum)
        : m_input(input)
        , m_sum(sum)
    {}
    void add(std::span<const std::int32_t> rows) override
    {
        m_input.addRows(rows, m_sum);
        m_count += rows.size();
    }
    std::uint64_t count() const { return m_count; }

private:
    const FastTextMatrix &m_input;
    std::span<float> m_sum;
    std::uint64_t m_count = 0;
};

} // namespace

Result<FastTextClassifier> FastTextClassifier::load(const std::filesystem::path &file)
{
    PHI1_ASSIGN(const MappedFile mapped, MappedFile::open(file));
    FieldReader reader(file, mapped.bytes());
    FastTextClassifier model;
    PHI1_ASSIGN(model.m_settings, readFastTextSettings(reader));
    PHI1_ASSIGN(auto dictionary, FastTextDictionary::read(reader, model.m_settings));
    PHI1_ASSIGN(const bool quantised, reader.flag("quant_input"));
    PHI1_ASSIGN(model.m_input, quantised ? FastTextMatrix::readQuantised(reader, "input matrix")
                                         : FastTextMatrix::readDense(reader, "input matrix"));
    if (dictionary.isPruned() && !quantised)
        return reader.corrupt("its dictionary is pruned, which only quantised models are");
    PHI1_ASSIGN(const bool quantisedOutput, reader.flag("qout"));
    PHI1_ASSIGN(FastTextMatrix output, quantised && quantisedOutput
                                           ? FastTextMatrix::readQuantised(reader, "output matrix")
                                           : FastTextMatrix::readDense(reader, "output matrix"));
    if (reader.left() != 0)
        return reader.corrupt(concat(reader.left(), " bytes follow its end"));
    if (model.m_input.columns() != model.m_settings.dimension ||
        output.columns() != model.m_settings.dimension)
        return reader.corrupt(concat("its matrices have ", model.m_input.columns(), " and ",
                                     output.columns(), " columns, its dimension is ",
                                     model.m_settings.dimension));
    PHI1_TRY(dictionary.checkRows(reader, model.m_input.rows()));
    PHI1_ASSIGN(model.m_output, FastTextOutput::build(reader, model.m_settings.loss,
                                                      std::move(output), dictionary.labelCounts()));
    model.m_dictionary = std::make_unique<const FastTextDictionary>(std::move(dictionary));
    PHI1_TRY(mapped.check());
    return model;
}

std::uint64_t FastTextClassifier::hidden(std::string_view text, Scratch &scratch) const
{
    scratch.hidden.assign(static_cast<std::size_t>(m_settings.dimension), 0.0f);
    HiddenSum sum(m_input, scratch.hidden);
    m_dictionary->features(text, scratch.features, sum);
    if (sum.count() != 0) {
        const auto factor = static_cast<float>(1.0 / static_cast<double>(sum.count()));
        for (float &value : scratch.hidden)
            value *= factor;
    }
    return sum.count();
}

void FastTextClassifier::predict(std::string_view text, Scratch &scratch,
                                 std::vector<FastTextPrediction> &predictions) const
{
    predictions.clear();
    if (hidden(text, scratch) == 0)
        return;
    m_output.predict(scratch.hidden, scratch.scores, scratch.labels);
    for (const auto &[logarithm, label] : scratch.labels)
        predictions.push_back({label, std::exp(logarithm)});
}

} // namespace phi1
