// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "model/inference/inference_thread.h"
#include "model/inference/loaded_engine.h"

namespace phi1 {

/// What a client asks to be loaded.
struct ModelSettings {
    std::string path;
    std::string dtype = "auto";
    std::string device = "auto";
    std::string id; ///< empty: made from the folder's name
};

/// What is known of a checkpoint before it is loaded.
struct InspectedModel {
    std::filesystem::path folder; ///< the checkpoint itself, also where a run was named
    std::string dtype;            ///< what "auto" means for it
    std::string device;
    std::uint64_t needBytes = 0;      ///< of memory; 0: not known
    std::uint64_t availableBytes = 0; ///< with everything that is loaded already
};

/// How checkpoints are opened; functions, so that tests need none.
struct ModelOpener {
    std::function<Result<InspectedModel>(const ModelSettings &)> inspect;
    std::function<Result<LoadedEngine>(const ModelSettings &)> open;
};

/// What makes a model different from the one whose weights it shares.
struct Derivation {
    std::string base;          ///< its id
    std::vector<HeadId> heads; ///< switched off
    std::string mode;          ///< "zero", "mean": what stands in for them
};

/// A checkpoint that is being served. It does not change once others can find it: when a model has
/// been loaded another object takes the place of the one that stood for it meanwhile.
struct ServedModel {
    std::string id;
    InspectedModel inspected;
    std::optional<Derivation> derived; ///< of models made from another one
    std::int64_t created = 0;          ///< unix seconds
    bool isReady = false;
    LoadedEngine loaded;
    std::shared_ptr<InferenceThread> thread; ///< of its device
    ModelId model = 0;                       ///< on that thread
};

using ServedModelPointer = std::shared_ptr<const ServedModel>;

/// An error of loading, with what a client can act on.
struct LoadError {
    Error error;
    std::uint64_t needBytes = 0, availableBytes = 0; ///< where memory is short
};

/// The checkpoints of an engine, each loaded once, and one computing thread per device. Every
/// member may be called from any thread.
class ModelRegistry
{
public:
    ModelRegistry(ModelOpener opener, InferenceLimits limits);
    ~ModelRegistry();

    /// Loads a checkpoint, or finds it loaded; takes seconds. One at a time, so that two cannot
    /// both count on the same free memory.
    tl::expected<ServedModelPointer, LoadError> load(const ModelSettings &settings);
    /// A model with the weights of a ready one and some heads switched off; waits for a turn of its
    /// thread. Usage for an id that is taken, NotFound for a base that has gone, Busy where there
    /// are `mostDerived` already; else what `ablation`, called on that thread, or the engine says.
    Result<ServedModelPointer> derive(const ServedModelPointer &base, const std::string &id,
                                      Derivation derivation,
                                      std::function<Result<HeadAblation>()> ablation);
    /// Null for an unknown id; the model may still be loading.
    ServedModelPointer find(const std::string &id) const;
    /// In the order in which they were loaded.
    std::vector<ServedModelPointer> all() const;
    /// Ends what it computes, and what those made from it do. @return all that were removed; none
    /// for an unknown id
    std::vector<ServedModelPointer> remove(const std::string &id);

    InferenceStatus status() const; ///< of all devices together
    /// No model computes any more when it returns.
    void shutdown();

    static constexpr std::size_t mostDerived = 32;

private:
    std::string freeId(const std::string &wanted) const;
    bool isTaken(const std::string &id) const;
    std::shared_ptr<InferenceThread> threadOf(const std::string &device);

    const ModelOpener m_opener;
    const InferenceLimits m_limits;
    std::mutex m_loading; ///< held while one is loaded
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<ServedModel>> m_models;
    std::map<std::string, std::shared_ptr<InferenceThread>> m_threads; ///< by device
    bool m_isShut = false;
};

/// The object MODEL of the protocol (docs/engine.md).
Json modelJson(const ServedModel &model);

/// The run that a checkpoint RUN/checkpoints/step-N belongs to; empty for other folders.
std::string runName(const std::filesystem::path &folder);

} // namespace phi1
