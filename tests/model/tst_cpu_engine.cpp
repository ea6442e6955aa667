// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr WeightType types[] = {WeightType::Float32, WeightType::BFloat16, WeightType::Int8};
const std::size_t vocabulary = static_cast<std::size_t>(oddConfig().vocabulary);

std::vector<TokenId> part(const std::vector<TokenId> &ids, std::size_t begin, std::size_t end)
{
    return {ids.begin() + static_cast<std::ptrdiff_t>(begin),
            ids.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// Rows [begin, end) of logits.
std::vector<float> rowsOf(const std::vector<float> &logits, std::size_t begin, std::size_t end)
{
    return {logits.begin() + static_cast<std::ptrdiff_t>(begin * vocabulary),
            logits.begin() + static_cast<std::ptrdiff_t>(end * vocabulary)};
}

bool allNan(const std::vector<float> &logits)
{
    for (const float value : logits) {
        if (!std::isnan(value))
            return false;
    }
    return !logits.empty();
}

/// Calls check(engine) for every arithmetic, alone and on two threads, and for the scalar kernels.
template<typename Check>
void onEveryEngine(const Check &check)
{
    const std::pair<InstructionSet, int> setups[] = {
        {InstructionSet::Scalar, 2}, {bestInstructionSet(), 1}, {bestInstructionSet(), 2}};
    for (const WeightType type : types) {
        for (const auto &[set, threads] : setups) {
            CAPTURE(weightTypeName(type));
            CAPTURE(instructionSetName(set));
            CAPTURE(threads);
            CpuEngine engine(randomModel(type, DType::F32, {}, set),
                             std::make_shared<ThreadPool>(threads));
            check(engine);
        }
    }
}

} // namespace

TEST_CASE("a prompt gives the same bits token by token, in parts of any size, and on any threads")
{
    const auto ids = randomIds(150, oddConfig().vocabulary, 2);
    for (const WeightType type : types) {
        CAPTURE(weightTypeName(type));
        const auto model = randomModel(type);
        CpuEngine alone(model, std::make_shared<ThreadPool>(1));
        const auto expected = logitsOf(alone, ids, 1);
        CHECK(largestDifference(rowsOf(expected, 10, 11), rowsOf(expected, 140, 141)) > 0.1f);
        for (const int threads : {1, 2}) {
            CpuEngine engine(model, std::make_shared<ThreadPool>(threads));
            for (const std::size_t chunk : {1, 2, 3, 7, 31, 63, 64, 65, 150})
                CHECK(logitsOf(engine, ids, chunk) == expected);
        }
    }
}

TEST_CASE("a row gives the same bits whatever runs beside it")
{
    std::vector<std::vector<TokenId>> prompts;
    for (std::int64_t i = 0; i < 8; ++i)
        prompts.push_back(
            randomIds(1 + 23 * i, oddConfig().vocabulary, 100 + static_cast<std::uint64_t>(i)));
    onEveryEngine([&](Engine &engine) {
        std::vector<std::vector<float>> alone;
        for (const auto &ids : prompts) {
            const auto logits = logitsOf(engine, ids, 1);
            alone.push_back(rowsOf(logits, ids.size() - 1, ids.size()));
        }
        // All prompts in one call, the last first; then a token more for all.
        std::vector<SlotId> slots;
        std::vector<EngineRow> rows, next;
        for (std::size_t i = prompts.size(); i-- > 0;) {
            slots.push_back(engine.open().value());
            for (std::size_t k = 0; k < prompts[i].size(); ++k)
                rows.push_back({slots.back(), prompts[i][k], k + 1 == prompts[i].size()});
            next.push_back({slots.back(), 5, true});
        }
        std::vector<float> logits(prompts.size() * vocabulary), after(logits.size());
        REQUIRE(engine.run(rows, logits));
        REQUIRE(engine.run(next, after));
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            const std::size_t at = prompts.size() - 1 - i;
            CHECK(rowsOf(logits, at, at + 1) == alone[i]);
            std::vector<TokenId> longer = prompts[i];
            longer.push_back(5);
            const auto expected = logitsOf(engine, longer, 50);
            CHECK(rowsOf(after, at, at + 1) == rowsOf(expected, longer.size() - 1, longer.size()));
        }
    });
}

