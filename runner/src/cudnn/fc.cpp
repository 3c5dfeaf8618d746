#include "operation.h"

namespace runner::cuda {

namespace {
constexpr std::uint16_t kHalfOne = 0x3C00, kHalfZero = 0;

/// Weights are row-major, outputs x inputs: to cuBLAS, which counts by columns, an inputs x outputs matrix to transpose.
class Fc final : public Operation {
 public:
  Fc(const Context& context, const Site& site)
      : context_(context),
        layer_(site.layer),
        host_(site.weights),
        input_(site.inputs.front()),
        output_(site.output),
        ins_(static_cast<int>(site.layer.in.elements())),
        outs_(site.layer.out.channels),
        gemv_(chooseGemv()),
        outTensor_(tensor(api(), context.arithmetic.type, context.plan.batch, {outs_, 1, 1}, outs_)),
        biasTensor_(tensor(api(), context.arithmetic.type, 1, {outs_, 1, 1}, outs_)),
        relu_(make<OwnedActivation>(api(), api().cudnnCreateActivationDescriptor, "describing ReLU")) {
    check(api(), dnn(api().cudnnSetActivationDescriptor(relu_.get(), kRelu, kNotPropagateNan, 0)), "describing ReLU");
  }

  void settle() override {
    weights_ = uploadWeights(context_, host_);
    settlePlainly(context_, *this, layer_.name);
  }
  Answer enqueue() override;
  std::string implementation() const override { return !gemv_ ? "gemm" : half() ? "gemv, half in, float sums" : "gemv"; }

 private:
  const Api& api() const { return context_.api(); }
  bool half() const { return context_.arithmetic.type == kHalf; }
  bool chooseGemv();
  Answer multiply();
  Answer multiplyVector(int image);
  Answer multiplyMatrix();

  Context context_;
  const Layer& layer_;
  const LayerWeights& host_;
  View input_, output_;
  int ins_, outs_;
  bool gemv_;
  OwnedTensor outTensor_, biasTensor_;
  OwnedActivation relu_;
  DeviceWeights weights_;
};

bool Fc::chooseGemv() {
  const FcMethod asked = context_.plan.fc;
  if (asked == FcMethod::gemm || (asked == FcMethod::automatic && context_.plan.batch > 1)) return false;
  std::string why;
  if (context_.arithmetic.halfCompute()) why = "cuBLAS has no matrix times vector in half arithmetic";
  if (half() && !api().cublasHSHgemvStridedBatched) why = "this cuBLAS has no matrix times vector in half (11.6 and later have)";
  if (why.empty()) return true;
  if (asked == FcMethod::gemv) context_.notes.push_back(layer_.name + ": " + why + ", gemm instead");
  return false;
}

Answer Fc::multiplyVector(int image) {
  const char* in = static_cast<char*>(input_.data()) + std::size_t(image) * ins_ * context_.arithmetic.bytes();
  char* out = static_cast<char*>(output_.data()) + std::size_t(image) * outs_ * context_.arithmetic.bytes();
  const char* matrix = weights_.weights.data();
  // Strides between batches are to be set even where there is one.
  if (half())
    return cuda::blas(api().cublasHSHgemvStridedBatched(context_.device.blas(), kBlasT, ins_, outs_, &kOne, matrix, ins_,
                                                        static_cast<long long>(ins_) * outs_, in, 1, ins_, &kZero, out,
                                                        1, outs_, 1));
  return cuda::blas(api().cublasSgemv_v2(context_.device.blas(), kBlasT, ins_, outs_, &kOne,
                                         reinterpret_cast<const float*>(matrix), ins_,
                                         reinterpret_cast<const float*>(in), 1, &kZero, reinterpret_cast<float*>(out), 1));
}

Answer Fc::multiplyMatrix() {
  const Arithmetic& a = context_.arithmetic;
  // Half sums want half scales.
  const void* one = a.halfCompute() ? static_cast<const void*>(&kHalfOne) : &kOne;
  const void* zero = a.halfCompute() ? static_cast<const void*>(&kHalfZero) : &kZero;
  return cuda::blas(api().cublasGemmEx(context_.device.blas(), kBlasT, kBlasN, outs_, context_.plan.batch, ins_, one,
                                       weights_.weights.data(), a.blasType, ins_, input_.data(), a.blasType, ins_, zero,
                                       output_.data(), a.blasType, outs_, a.blasCompute, kBlasGemmDefault));
}

Answer Fc::multiply() {
  if (!gemv_) return multiplyMatrix();
  Answer answer = cuda::blas(0);
  for (int image = 0; image < context_.plan.batch && answer; ++image) answer = multiplyVector(image);
  return answer;
}

Answer Fc::enqueue() {
  const Dnn handle = context_.device.dnn();
  void* out = output_.data();
  return multiply()
      .then([&] {
        return dnn(api().cudnnAddTensor(handle, &kOne, biasTensor_.get(), weights_.biases.data(), &kOne,
                                        outTensor_.get(), out));
      })
      .then([&] {
        return layer_.relu ? dnn(api().cudnnActivationForward(handle, relu_.get(), &kOne, outTensor_.get(), out, &kZero,
                                                              outTensor_.get(), out))
                           : dnn(0);
      });
}
}  // namespace

std::unique_ptr<Operation> makeFc(const Context& context, const Site& site) {
  return std::make_unique<Fc>(context, site);
}

}  // namespace runner::cuda
