// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/bench_training.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "model/architecture/phi_model.h"
#include "model/formats/safetensors_writer.h"
#include "model/kernels/optimizer.h"

namespace phi1 {

namespace {

constexpr std::int64_t batch = 16;
constexpr std::int64_t context = 256;

PhiConfig benchConfig()
{
    PhiConfig config;
    config.layers = 4;
    config.hidden = 128;
    config.heads = 4;
    config.mlp = 512;
    config.vocabulary = 1024;
    config.context = context;
    config.rotary = 16;
    return config;
}

struct Steps {
    std::vector<double> seconds;
    std::vector<double> losses;
};

/// A folder that goes when the bench ends.
class WorkFolder
{
public:
    WorkFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "phi1-bench-XXXXXX").string();
        if (::mkdtemp(name.data()))
            m_path = name;
    }
    ~WorkFolder()
    {
        std::error_code ignored;
        if (!m_path.empty())
            std::filesystem::remove_all(m_path, ignored);
    }
    WorkFolder(const WorkFolder &) = delete;
    WorkFolder &operator=(const WorkFolder &) = delete;
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

/// The peer: a process that runs so many steps for each number it is sent.
class Peer
{
public:
    ~Peer()
    {
        if (m_toPeer)
            std::fclose(m_toPeer); // its end of input ends it
        if (m_fromPeer)
            std::fclose(m_fromPeer);
        if (m_process > 0)
            ::waitpid(m_process, nullptr, 0);
    }
    Peer() = default;
    Peer(const Peer &) = delete;
    Peer &operator=(const Peer &) = delete;

    Result<Json> start(std::vector<std::string> command)
    {
        int to[2], from[2];
        if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0)
            return failure(ErrorCode::Io, "no pipe to the peer could be made");
        std::vector<char *> arguments;
        for (std::string &part : command)
            arguments.push_back(part.data());
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
        const int error =
            ::posix_spawnp(&m_process, arguments[0], &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(to[0]);
        ::close(from[1]);
        m_toPeer = ::fdopen(to[1], "w");
        m_fromPeer = ::fdopen(from[0], "r");
        if (error != 0) {
            m_process = -1;
            return failure(ErrorCode::NotFound,
                           concat("the peer's interpreter ", command[0], " cannot be started"));
        }
        return answer();
    }

    Result<Steps> run(int steps)
    {
        std::fprintf(m_toPeer, "%d\n", steps);
        std::fflush(m_toPeer);
        PHI1_ASSIGN(const Json json, answer());
        return Steps{json["seconds"].get<std::vector<double>>(),
                     json["losses"].get<std::vector<double>>()};
    }

private:
    Result<Json> answer()
    {
        std::string line;
        for (int c = std::fgetc(m_fromPeer); c != EOF && c != '\n'; c = std::fgetc(m_fromPeer))
            line.push_back(static_cast<char>(c));
        if (line.empty())
            return failure(ErrorCode::NotFound,
                           "the peer ended early; its message stands above. Make its environment "
                           "with tests/peers/setup");
        return parseJson(line, "the peer's answer");
    }

    pid_t m_process = -1;
    std::FILE *m_toPeer = nullptr;
    std::FILE *m_fromPeer = nullptr;
};

/// Our half of the comparison.
class Contestant
{
public:
    Contestant(at::ScalarType type)
        : m_model(benchConfig(), at::kCPU, type)
        , m_first(at::zeros_like(m_model.parameters().values()))
        , m_second(at::zeros_like(m_first))
        , m_tokens(at::empty({batch, context + 1}, at::TensorOptions().dtype(at::kLong)))
    {
        m_model.initialise(1);
        // Some tokens are more frequent than others, as in text.
        PhiloxStream draw(2);
        for (std::int64_t i = 0; i < m_tokens.numel(); ++i) {
            const double u = draw.uniform();
            m_tokens.mutable_data_ptr<std::int64_t>()[i] =
                static_cast<std::int64_t>(1024.0 * u * u);
        }
    }

