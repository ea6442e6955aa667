// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/array_answer.h"
#include "app/phi1/serve/capture_fields.h"
#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/head_figures.h"
#include "app/phi1/serve/head_slices.h"

namespace phi1 {

namespace {

class StatisticsQuestion final : public CaptureQuestion
{
public:
    StatisticsQuestion(const std::vector<HeadId> &heads, std::vector<TokenRelation> relations)
        : m_heads(heads)
        , m_figures(heads.size(), std::move(relations))
    {}

    std::uint64_t answerBytes() const override
    {
        return 2 * (m_figures.statistics().bytes.size() + m_figures.related().bytes.size());
    }

    Result<SliceEnd> compute(const Turn &turn) override
    {
        const auto heads = m_heads.next(turn.layersReady);
        if (heads.empty())
            return SliceEnd::Waiting;
        const auto started = SlicePace::Clock::now();
        PHI1_TRY(m_figures.compute(turn, heads));
        const std::chrono::duration<double> took = SlicePace::Clock::now() - started;
        m_heads.took(heads.size(), took.count());
        return m_heads.isDone() ? SliceEnd::Complete : SliceEnd::More;
    }

    HttpResponse answer() override
    {
        return arrayResponse(
            {{"statistics", m_figures.statistics()}, {"relations", m_figures.related()}});
    }

private:
    HeadSlices m_heads;
    HeadFigures m_figures;
};

std::vector<HeadId> allHeads(const CaptureShape &shape)
{
    std::vector<HeadId> heads;
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        for (std::int64_t head = 0; head < shape.heads; ++head)
            heads.push_back({layer, head});
    }
    return heads;
}

} // namespace

std::unique_ptr<CaptureQuestion> readStatisticsQuestion(JsonFields &fields,
                                                        const CaptureShape &shape)
{
    const auto heads = readHeads(fields, "heads", shape);
    auto relations = readRelations(fields, shape);
    fields.refuseUnknown();
    if (!fields.isGood())
        return nullptr;
    return std::make_unique<StatisticsQuestion>(heads ? *heads : allHeads(shape),
                                                std::move(relations));
}

} // namespace phi1
