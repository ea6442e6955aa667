// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include <cuda_runtime_api.h>
#include <doctest/doctest.h>

namespace phi1::cuda {

/// A copy of host data on the device, freed with the object.
template<typename T>
class DeviceBuffer
{
public:
    explicit DeviceBuffer(const std::vector<T> &values)
        : m_count(values.size())
    {
        REQUIRE(cudaMalloc(&m_data, m_count * sizeof(T)) == cudaSuccess);
        REQUIRE(cudaMemcpy(m_data, values.data(), m_count * sizeof(T), cudaMemcpyHostToDevice) ==
                cudaSuccess);
    }
    DeviceBuffer(const DeviceBuffer &) = delete;
    DeviceBuffer &operator=(const DeviceBuffer &) = delete;
    ~DeviceBuffer() { cudaFree(m_data); }

    T *data() const { return static_cast<T *>(m_data); }
    std::vector<T> values() const
    {
        std::vector<T> result(m_count);
        REQUIRE(cudaMemcpy(result.data(), m_data, m_count * sizeof(T), cudaMemcpyDeviceToHost) ==
                cudaSuccess);
        return result;
    }

private:
    void *m_data = nullptr;
    std::size_t m_count;
};

} // namespace phi1::cuda
