#include "primitives.h"

#include <algorithm>
#include <sstream>

namespace runner::onednn {
namespace {

using dnnl::algorithm;
using Dims = dnnl::memory::dims;
constexpr auto kFloat = dnnl::memory::data_type::f32;
constexpr auto kInference = dnnl::prop_kind::forward_inference;

dnnl::primitive_attr attributes(bool relu) {
  dnnl::primitive_attr attr;
  // Scratch memory is ours: counted before anything is allocated, one for all layers.
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (!relu) return attr;
  dnnl::post_ops ops;
#if DNNL_VERSION_MAJOR >= 3
  ops.append_eltwise(algorithm::eltwise_relu, 0, 0);
#else
  ops.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
#endif
  attr.set_post_ops(ops);
  return attr;
}

/// oneDNN 2 describes an operation first, then asks for its implementation; 3 does both at once.
template <class Primitive, class... Arguments>
Described describe(const Site& site, const dnnl::primitive_attr& attr, const Arguments&... arguments) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Primitive::primitive_desc(site.engine, arguments..., attr);
#else
  return typename Primitive::primitive_desc(typename Primitive::desc(arguments...), attr, site.engine);
#endif
}

Dims dimsOf(const Desc& desc) {
#if DNNL_VERSION_MAJOR >= 3
  return desc.get_dims();
#else
  return desc.dims();
#endif
}

/// The same dimensions in the layout the library likes best.
Desc anyLayout(const Desc& desc) { return Desc(dimsOf(desc), kFloat, Tag::any); }

algorithm algorithmOf(ConvAlgo algo) {
  if (algo == ConvAlgo::direct) return algorithm::convolution_direct;
  return algo == ConvAlgo::winograd ? algorithm::convolution_winograd : algorithm::convolution_auto;
}

/// Caffe divides by the part of the window that lies in the padded image.
algorithm poolingAlgorithm(const Layer& layer, int overhang) {
  if (layer.pool == PoolMode::max) return algorithm::pooling_max;
  return overhang > 0 ? algorithm::pooling_avg_exclude_padding : algorithm::pooling_avg_include_padding;
}

/// By how much the last window passes the padded edge: more than 0 where the division was rounded up.
int overhangOf(const Layer& layer, int in, int out) {
  return (out - 1) * layer.stride + layer.kernel - (in + 2 * layer.pad);
}

}  // namespace

int dimensions(const Desc& desc) { return static_cast<int>(dimsOf(desc).size()); }

Desc plainLike(const Desc& desc) { return Desc(dimsOf(desc), kFloat, dimensions(desc) == 2 ? Tag::ab : Tag::abcd); }

Desc imageDesc(const Shape& shape, int batch, Tag tag) {
  return Desc(Dims{batch, shape.channels, shape.height, shape.width}, kFloat, tag);
}

Desc plainWeights(const Layer& layer, bool flatSource) {
  const dnnl::memory::dim out = layer.out.channels, in = layer.in.channels, k = layer.kernel, group = layer.group;
  if (layer.kind == Kind::fc && flatSource) return Desc(Dims{out, layer.in.elements()}, kFloat, Tag::ab);
  if (layer.kind == Kind::fc) return Desc(Dims{out, in, layer.in.height, layer.in.width}, kFloat, Tag::abcd);
  if (group == 1) return Desc(Dims{out, in, k, k}, kFloat, Tag::abcd);
  return Desc(Dims{group, out / group, in / group, k, k}, kFloat, Tag::abcde);
}

Desc plainBiases(const Layer& layer) { return Desc(Dims{layer.out.channels}, kFloat, Tag::a); }

Described convolution(const Site& site, const Layer& layer, ConvAlgo algo) {
  const Dims strides{layer.stride, layer.stride}, padding{layer.pad, layer.pad};
  return describe<dnnl::convolution_forward>(
      site, attributes(layer.relu), kInference, algorithmOf(algo), imageDesc(layer.in, site.batch, Tag::any),
      anyLayout(plainWeights(layer, false)), plainBiases(layer), imageDesc(layer.out, site.batch, Tag::any), strides,
      padding, padding);
}

Described innerProduct(const Site& site, const Layer& layer, bool flatSource) {
  const Desc source = flatSource ? Desc(Dims{site.batch, layer.in.elements()}, kFloat, Tag::ab)
                                 : imageDesc(layer.in, site.batch, Tag::any);
  return describe<dnnl::inner_product_forward>(site, attributes(layer.relu), kInference, source,
                                               anyLayout(plainWeights(layer, flatSource)), plainBiases(layer),
                                               Desc(Dims{site.batch, layer.out.channels}, kFloat, Tag::ab));
}

