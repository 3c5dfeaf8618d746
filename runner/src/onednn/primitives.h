// Everything in which oneDNN 2 and 3 differ is behind these functions.
#pragma once
#include <oneapi/dnnl/dnnl.hpp>

#include <string>
#include <vector>

#include "../network.h"

namespace runner::onednn {

using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;
using Described = dnnl::primitive_desc_base;  ///< an operation with its implementation chosen, nothing allocated

/// Where an operation runs and over how many images.
struct Site {
  dnnl::engine engine;
  int batch = 1;
};

enum class ConvAlgo { automatic, direct, winograd };

int dimensions(const Desc& desc);
/// The same dimensions, the last running fastest.
Desc plainLike(const Desc& desc);
/// Four dimensions N x C x H x W in float, laid out as `tag` says.
Desc imageDesc(const Shape& shape, int batch, Tag tag);
/// The weights as Layer::weights() lays them out: [G] O I K K for conv, O x I or O x C x H x W for fc (as its source is).
Desc plainWeights(const Layer& layer, bool flatSource);
Desc plainBiases(const Layer& layer);

/// Throws dnnl::error where the library has no such convolution (status unimplemented for Winograd).
Described convolution(const Site& site, const Layer& layer, ConvAlgo algo);
/// `flatSource`: the source is N x C, else N x C x H x W in the layout the library likes best.
Described innerProduct(const Site& site, const Layer& layer, bool flatSource);
Described pooling(const Site& site, const Layer& layer, const Desc& source);
Described lrn(const Site& site, const Layer& layer, const Desc& source);
Described softmax(const Site& site, const Desc& source);
Described concat(const Site& site, const std::vector<Desc>& sources, const Desc& destination);
Described reorder(const Site& site, const Desc& source, const Desc& destination);

/// oneDNN's status for a small convolution in this type: dnnl_success or why not.
dnnl_status_t tryConvolution(const dnnl::engine& engine, dnnl::memory::data_type type);
/// E.g. "avx512_core"; "0x..." for one newer than this file.
std::string isaName();
std::string libraryVersion();

}  // namespace runner::onednn
