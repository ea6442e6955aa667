// SPDX-License-Identifier: Apache-2.0
#include "core/demonstration/nearest_neighbour.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace phi1 {

namespace {

using TokenNumbers = std::vector<int>;

/// Gives equal tokens equal numbers.
class TokenNumbering
{
public:
    TokenNumbers number(const Exercise &exercise)
    {
        TokenNumbers numbers;
        for (const std::string &token : pythonTokens(exercise.canonicalSolution))
            numbers.push_back(numberOf(token == exercise.argument ? "(argument)" : token));
        return numbers;
    }

private:
    int numberOf(const std::string &token)
    {
        return m_numbers.emplace(token, static_cast<int>(m_numbers.size())).first->second;
    }

    std::unordered_map<std::string, int> m_numbers;
};

bool isWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t endOfToken(std::string_view source, std::size_t start)
{
    const char c = source[start];
    std::size_t end = start + 1;
    if (c == '\n') {
        while (end < source.size() && source[end] == ' ')
            ++end;
    } else if (isWord(c)) {
        while (end < source.size() && isWord(source[end]))
            ++end;
    } else if (c == '\'' || c == '"') {
        end = std::min(source.find(c, end), source.size() - 1) + 1;
    }
    return end;
}

} // namespace

std::vector<std::string> pythonTokens(std::string_view source)
{
    while (!source.empty() && (source.back() == '\n' || source.back() == ' '))
        source.remove_suffix(1);
    std::vector<std::string> tokens;
    for (std::size_t position = std::min(source.find_first_not_of(" \n"), source.size());
         position < source.size();) {
        const std::size_t end = endOfToken(source, position);
        if (source[position] != ' ')
            tokens.emplace_back(source.substr(position, end - position));
        position = end;
    }
    return tokens;
}

std::size_t editDistance(const std::vector<int> &a, const std::vector<int> &b, std::size_t limit)
{
    const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference >= limit)
        return limit;
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        std::size_t smallest = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            smallest = std::min(smallest, row[j]);
        }
        if (smallest >= limit)
            return limit;
    }
    return std::min(row[b.size()], limit);
}

NeighbourReport compareWithTraining(const std::vector<Exercise> &heldOut,
                                    const std::vector<Exercise> &training)
{
    TokenNumbering numbering;
    std::map<TokenNumbers, const Exercise *> bodies; // the first exercise that has each body
    std::unordered_set<std::string> names;
    for (const Exercise &exercise : training) {
        bodies.emplace(numbering.number(exercise), &exercise);
        names.insert(exercise.entryPoint);
    }
    NeighbourReport report;
    report.heldOut = heldOut.size();
    report.training = training.size();
    report.trainingBodies = bodies.size();
    for (const Exercise &exercise : heldOut) {
        const TokenNumbers tokens = numbering.number(exercise);
        NearestNeighbour nearest{
            exercise.taskId, exercise.canonicalSolution, {}, tokens.size(), tokens.size() + 1};
        for (const auto &[other, source] : bodies) {
            const std::size_t distance = editDistance(tokens, other, nearest.distance);
            if (distance < nearest.distance) {
                nearest.distance = distance;
                nearest.nearestBody = source->canonicalSolution;
            }
        }
        if (report.distances.size() <= nearest.distance)
            report.distances.resize(nearest.distance + 1);
        ++report.distances[nearest.distance];
        report.equalBodies += nearest.distance == 0 ? 1 : 0;
        report.equalNames += names.contains(exercise.entryPoint) ? 1 : 0;
        report.nearest.push_back(std::move(nearest));
    }
    return report;
}

Json neighbourReportToJson(const NeighbourReport &report)
{
    Json distances = Json::object();
    for (std::size_t distance = 0; distance < report.distances.size(); ++distance) {
        if (report.distances[distance] != 0)
            distances[std::to_string(distance)] = report.distances[distance];
    }
    Json nearest = Json::array();
    for (const NearestNeighbour &item : report.nearest) {
        nearest.push_back({{"task_id", item.taskId},
                           {"body", item.body},
                           {"nearest_body", item.nearestBody},
                           {"tokens", item.tokens},
                           {"distance", item.distance}});
    }
    return {{"held_out", report.heldOut},
            {"training", report.training},
            {"training_bodies", report.trainingBodies},
            {"equal_bodies", report.equalBodies},
            {"equal_names", report.equalNames},
            {"distances", std::move(distances)},
            {"nearest", std::move(nearest)}};
}

} // namespace phi1
