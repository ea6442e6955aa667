// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/evaluation/exercises.h"

namespace phi1 {

/// How close the bodies of held-out exercises come to bodies of training exercises. Bodies are
/// compared as lists of Python tokens with the argument's name replaced by one placeholder, so that
/// neither spacing nor the name hides a copy.
struct NearestNeighbour {
    std::string taskId;
    std::string body;         ///< of the held-out exercise
    std::string nearestBody;  ///< of the training exercise with the smallest distance
    std::size_t tokens = 0;   ///< of the held-out body
    std::size_t distance = 0; ///< tokens to insert, delete or replace; 0 means copied
};

struct NeighbourReport {
    std::size_t heldOut = 0;
    std::size_t training = 0;
    std::size_t trainingBodies = 0;        ///< different ones
    std::size_t equalBodies = 0;           ///< held-out bodies that a training exercise has
    std::size_t equalNames = 0;            ///< held-out function names that a training exercise has
    std::vector<std::size_t> distances;    ///< [d]: held-out bodies at distance d
    std::vector<NearestNeighbour> nearest; ///< one for each held-out exercise, in order
};

NeighbourReport compareWithTraining(const std::vector<Exercise> &heldOut,
                                    const std::vector<Exercise> &training);

Json neighbourReportToJson(const NeighbourReport &report);

/// Names, numbers, strings (whole, with quotes), operators and line starts with their indentation.
std::vector<std::string> pythonTokens(std::string_view source);

/// Levenshtein distance; gives up and returns `limit` where it would be at least that.
std::size_t editDistance(const std::vector<int> &a, const std::vector<int> &b, std::size_t limit);

} // namespace phi1
