// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/phi1/bench/bench.h"

namespace phi1 {

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0.0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Json toJson(const BenchRow &row)
{
    const auto extreme = [](const std::vector<double> &values, bool largest) -> Json {
        if (values.empty())
            return nullptr;
        return jsonNumber(largest ? *std::max_element(values.begin(), values.end())
                                  : *std::min_element(values.begin(), values.end()));
    };
    Json json = {{"name", row.name}, {"unit", row.unit}};
    const double ours = medianOf(row.ours);
    json["ours"] = row.ours.empty() ? Json(nullptr) : jsonNumber(ours);
    json["peer"] = nullptr;
    json["ratio"] = nullptr;
    if (!row.peer.empty()) {
        const double peer = medianOf(row.peer);
        json["peer"] = jsonNumber(peer);
        json["ratio"] = jsonNumber(row.lowerIsBetter ? peer / ours : ours / peer);
    }
    json["peer_name"] = row.peerName.empty() ? Json(nullptr) : Json(row.peerName);
    json["repetitions"] = row.ours.size();
    json["min"] = extreme(row.ours, false);
    json["median"] = json["ours"];
    json["max"] = extreme(row.ours, true);
    json["peer_min"] = extreme(row.peer, false);
    json["peer_max"] = extreme(row.peer, true);
    if (!row.note.empty())
        json["note"] = row.note;
    for (const auto &[key, value] : row.details.items())
        json[key] = value;
    return json;
}

} // namespace phi1
