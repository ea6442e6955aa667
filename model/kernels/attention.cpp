// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/attention.h"

#include <cmath>
#include <limits>

#include <ATen/ops/_scaled_dot_product_efficient_attention.h>
#include <ATen/ops/_scaled_dot_product_efficient_attention_backward.h>
#include <ATen/ops/_scaled_dot_product_flash_attention.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_backward.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu_backward.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>

#include "model/kernels/cpu_attention.h"
#include "model/kernels/tensor_kernels.h"

namespace phi1 {

namespace {

enum Part { Query, Key, Value };

/// One of q, k, v as [B, H, T, D] without copying.
at::Tensor part(const at::Tensor &qkv, const AttentionShape &shape, Part which)
{
    return qkv.narrow(1, which * shape.width(), shape.width())
        .unflatten(0, {shape.batch, shape.positions})
        .unflatten(2, {shape.heads, shape.headDimension})
        .transpose(1, 2);
}

/// [N, C] as [B, H, T, D].
at::Tensor byHead(const at::Tensor &rows, const AttentionShape &shape)
{
    return rows.view({shape.batch, shape.positions, shape.heads, shape.headDimension})
        .transpose(1, 2);
}

double scale(const AttentionShape &shape)
{
    return 1.0 / std::sqrt(static_cast<double>(shape.headDimension));
}

/// Probabilities [H, T, T] float32 of one sequence from q and k [H, T, D] float32.
at::Tensor probabilities(const at::Tensor &q, const at::Tensor &k, const AttentionShape &shape)
{
    at::Tensor scores = at::bmm(q, k.transpose(1, 2)).mul_(scale(shape));
    const at::Tensor future =
        at::ones({shape.positions, shape.positions}, q.options().dtype(at::kBool)).triu_(1);
    scores.masked_fill_(future, -std::numeric_limits<float>::infinity());
    return at::_softmax(scores, -1, false);
}

/// mask · values for the probabilities [H, T, T] of sequence `b`.
at::Tensor masked(const at::Tensor &values, const AttentionShape &shape, std::int64_t b,
                  const DropoutMask &mask)
{
    at::Tensor result = at::empty_like(values);
    const at::Tensor rows = values.view({-1, shape.positions});
    dropout(rows, at::Tensor(), result.view({-1, shape.positions}), false, mask,
            b * values.numel());
    return result;
}

void explicitForward(const at::Tensor &qkv, const AttentionShape &shape, const at::Tensor &output,
                     const DropoutMask &mask)
{
    for (std::int64_t b = 0; b < shape.batch; ++b) {
        const auto sequence = [&](Part which) {
            return part(qkv, shape, which).select(0, b).to(at::kFloat).contiguous();
        };
        const at::Tensor p = probabilities(sequence(Query), sequence(Key), shape);
        byHead(output, shape)
            .select(0, b)
            .copy_(at::bmm(masked(p, shape, b, mask), sequence(Value)));
    }
}

void explicitBackward(const at::Tensor &outputGradient, const at::Tensor &qkv,
                      const AttentionShape &shape, const DropoutMask &mask)
{
    for (std::int64_t b = 0; b < shape.batch; ++b) {
        const auto sequence = [&](Part which) {
            return part(qkv, shape, which).select(0, b).to(at::kFloat).contiguous();
        };
        const at::Tensor q = sequence(Query);
        const at::Tensor k = sequence(Key);
        const at::Tensor v = sequence(Value);
        const at::Tensor dOut =
            byHead(outputGradient, shape).select(0, b).to(at::kFloat).contiguous();
        const at::Tensor p = probabilities(q, k, shape);
        const at::Tensor dV = at::bmm(masked(p, shape, b, mask).transpose(1, 2), dOut);
        const at::Tensor dP = masked(at::bmm(dOut, v.transpose(1, 2)), shape, b, mask);
        const at::Tensor dScores = p.mul(dP.sub(dP.mul(p).sum({-1}, true))).mul_(scale(shape));
        part(qkv, shape, Query).select(0, b).copy_(at::bmm(dScores, k));
        part(qkv, shape, Key).select(0, b).copy_(at::bmm(dScores.transpose(1, 2), q));
        part(qkv, shape, Value).select(0, b).copy_(dV);
    }
}

} // namespace

void attentionForward(const at::Tensor &qkv, const AttentionShape &shape, const at::Tensor &output,
                      AttentionState &state, const DropoutMask *mask)
{
    state.saved.clear();
    if (suitsCpuAttention(qkv)) {
        state.saved = {cpuAttentionForward(qkv, shape, output, mask)};
        return;
    }
    if (mask) {
        explicitForward(qkv, shape, output, *mask);
        return;
    }
    const at::Tensor q = part(qkv, shape, Query);
    const at::Tensor k = part(qkv, shape, Key);
    const at::Tensor v = part(qkv, shape, Value);
    if (qkv.device().is_cpu()) {
        auto [out, logSumExp] =
            at::_scaled_dot_product_flash_attention_for_cpu(q, k, v, 0.0, true, {}, scale(shape));
        byHead(output, shape).copy_(out);
        state.saved = {logSumExp};
    } else if (qkv.scalar_type() == at::kFloat) {
        auto [out, logSumExp, seed, offset] =
            at::_scaled_dot_product_efficient_attention(q, k, v, {}, true, 0.0, true, scale(shape));
        byHead(output, shape).copy_(out);
        state.saved = {logSumExp, seed, offset};
    } else {
        auto [out, logSumExp, startQ, startK, maxQ, maxK, seed, offset, debug] =
            at::_scaled_dot_product_flash_attention(q, k, v, 0.0, true, false, scale(shape));
        byHead(output, shape).copy_(out);
        state.saved = {logSumExp, startQ, startK, seed, offset};
        state.maxQuery = maxQ.expect_int();
        state.maxKey = maxK.expect_int();
    }
}

void attentionBackward(const at::Tensor &outputGradient, const at::Tensor &qkv,
                       const AttentionShape &shape, const at::Tensor &output,
                       const AttentionState &state, const DropoutMask *mask)
{
    if (suitsCpuAttention(qkv)) {
        cpuAttentionBackward(outputGradient, qkv, shape, output, state.saved[0], mask);
        return;
    }
    if (mask) {
        explicitBackward(outputGradient, qkv, shape, *mask);
        return;
    }
    const at::Tensor q = part(qkv, shape, Query);
    const at::Tensor k = part(qkv, shape, Key);
    const at::Tensor v = part(qkv, shape, Value);
    const at::Tensor out = byHead(output, shape);
    const at::Tensor dOut = byHead(outputGradient, shape);
    const std::vector<at::Tensor> &saved = state.saved;
    at::Tensor dQ, dK, dV, dBias;
    if (qkv.device().is_cpu()) {
        std::tie(dQ, dK, dV) = at::_scaled_dot_product_flash_attention_for_cpu_backward(
            dOut, q, k, v, out, saved[0], 0.0, true, {}, scale(shape));
    } else if (qkv.scalar_type() == at::kFloat) {
        std::tie(dQ, dK, dV, dBias) = at::_scaled_dot_product_efficient_attention_backward(
            dOut, q, k, v, at::Tensor(), out, saved[0], saved[1], saved[2], 0.0,
            {true, true, true, false}, true, scale(shape));
    } else {
        std::tie(dQ, dK, dV) = at::_scaled_dot_product_flash_attention_backward(
            dOut, q, k, v, out, saved[0], saved[1], saved[2], state.maxQuery, state.maxKey, 0.0,
            true, saved[3], saved[4], scale(shape));
    }
    q.copy_(dQ);
    k.copy_(dK);
    v.copy_(dV);
}

at::Tensor attentionProbabilities(const at::Tensor &qkv, const AttentionShape &shape)
{
    at::Tensor result = at::empty({shape.batch, shape.heads, shape.positions, shape.positions},
                                  qkv.options().dtype(at::kFloat));
    for (std::int64_t b = 0; b < shape.batch; ++b) {
        const auto sequence = [&](Part which) {
            return part(qkv, shape, which).select(0, b).to(at::kFloat).contiguous();
        };
        result.select(0, b).copy_(probabilities(sequence(Query), sequence(Key), shape));
    }
    return result;
}

} // namespace phi1