Described pooling(const Site& site, const Layer& layer, const Desc& source) {
  const int bottom = overhangOf(layer, layer.in.height, layer.out.height);
  const int right = overhangOf(layer, layer.in.width, layer.out.width);
  const algorithm mode = poolingAlgorithm(layer, std::max(bottom, right));
  const Dims strides{layer.stride, layer.stride}, kernel{layer.kernel, layer.kernel}, before{layer.pad, layer.pad};
  const Dims after{layer.pad + bottom, layer.pad + right};
  const Desc destination = imageDesc(layer.out, site.batch, Tag::any);
#if DNNL_VERSION_MAJOR >= 3
  return describe<dnnl::pooling_forward>(site, attributes(false), kInference, mode, source, destination, strides, kernel,
                                         Dims{0, 0}, before, after);
#else
  return describe<dnnl::pooling_forward>(site, attributes(false), kInference, mode, source, destination, strides, kernel,
                                         before, after);
#endif
}

Described lrn(const Site& site, const Layer& layer, const Desc& source) {
  const auto alpha = static_cast<float>(layer.lrnAlpha), beta = static_cast<float>(layer.lrnBeta);
  const auto k = static_cast<float>(layer.lrnK);
#if DNNL_VERSION_MAJOR >= 3
  return describe<dnnl::lrn_forward>(site, attributes(false), kInference, algorithm::lrn_across_channels, source, source,
                                     layer.lrnSize, alpha, beta, k);
#else
  return describe<dnnl::lrn_forward>(site, attributes(false), kInference, algorithm::lrn_across_channels, source,
                                     layer.lrnSize, alpha, beta, k);
#endif
}

Described softmax(const Site& site, const Desc& source) {
#if DNNL_VERSION_MAJOR >= 3
  return describe<dnnl::softmax_forward>(site, attributes(false), kInference, algorithm::softmax_accurate, source, source,
                                         1);
#else
  return describe<dnnl::softmax_forward>(site, attributes(false), kInference, source, 1);
#endif
}

Described concat(const Site& site, const std::vector<Desc>& sources, const Desc& destination) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl::concat::primitive_desc(site.engine, destination, 1, sources, attributes(false));
#else
  return dnnl::concat::primitive_desc(destination, 1, sources, site.engine, attributes(false));
#endif
}

Described reorder(const Site& site, const Desc& source, const Desc& destination) {
  return dnnl::reorder::primitive_desc(site.engine, source, site.engine, destination, attributes(false));
}

dnnl_status_t tryConvolution(const dnnl::engine& engine, dnnl::memory::data_type type) {
  const Desc image(Dims{1, 16, 8, 8}, type, Tag::any), weights(Dims{16, 16, 3, 3}, type, Tag::any);
  const Dims one{1, 1};
  try {
    describe<dnnl::convolution_forward>(Site{engine, 1}, attributes(false), kInference, algorithm::convolution_auto, image,
                                        weights, image, one, one, one);
    return dnnl_success;
  } catch (const dnnl::error& error) {
    return error.status;
  }
}

std::string isaName() {
  const int isa = static_cast<int>(dnnl::get_effective_cpu_isa());
  switch (isa) {
    case dnnl_cpu_isa_sse41: return "sse41";
    case dnnl_cpu_isa_avx: return "avx";
    case dnnl_cpu_isa_avx2: return "avx2";
    case dnnl_cpu_isa_avx2_vnni: return "avx2_vnni";
    case dnnl_cpu_isa_avx512_core: return "avx512_core";
    case dnnl_cpu_isa_avx512_core_vnni: return "avx512_core_vnni";
    case dnnl_cpu_isa_avx512_core_bf16: return "avx512_core_bf16";
    case dnnl_cpu_isa_avx512_core_amx: return "avx512_core_amx";
  }
  // 0 is "all": what a build for another architecture than x86-64 answers.
  if (isa == 0) return "native";
  std::ostringstream text;
  text << "0x" << std::hex << isa;
  return text.str();
}

std::string libraryVersion() {
  const dnnl_version_t* version = dnnl_version();
  return std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch);
}

}  // namespace runner::onednn
