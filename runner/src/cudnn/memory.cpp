#include <string>

#include "handles.h"

namespace runner::cuda {

Memory::Memory(const Api& api, std::size_t bytes, const char* what) : api_(&api), bytes_(bytes) {
  if (bytes == 0) return;
  check(api, runtime(api.cudaMalloc(&data_, bytes)), "allocating " + std::to_string(bytes) + " bytes for " + what);
}

Memory::~Memory() {
  if (data_) api_->cudaFree(data_);
}

void Memory::upload(const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  check(*api_, runtime(api_->cudaMemcpy(data_, from, bytes, kHostToDevice)), "copying to the device");
  // A copy of pageable memory may return before it has arrived, and our stream does not wait for the default one.
  check(*api_, runtime(api_->cudaStreamSynchronize(nullptr)), "copying to the device");
}

void Memory::download(void* to, std::size_t bytes) const {
  check(*api_, runtime(api_->cudaMemcpy(to, data_, bytes, kDeviceToHost)), "copying from the device");
}

}  // namespace runner::cuda
