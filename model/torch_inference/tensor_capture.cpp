// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/tensor_capture.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <tuple>

#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"
#include "model/kernels/device_backend.h"
#include "model/torch_inference/map_coarsening.h"
#include "model/torch_inference/rotary_heads.h"

namespace phi1 {

namespace {

Error cancelled()
{
    return {ErrorCode::Cancelled, "attention is not wanted any more"};
}

Error notLaunched()
{
    return {ErrorCode::Device, "the GPU refused to compute attention maps; is its module "
                               "(libphi1_cuda.so) of this version?"};
}

void copyOut(const at::Tensor &from, std::span<float> out)
{
    const at::Tensor host = from.cpu().contiguous();
    if (static_cast<std::size_t>(host.numel()) != out.size())
        throw std::invalid_argument(
            concat("room for ", out.size(), " numbers, expected ", host.numel()));
    std::memcpy(out.data(), host.const_data_ptr<float>(), out.size_bytes());
}

} // namespace

HeadMaps TensorCapture::Heads::maps() const
{
    return {queries.const_data_ptr<float>(),
            keys.const_data_ptr<float>(),
            logSums.const_data_ptr<float>(),
            queries.size(0),
            queries.size(1),
            queries.size(2),
            scale,
            withoutFirst};
}

TensorCapture::TensorCapture(std::shared_ptr<const PhiModel> model, DeviceBackend *backend,
                             std::vector<TokenId> ids)
    : m_model(std::move(model))
    , m_backend(backend)
    , m_ids(std::move(ids))
{}

std::int64_t TensorCapture::layers() const
{
    return m_model->config().layers;
}

std::int64_t TensorCapture::heads() const
{
    return m_model->config().heads;
}

std::uint64_t TensorCapture::bytes() const
{
    std::uint64_t bytes = m_final.defined() ? m_final.nbytes() : 0;
    for (const at::Tensor &normed : m_normed)
        bytes += normed.nbytes();
    return bytes;
}

void TensorCapture::addLayer(at::Tensor normed, const at::Tensor &means)
{
    const at::Tensor host = means.cpu().contiguous();
    const float *data = host.const_data_ptr<float>();
    m_means.emplace_back(data, data + host.numel());
    m_normed.push_back(std::move(normed));
}

std::span<const float> TensorCapture::meanOutput(HeadId head) const
{
    if (!checkHead(head))
        return {};
    const auto dimension = static_cast<std::size_t>(m_model->config().headDimension());
    return std::span(m_means[static_cast<std::size_t>(head.layer)])
        .subspan(static_cast<std::size_t>(head.head) * dimension, dimension);
}

Result<void> TensorCapture::checkHead(HeadId head) const
{
    if (head.layer < 0 || head.layer >= layers() || head.head < 0 || head.head >= heads())
        return failure(ErrorCode::Usage,
                       concat("the model has no head ", head.layer, ".", head.head, "; it has ",
                              layers(), " layers of ", heads(), " heads"));
    if (head.layer >= layersReady())
        return failure(ErrorCode::Usage, concat("layer ", head.layer, " is not captured yet, only ",
                                                layersReady(), " layers are"));
    return {};
}

Result<void> TensorCapture::checkRange(const char *what, std::int64_t first,
                                       std::int64_t count) const
{
    if (first < 0 || count < 1 || first > tokens() || count > tokens() - first)
        return failure(ErrorCode::Usage,
                       concat(what, " ", first, " to ", first + count - 1,
                              " were asked for; the text has ", tokens(), " tokens"));
    return {};
}

Result<TensorCapture *> TensorCapture::other(const AttentionLook &look) const
{
    if (!look.minus)
        return nullptr;
    auto *other = dynamic_cast<TensorCapture *>(look.minus);
    if (!other || other->m_model->device() != m_model->device())
        return failure(ErrorCode::Usage,
                       "only captures on the same device can be compared; load both models there");
    if (other->m_ids != m_ids || other->layers() != layers() || other->heads() != heads())
        return failure(ErrorCode::Usage, "only captures of the same tokens by models of the same "
                                         "layers and heads can be compared");
    return other;
}

Result<void> TensorCapture::guarded(const std::function<Result<void>()> &work) const
{
    try {
        return work();
    } catch (const c10::Error &error) {
        return failure(ErrorCode::Device,
                       concat("attention could not be computed on ", m_model->device().str(), ": ",
                              error.what_without_backtrace()));
    }
}

Result<TensorCapture::Heads> TensorCapture::project(std::int64_t layer, std::int64_t first,
                                                    std::int64_t count, bool withoutFirst) const
{
    const PhiConfig &config = m_model->config();
    const ParameterSet &parameters = m_model->parameters();
    const std::int64_t dimension = config.headDimension();
    const at::Tensor weight = parameters.fusedWeight(m_model->computeValues(), layer);
    const at::Tensor bias = parameters.fusedBias(m_model->computeValues(), layer);
    const at::Tensor cosines = m_model->rotaryCosines().narrow(0, 0, tokens()).unsqueeze(1);
    const at::Tensor sines = m_model->rotarySines().narrow(0, 0, tokens()).unsqueeze(1);
    // Rounded where the model rounds them, so that the maps are those it uses.
    const auto projected = [&](std::int64_t part) {
        const std::int64_t row = part * config.hidden + first * dimension;
        const at::Tensor flat = at::addmm(bias.narrow(0, row, count * dimension),
                                          m_normed[static_cast<std::size_t>(layer)],
                                          weight.narrow(0, row, count * dimension).t());
        return rotateHeads(flat.view({tokens(), count, dimension}).to(at::kFloat), cosines, sines,
                           config.rotary)
            .to(m_model->computeType())
            .to(at::kFloat)
            .transpose(0, 1)
            .contiguous();
    };
    Heads heads{projected(0), projected(1), {}, 0, withoutFirst};
    heads.scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(dimension)));
    heads.logSums = at::empty({count, tokens()}, heads.queries.options());
    if (!m_backend->headLogSums(heads.maps(), heads.logSums.mutable_data_ptr<float>()))
        return tl::unexpected(notLaunched());
    return heads;
}

