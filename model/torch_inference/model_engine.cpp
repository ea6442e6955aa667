// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/model_engine.h"

#include "core/base/text.h"
#include "model/architecture/phi_model.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/cpu_engine.h"
#include "model/inference/cpu_model.h"
#include "model/kernels/hardware.h"
#include "model/torch_inference/tensor_engine.h"

namespace phi1 {

Result<std::shared_ptr<const CpuModel>> viewOnCpu(std::shared_ptr<const PhiModel> model,
                                                  ThreadPool &pool)
{
    if (!model->device().is_cpu())
        return failure(ErrorCode::Device, concat("the CPU engine needs a model on the CPU, this "
                                                 "one is on ",
                                                 model->device().str()));
    const TensorLookup lookup = [&model](const std::string &name, std::int64_t outputs,
                                         std::int64_t inputs) -> Result<StoredMatrix> {
        const ParameterSet &parameters = model->parameters();
        const Parameter *parameter = parameters.find(name);
        if (!parameter || parameter->count != outputs * inputs)
            return failure(ErrorCode::Incompatible,
                           concat("the model has no parameter ", name, " of ", outputs, " x ",
                                  inputs, " numbers"));
        // Only matrices are multiplied in the compute type; the embedding is looked up.
        const bool isMultiplied =
            parameter->shape.size() == 2 && parameter != &parameters.embedding();
        const at::Tensor values =
            isMultiplied ? parameters.view(model->computeValues(), *parameter) : parameter->value;
        return StoredMatrix{values.const_data_ptr(),
                            values.scalar_type() == at::kBFloat16 ? DType::BF16 : DType::F32,
                            outputs, inputs, model};
    };
    PHI1_ASSIGN(std::shared_ptr<CpuModel> view,
                buildCpuModel(model->config(), WeightType::Float32, lookup, pool));
    return view;
}

std::shared_ptr<Engine> makeTensorEngine(std::shared_ptr<const PhiModel> model)
{
    const Result<DeviceBackend *> backend = openDeviceBackend();
    return std::make_shared<TensorEngine>(std::move(model), TensorEngine::defaultCacheBudget,
                                          backend ? *backend : nullptr);
}

Result<std::shared_ptr<Engine>> makeEngine(std::shared_ptr<const PhiModel> model, int threads)
{
    if (!model->device().is_cpu())
        return makeTensorEngine(std::move(model));
    auto pool = std::make_shared<ThreadPool>(threads);
    PHI1_ASSIGN(std::shared_ptr<const CpuModel> view, viewOnCpu(std::move(model), *pool));
    return std::make_shared<CpuEngine>(std::move(view), std::move(pool));
}

} // namespace phi1