TEST_CASE("rows of one sequence may stand apart in a call")
{
    const auto model = randomModel(WeightType::BFloat16);
    CpuEngine engine(model, std::make_shared<ThreadPool>(2));
    const auto a = randomIds(70, oddConfig().vocabulary, 7);
    const auto b = randomIds(70, oddConfig().vocabulary, 8);
    const SlotId first = engine.open().value();
    const SlotId second = engine.open().value();
    std::vector<EngineRow> rows;
    for (std::size_t i = 0; i < a.size(); ++i) {
        rows.push_back({first, a[i], i % 3 == 0});
        rows.push_back({second, b[i], i % 5 == 0});
    }
    std::size_t wanted = 0;
    for (const EngineRow &row : rows)
        wanted += row.wantsLogits ? 1 : 0;
    std::vector<float> logits(wanted * vocabulary);
    REQUIRE(engine.run(rows, logits));
    const auto expectedA = logitsOf(engine, a, 70);
    const auto expectedB = logitsOf(engine, b, 70);
    std::size_t at = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (i % 3 == 0) {
            CHECK(rowsOf(logits, at, at + 1) == rowsOf(expectedA, i, i + 1));
            ++at;
        }
        if (i % 5 == 0) {
            CHECK(rowsOf(logits, at, at + 1) == rowsOf(expectedB, i, i + 1));
            ++at;
        }
    }
}

TEST_CASE("a fork and its origin go on as if each had been computed alone")
{
    const auto ids = randomIds(150, oddConfig().vocabulary, 11);
    const auto other = randomIds(50, oddConfig().vocabulary, 12);
    onEveryEngine([&](Engine &engine) {
        const auto expected = logitsOf(engine, ids, 150);
        for (const std::size_t shared : {1, 63, 64, 65, 100}) {
            CAPTURE(shared);
            std::vector<TokenId> branch = part(ids, 0, shared);
            branch.insert(branch.end(), other.begin(), other.end());
            const auto branched = logitsOf(engine, branch, branch.size());

            const SlotId origin = engine.open().value();
            extend(engine, origin, part(ids, 0, 100), 33);
            const SlotId fork = engine.fork(origin, static_cast<std::int64_t>(shared)).value();
            CHECK(engine.length(fork) == static_cast<std::int64_t>(shared));
            CHECK(extend(engine, fork, other, 9) == rowsOf(branched, shared, shared + 50));
            CHECK(extend(engine, origin, part(ids, 100, 150), 50) == rowsOf(expected, 100, 150));
            // The origin may go first, and a fork be forked.
            const SlotId again = engine.fork(fork, static_cast<std::int64_t>(shared)).value();
            engine.close(origin);
            engine.close(fork);
            CHECK(extend(engine, again, other, 50) == rowsOf(branched, shared, shared + 50));
            engine.close(again);
        }
        CHECK(engine.facts().cacheBytes == 0);
    });
}

TEST_CASE("a truncated sequence goes on as if it had never been longer")
{
    const auto ids = randomIds(150, oddConfig().vocabulary, 13);
    const auto wrong = randomIds(80, oddConfig().vocabulary, 14);
    onEveryEngine([&](Engine &engine) {
        const auto expected = logitsOf(engine, ids, 150);
        for (const std::size_t kept : {0, 1, 64, 90}) {
            CAPTURE(kept);
            const SlotId slot = engine.open().value();
            extend(engine, slot, part(ids, 0, kept + 10), 20);
            engine.truncate(slot, static_cast<std::int64_t>(kept));
            extend(engine, slot, wrong, 80);
            engine.truncate(slot, static_cast<std::int64_t>(kept));
            CHECK(engine.length(slot) == static_cast<std::int64_t>(kept));
            CHECK(extend(engine, slot, part(ids, kept, 150), 41) == rowsOf(expected, kept, 150));
            engine.close(slot);
        }
    });
}

TEST_CASE("a truncated fork does not disturb what it shares")
{
    const auto ids = randomIds(150, oddConfig().vocabulary, 15);
    const auto other = randomIds(60, oddConfig().vocabulary, 16);
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const auto expected = logitsOf(engine, ids, 150);
    const SlotId origin = engine.open().value();
    extend(engine, origin, part(ids, 0, 130), 130);
    const SlotId fork = engine.fork(origin, 130).value();
    engine.truncate(fork, 30);
    extend(engine, fork, other, 60);
    CHECK(extend(engine, origin, part(ids, 130, 150), 1) == rowsOf(expected, 130, 150));
}

TEST_CASE("what is not finite spoils its own sequence from its position on, nothing else")
{
    constexpr TokenId bad = 7;
    for (const float poison :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        for (const WeightType type : types) {
            CAPTURE(weightTypeName(type));
            const auto model = randomModel(type, DType::F32, [&](const auto &name, auto &values) {
                if (name == "model.embed_tokens.weight")
                    values[static_cast<std::size_t>(bad) * 60 + 3] = poison;
            });
            CpuEngine engine(model, std::make_shared<ThreadPool>(2));
            auto ids = randomIds(100, oddConfig().vocabulary, 17);
            for (TokenId &id : ids)
                id = id == bad ? 8 : id;
            const auto expected = logitsOf(engine, ids, 100);
            auto spoiled = ids;
            spoiled[70] = bad;
            for (const std::size_t chunk : {1, 13, 100}) {
                const SlotId slot = engine.open().value();
                const auto logits = extend(engine, slot, spoiled, chunk);
                CHECK(rowsOf(logits, 0, 70) == rowsOf(expected, 0, 70));
                CHECK(allNan(rowsOf(logits, 70, 100)));
                const SlotId fork = engine.fork(slot, 80).value();
                CHECK(allNan(extend(engine, fork, {1}, 1)));
                // Without the token it is as good as new, on the same pages.
                engine.truncate(slot, 70);
                CHECK(extend(engine, slot, part(ids, 70, 100), 30) == rowsOf(expected, 70, 100));
                engine.close(slot);
                engine.close(fork);
            }
            CHECK(logitsOf(engine, ids, 10) == expected);
        }
    }
}

