// SPDX-License-Identifier: Apache-2.0
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <c10/util/Exception.h>

#include <ATen/cuda/CUDAGraph.h>

#include "model/cuda/cuda_backend.h"

namespace phi1 {

namespace {

class RecordedGraph final : public DeviceGraph
{
public:
    void replay() override { graph.replay(); }
    at::cuda::CUDAGraph graph;
};

} // namespace

std::unique_ptr<DeviceGraph> CudaBackend::record(int device, const std::function<void()> &work)
{
    const auto index = static_cast<c10::DeviceIndex>(device);
    const c10::cuda::CUDAGuard guard(index);
    try {
        // Nothing can be recorded on the default stream. The first calls create handles and
        // workspaces and pick algorithms, which must not happen while recording.
        synchronize(device);
        const c10::cuda::CUDAStream side = c10::cuda::getStreamFromPool(false, index);
        auto recorded = std::make_unique<RecordedGraph>();
        {
            const c10::cuda::CUDAStreamGuard onSide(side);
            for (int i = 0; i < 3; ++i)
                work();
            side.synchronize();
            recorded->graph.capture_begin();
            try {
                work();
            } catch (...) {
                recorded->graph.capture_end(); // or the stream stays in recording
                throw;
            }
            recorded->graph.capture_end();
        }
        synchronize(device);
        return recorded;
    } catch (const c10::Error &) {
        return nullptr;
    }
}

} // namespace phi1