Result<at::Tensor> TensorCapture::cells(const Heads &heads, const Heads *minus,
                                        const MapRegion &region) const
{
    at::Tensor out = at::empty({heads.queries.size(0), region.cellRows, region.cellColumns},
                               heads.queries.options());
    HeadMaps other;
    if (minus)
        other = minus->maps();
    if (!m_backend->headBlocks(heads.maps(), minus ? &other : nullptr, region,
                               out.mutable_data_ptr<float>()))
        return tl::unexpected(notLaunched());
    return out;
}

Result<at::Tensor> TensorCapture::tile(const Heads &heads, const Heads *minus,
                                       const TileRequest &request, std::int64_t edge) const
{
    const std::int64_t level = std::min(request.level, largestMapLevel);
    const std::int64_t factor = std::int64_t{1} << (request.level - level);
    // Only what lies within the text is computed, in whole cells of the level asked for.
    const std::int64_t size = std::int64_t{1} << request.level;
    const auto inside = [&](std::int64_t index) {
        const std::int64_t all = (tokens() + size - 1) / size;
        return std::clamp<std::int64_t>(all - index * edge, 0, edge);
    };
    const std::int64_t rows = inside(request.y), columns = inside(request.x);
    at::Tensor out = at::zeros({heads.queries.size(0), edge, edge}, at::kFloat);
    if (rows == 0 || columns == 0)
        return out;
    const MapRegion region = {
        request.y * edge * size, request.x * edge * size, level,
        rows * factor,           columns * factor,        static_cast<MapPooling>(request.pooling)};
    PHI1_ASSIGN(at::Tensor found, cells(heads, minus, region));
    found = found.cpu();
    if (factor > 1) {
        const at::Tensor fine = found;
        found = at::empty({fine.size(0), rows, columns}, at::kFloat);
        const auto each = static_cast<std::size_t>(region.cellRows * region.cellColumns);
        for (std::int64_t head = 0; head < fine.size(0); ++head)
            coarsenCells(
                {fine.const_data_ptr<float>() + static_cast<std::size_t>(head) * each, each},
                region, request.level, tokens(),
                {found.mutable_data_ptr<float>() + head * rows * columns,
                 static_cast<std::size_t>(rows * columns)});
    }
    out.narrow(1, 0, rows).narrow(2, 0, columns).copy_(found);
    return out;
}

