// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// Makes the pieces 0 … count − 1 of a work by several threads and takes them in their order in the
/// calling thread, which itself makes none. Threads run at most four pieces each ahead of what is
/// taken, so memory stays bounded. The first error, by the order of the pieces, ends it; pieces
/// being made then are waited for.
/// @param makeWorker  worker index → callable(piece index) → Result<Piece>; called in its thread
/// @param take        callable(piece index, Piece &&) → Result<void>
template<typename Piece, typename MakeWorker, typename Take>
Result<void> runOrdered(int threads, std::uint64_t count, const MakeWorker &makeWorker,
                        const Take &take)
{
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::uint64_t, Result<Piece>> made; // not taken yet
    std::uint64_t next = 0, taken = 0;
    bool ended = false;
    const std::uint64_t ahead = 4 * static_cast<std::uint64_t>(threads);

    const auto run = [&](int index) {
        auto worker = makeWorker(index);
        for (;;) {
            std::uint64_t piece = 0;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return ended || next >= count || next < taken + ahead; });
                if (ended || next >= count)
                    return;
                piece = next++;
            }
            Result<Piece> result = worker(piece);
            const std::lock_guard lock(mutex);
            made.emplace(piece, std::move(result));
            changed.notify_all();
        }
    };
    Result<void> outcome;
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i)
            workers.emplace_back(run, i);
        for (std::uint64_t piece = 0; piece < count && outcome; ++piece) {
            std::optional<Result<Piece>> found;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return made.count(piece) != 0; });
                found.emplace(std::move(made.extract(piece).mapped()));
            }
            if (*found)
                outcome = take(piece, std::move(**found));
            else
                outcome = failure(std::move(*found));
            const std::lock_guard lock(mutex);
            taken = piece + 1;
            changed.notify_all();
        }
        const std::lock_guard lock(mutex);
        ended = true;
        changed.notify_all();
    }
    return outcome;
}

} // namespace phi1
