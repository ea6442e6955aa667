// SPDX-License-Identifier: Apache-2.0
//
// llama.cpp as a peer of `phi1 bench inference`, built against its library by tests/peers/setup.
//     llama_peer MODEL.gguf THREADS plain|repack
//     llama_peer quantize MODEL.gguf Q8_0.gguf
// Lines on standard input are answered by one JSON line each; the end of input ends it, empty lines
// are passed over:
//     decode BEFORE COUNT  COUNT tokens one by one after BEFORE tokens: {"seconds": of the COUNT}
//     prefill COUNT        COUNT tokens at once: {"seconds"}
//     batch ROWS COUNT     COUNT tokens of each of ROWS sequences: {"seconds"}
// A first line says {"ready": seconds to load, "version": …}.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <llama.h>

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void fail(const std::string &what)
{
    std::fprintf(stderr, "llama_peer: %s\n", what.c_str());
    std::exit(1);
}

class Peer
{
public:
    Peer(const char *model, int threads, bool repack)
    {
        llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
        llama_backend_init();
        llama_model_params modelOptions = llama_model_default_params();
        modelOptions.use_extra_bufts = repack;
        m_model = llama_model_load_from_file(model, modelOptions);
        if (!m_model)
            fail(std::string(model) + " cannot be loaded");
        llama_context_params options = llama_context_default_params();
        options.n_ctx = 4096;
        options.n_batch = 2048;
        options.n_ubatch = 512;
        options.n_seq_max = 8;
        options.n_threads = threads;
        options.n_threads_batch = threads;
        m_context = llama_init_from_model(m_model, options);
        if (!m_context)
            fail("no context could be made");
    }
    ~Peer()
    {
        llama_free(m_context);
        llama_model_free(m_model);
        llama_backend_free();
    }
    Peer(const Peer &) = delete;
    Peer &operator=(const Peer &) = delete;

    double decode(int before, int count)
    {
        clear();
        feed(before, true);
        const auto start = Clock::now();
        for (int i = 0; i < count; ++i)
            feed(1, true);
        return since(start);
    }
    double prefill(int count)
    {
        clear();
        const auto start = Clock::now();
        feed(count, true);
        return since(start);
    }
    double batch(int rows, int count)
    {
        clear();
        llama_batch batch = llama_batch_init(rows, 0, 1);
        Clock::time_point start;
        for (int step = -8; step < count; ++step) {
            if (step == 0)
                start = Clock::now();
            batch.n_tokens = rows;
            for (int i = 0; i < rows; ++i) {
                batch.token[i] = token();
                batch.pos[i] = step + 8;
                batch.n_seq_id[i] = 1;
                batch.seq_id[i][0] = i;
                batch.logits[i] = 1;
            }
            if (llama_decode(m_context, batch) != 0)
                fail("a batch could not be decoded");
            touch();
        }
        const double seconds = since(start);
        llama_batch_free(batch);
        return seconds;
    }

private:
    void clear() { llama_memory_clear(llama_get_memory(m_context), true); }
    llama_token token() { return static_cast<llama_token>(1000 + (m_next++ * 7919) % 40000); }
    void touch()
    {
        llama_synchronize(m_context);
        m_sink = llama_get_logits_ith(m_context, -1)[0];
    }
    void feed(int count, bool wanted)
    {
        std::vector<llama_token> tokens;
        for (int i = 0; i < count; ++i)
            tokens.push_back(token());
        if (llama_decode(m_context, llama_batch_get_one(tokens.data(), count)) != 0)
            fail("tokens could not be decoded");
        if (wanted)
            touch();
    }

    llama_model *m_model = nullptr;
    llama_context *m_context = nullptr;
    int m_next = 0;
    volatile float m_sink = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc == 4 && std::strcmp(argv[1], "quantize") == 0) {
        llama_model_quantize_params options = llama_model_quantize_default_params();
        options.ftype = LLAMA_FTYPE_MOSTLY_Q8_0;
        return llama_model_quantize(argv[2], argv[3], &options) == 0 ? 0 : 1;
    }
    if (argc != 4)
        fail("usage: llama_peer MODEL.gguf THREADS plain|repack");
    const auto start = Clock::now();
    Peer peer(argv[1], std::atoi(argv[2]), std::strcmp(argv[3], "repack") == 0);
    std::printf("{\"ready\": %.4f, \"version\": \"llama.cpp 0c1e570 (llama-cpp-python 0.3.36)\"}\n",
                since(start));
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string verb;
        int first = 0;
        int second = 0;
        words >> verb >> first >> second;
        if (verb.empty())
            continue;
        double seconds = 0;
        if (verb == "decode")
            seconds = peer.decode(first, second);
        else if (verb == "prefill")
            seconds = peer.prefill(first);
        else if (verb == "batch")
            seconds = peer.batch(first, second);
        else
            fail("no such question: " + line);
        std::printf("{\"seconds\": %.6f}\n", seconds);
        std::fflush(stdout);
    }
}