TEST_CASE("weights of nothing but NaN give logits of NaN")
{
    for (const WeightType type : types) {
        const auto model = randomModel(type, DType::F32, [](const auto &name, auto &values) {
            if (name.find("layers.1.mlp.fc1.weight") != std::string::npos)
                std::fill(values.begin(), values.end(), std::numeric_limits<float>::quiet_NaN());
        });
        CpuEngine engine(model, std::make_shared<ThreadPool>(1));
        CHECK(allNan(logitsOf(engine, {1, 2, 3}, 3)));
    }
}

TEST_CASE("the memory for keys and values is kept to, and given back")
{
    const auto model = randomModel(WeightType::Float32);
    CpuEngine small(model, std::make_shared<ThreadPool>(1), {.cacheBudget = 1});
    const std::uint64_t page = small.facts().bytesPerPosition * 64;
    CHECK(page ==
          3 * 5 * 2 * 64 * 16 * sizeof(float));   // layers, heads, K and V, positions, D up to 16
    CHECK(small.facts().cacheBudget == 4 * page); // one context of 200 fits in any case
    CHECK(small.hasRoom(200));

    CpuEngine engine(model, std::make_shared<ThreadPool>(1), {.cacheBudget = 6 * page});
    const SlotId first = engine.open().value();
    const SlotId second = engine.open().value();
    extend(engine, first, randomIds(200, 203, 1), 200);
    CHECK(engine.facts().cacheBytes == 4 * page);
    CHECK(engine.hasRoom(128));
    CHECK(!engine.hasRoom(129));
    extend(engine, second, randomIds(64, 203, 2), 64);

    // One page is free, and the call needs two: it fails as a whole.
    const SlotId third = engine.open().value();
    const std::vector<EngineRow> two = {{second, 1, false}, {third, 2, false}};
    const auto refused = engine.run(two, {});
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::Busy);
    CHECK(engine.length(second) == 64);
    CHECK(engine.length(third) == 0);
    CHECK(engine.facts().cacheBytes == 5 * page);
    REQUIRE(engine.run(std::span(two).first(1), {}));

    engine.close(first);
    CHECK(engine.facts().cacheBytes == 2 * page);
    REQUIRE(engine.run(std::span(two).last(1), {}));
    engine.close(second);
    engine.close(third);
    CHECK(engine.facts().cacheBytes == 0);
}

TEST_CASE("a fork costs a page only where it parts from its origin")
{
    const auto model = randomModel(WeightType::BFloat16);
    CpuEngine engine(model, std::make_shared<ThreadPool>(1));
    const std::uint64_t page = engine.facts().bytesPerPosition * 64;
    const SlotId origin = engine.open().value();
    extend(engine, origin, randomIds(100, 203, 1), 100);
    const SlotId fork = engine.fork(origin, 100).value();
    CHECK(engine.facts().cacheBytes == 2 * page);
    extend(engine, fork, {1}, 1);
    CHECK(engine.facts().cacheBytes == 3 * page);
    extend(engine, origin, {2}, 1); // alone with its page now
    CHECK(engine.facts().cacheBytes == 3 * page);
}

TEST_CASE("a position beyond the context and a token beyond the vocabulary are refused")
{
    CpuEngine engine(randomModel(WeightType::Float32), std::make_shared<ThreadPool>(1));
    const SlotId slot = engine.open().value();
    extend(engine, slot, randomIds(200, 203, 4), 64);
    std::vector<float> logits(vocabulary);
    const std::vector<EngineRow> beyond = {{slot, 1, true}};
    const auto tooLong = engine.run(beyond, logits);
    REQUIRE(!tooLong);
    CHECK(tooLong.error().code == ErrorCode::Usage);
    CHECK(tooLong.error().message.find("200") != std::string::npos);
    CHECK(engine.length(slot) == 200);

    const SlotId fresh = engine.open().value();
    for (const TokenId token : {203, -1}) {
        const std::vector<EngineRow> outside = {{fresh, 3, false}, {fresh, token, true}};
        const auto unknown = engine.run(outside, logits);
        REQUIRE(!unknown);
        CHECK(unknown.error().code == ErrorCode::Incompatible);
        CHECK(engine.length(fresh) == 0);
    }
}