Result<void> TensorCapture::tiles(std::span<const TileRequest> tiles, std::int64_t edge,
                                  const AttentionLook &look, std::span<float> out,
                                  std::stop_token stop)
{
    PHI1_ASSIGN(TensorCapture *const minus, other(look));
    // Heads of a layer that are asked for the same square are computed together.
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, Pooling>,
             std::vector<std::size_t>>
        groups;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const TileRequest &tile = tiles[i];
        PHI1_TRY(checkHead(tile.head));
        if (tile.level < 0 || tile.level > 20 || tile.x < 0 || tile.y < 0 || tile.x > tokens() ||
            tile.y > tokens())
            return failure(ErrorCode::Usage, concat("there is no tile ", tile.x, ", ", tile.y,
                                                    " at level ", tile.level));
        groups[{tile.head.layer, tile.level, tile.x, tile.y, tile.pooling}].push_back(i);
    }
    const auto each = static_cast<std::size_t>(edge * edge);
    return guarded([&]() -> Result<void> {
        for (const auto &[key, members] : groups) {
            if (stop.stop_requested())
                return tl::unexpected(cancelled());
            const std::int64_t layer = std::get<0>(key);
            std::int64_t first = heads(), last = 0;
            for (const std::size_t i : members) {
                first = std::min(first, tiles[i].head.head);
                last = std::max(last, tiles[i].head.head);
            }
            PHI1_ASSIGN(const Heads mine,
                        project(layer, first, last - first + 1, look.withoutFirst));
            Heads theirs;
            if (minus) {
                PHI1_ASSIGN(theirs,
                            minus->project(layer, first, last - first + 1, look.withoutFirst));
            }
            PHI1_ASSIGN(const at::Tensor found,
                        tile(mine, minus ? &theirs : nullptr, tiles[members[0]], edge));
            for (const std::size_t i : members)
                std::memcpy(out.data() + i * each,
                            found.const_data_ptr<float>() +
                                static_cast<std::size_t>(tiles[i].head.head - first) * each,
                            each * sizeof(float));
        }
        return {};
    });
}

Result<void> TensorCapture::region(HeadId head, const MapRegion &region, const AttentionLook &look,
                                   at::Tensor &result) const
{
    PHI1_TRY(checkHead(head));
    PHI1_ASSIGN(TensorCapture *const minus, other(look));
    PHI1_ASSIGN(const Heads mine, project(head.layer, head.head, 1, look.withoutFirst));
    Heads theirs;
    if (minus) {
        PHI1_TRY(minus->checkHead(head));
        PHI1_ASSIGN(theirs, minus->project(head.layer, head.head, 1, look.withoutFirst));
    }
    PHI1_ASSIGN(const at::Tensor found, cells(mine, minus ? &theirs : nullptr, region));
    result = found.select(0, 0);
    return {};
}

Result<void> TensorCapture::rows(HeadId head, std::int64_t first, std::int64_t count,
                                 const AttentionLook &look, std::span<float> out,
                                 std::stop_token stop)
{
    const HeadId heads[] = {head};
    return combinedRows(heads, HeadCombination::Mean, first, count, look, out, stop);
}

Result<void> TensorCapture::combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                                         std::int64_t first, std::int64_t count,
                                         const AttentionLook &look, std::span<float> out,
                                         std::stop_token stop)
{
    PHI1_TRY(checkRange("rows", first, count));
    if (heads.empty())
        return failure(ErrorCode::Usage, "no heads were chosen; choose at least one");
    return guarded([&]() -> Result<void> {
        at::Tensor all;
        for (const HeadId &head : heads) {
            if (stop.stop_requested())
                return tl::unexpected(cancelled());
            at::Tensor one;
            PHI1_TRY(region(head, {.firstRow = first, .cellRows = count, .cellColumns = tokens()},
                            look, one));
            if (!all.defined())
                all = one;
            else if (combination == HeadCombination::Mean)
                all.add_(one);
            else // farthest from 0, which is the largest where nothing is subtracted
                all = at::where(one.abs().gt(all.abs()).logical_or(one.ne(one)), one, all);
        }
        if (combination == HeadCombination::Mean)
            all.div_(static_cast<double>(heads.size()));
        copyOut(all, out);
        return {};
    });
}

Result<void> TensorCapture::columns(HeadId head, std::int64_t first, std::int64_t count,
                                    const AttentionLook &look, std::span<float> out,
                                    std::stop_token)
{
    PHI1_TRY(checkRange("columns", first, count));
    return guarded([&]() -> Result<void> {
        at::Tensor found;
        PHI1_TRY(region(head, {.firstColumn = first, .cellRows = tokens(), .cellColumns = count},
                        look, found));
        copyOut(found.t(), out);
        return {};
    });
}

} // namespace phi1