    Result<void> writeFor(const std::filesystem::path &folder) const
    {
        std::vector<OutgoingTensor> tensors;
        for (const Parameter &parameter : m_model.parameters().list()) {
            OutgoingTensor tensor;
            tensor.name = parameter.name;
            tensor.shape = parameter.shape;
            tensor.bytes =
                std::span(static_cast<const std::byte *>(parameter.value.const_data_ptr()),
                          parameter.value.nbytes());
            tensors.push_back(std::move(tensor));
        }
        PHI1_TRY(writeSafetensors(folder / "model.safetensors", std::move(tensors)));
        PHI1_TRY(writeFileAtomically(folder / "config.json",
                                     dumpJsonPretty(toHuggingFaceJson(m_model.config()))));
        return writeFileAtomically(
            folder / "tokens",
            std::string(static_cast<const char *>(m_tokens.const_data_ptr()), m_tokens.nbytes()));
    }

    Steps run(int steps)
    {
        const at::Tensor ids = m_tokens.narrow(1, 0, context).contiguous();
        const at::Tensor targets = m_tokens.narrow(1, 1, context).contiguous();
        constexpr auto tokens = static_cast<double>(batch * context);
        ParameterSet &parameters = m_model.parameters();
        Steps result;
        for (int i = 0; i < steps; ++i) {
            const auto start = std::chrono::steady_clock::now();
            const at::Tensor loss = m_model.accumulateGradients(
                ids, targets, static_cast<float>(1.0 / tokens), nullptr);
            const double norm = std::sqrt(squaredNorm(parameters.gradients()));
            adamwUpdate(parameters.values(), parameters.gradients(), m_first, m_second,
                        parameters.decayedCount(), 1e-3, 0.9, 0.95, 1e-8, 0.1, ++m_step,
                        std::min(1.0, 1.0 / (norm + 1e-6)));
            m_model.weightsChanged();
            result.losses.push_back(loss.item<double>() / tokens);
            const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
            result.seconds.push_back(elapsed.count());
        }
        return result;
    }

private:
    PhiModel m_model;
    at::Tensor m_first, m_second;
    at::Tensor m_tokens;
    std::int64_t m_step = 0;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Json summary(const Steps &steps)
{
    const double tokens = static_cast<double>(batch * context);
    return {{"tokens_per_second", tokens / median(steps.seconds)},
            {"best_tokens_per_second",
             tokens / *std::min_element(steps.seconds.begin(), steps.seconds.end())},
            {"steps", steps.seconds.size()},
            {"last_loss", steps.losses.back()}};
}

void append(Steps &all, const Steps &more)
{
    all.seconds.insert(all.seconds.end(), more.seconds.begin(), more.seconds.end());
    all.losses.insert(all.losses.end(), more.losses.begin(), more.losses.end());
}

} // namespace

Result<Json> benchTraining(const TrainingBenchOptions &options)
{
    at::set_num_threads(options.threads);
    const bool coarse = options.dtype == "bfloat16";
    Contestant ours(coarse ? at::kBFloat16 : at::kFloat);
    const WorkFolder folder;
    Peer peer;
    const bool compares = !options.peerPython.empty();
    Json result = {{"config", "4 layers x 128, 4 heads, MLP 512, vocabulary 1024, 16 x 256 tokens"},
                   {"threads", options.threads},
                   {"dtype", options.dtype}};
    if (compares) {
        if (folder.path().empty())
            return failure(ErrorCode::Io, "no temporary folder could be made");
        PHI1_TRY(ours.writeFor(folder.path()));
        PHI1_ASSIGN(const Json hello,
                    peer.start({options.peerPython.string(), options.peerScript.string(),
                                folder.path().string(), (folder.path() / "tokens").string(),
                                std::to_string(batch), std::to_string(context),
                                std::to_string(options.threads), options.dtype}));
        result["peer"] = hello;
    }

    Steps mine, theirs;
    for (int round = 0; round < options.rounds; ++round) {
        append(mine, ours.run(options.stepsPerRound));
        if (!compares)
            continue;
        PHI1_ASSIGN(const Steps steps, peer.run(options.stepsPerRound));
        append(theirs, steps);
    }
    result["phi1"] = summary(mine);
    if (!compares)
        return result;
    double largest = 0.0;
    for (std::size_t i = 0; i < mine.losses.size(); ++i)
        largest = std::max(largest, std::abs(mine.losses[i] - theirs.losses[i]));
    result["transformers"] = summary(theirs);
    result["ratio"] = median(theirs.seconds) / median(mine.seconds);
    result["largest_loss_difference"] = largest;
    if (!(largest <= (coarse ? 2e-2 : 1e-3)))
        return failure(ErrorCode::Device,
                       concat("the losses of the two differ by ", largest,
                              " on the same weights and tokens: the figures compare different "
                              "computations"));
    return result;
}

} // namespace phi1
