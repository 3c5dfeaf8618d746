#include <algorithm>
#include <cmath>

#include "pool_call.h"
#include "reference.h"

namespace runner::cuda {

namespace {
/// Small whole numbers, exact in half, that grow to the right and bottom: the windows at that edge are the doubtful ones.
std::vector<float> sample(const Shape& shape) {
  std::vector<float> values;
  for (int c = 0; c < shape.channels; ++c)
    for (int y = 0; y < shape.height; ++y)
      for (int x = 0; x < shape.width; ++x) values.push_back(static_cast<float>((x * 3 + y * 5 + c * 7) % 64 + x / 4 + y / 4 - 96));
  return values;
}

class Pool final : public Operation {
 public:
  Pool(const Context& context, const Site& site)
      : context_(context), site_(site), call_(calling(false)) {}

  void settle() override;
  Answer enqueue() override { return call_->enqueue(); }
  std::string implementation() const override {
    std::string text = site_.layer.pool == PoolMode::max ? "max" : "average";
    if (overhangOf(site_.layer).any()) text += widened_ ? ", widened input" : ", output's size rounded up";
    return call_->target().isPacked() ? text + ", packed copy" : text;
  }

 private:
  std::unique_ptr<PoolCall> calling(bool widened) const {
    return std::make_unique<PoolCall>(context_, site_.layer, site_.inputs.front(), site_.output, widened);
  }
  bool agrees(bool widened) const;
  void widen();

  Context context_;
  Site site_;
  std::unique_ptr<PoolCall> call_;
  bool widened_ = false;
};

/// One image of few channels through cuDNN and through the reference.
bool Pool::agrees(bool widened) const {
  Layer layer = site_.layer;
  layer.in.channels = layer.out.channels = std::min(2, layer.in.channels);
  Plan plan = context_.plan;
  plan.batch = 1;
  const Context context{context_.device, plan, context_.arithmetic, context_.scratch, context_.notes, context_.found};
  const std::vector<float> values = sample(layer.in);
  std::vector<char> bytes = stored(context.arithmetic, values);
  Memory in(context.api(), bytes.size(), "checking a pooling");
  Memory out(context.api(), layer.out.elements() * context.arithmetic.bytes(), "checking a pooling");
  in.upload(bytes.data(), bytes.size());
  PoolCall call(context, layer, {&in, 0, layer.in, layer.in.elements()}, {&out, 0, layer.out, layer.out.elements()},
                widened);
  if (!call.enqueue()) return false;
  context.device.synchronize(layer.name + ": checking its pooling");
  bytes.resize(out.bytes());
  out.download(bytes.data(), bytes.size());
  const std::vector<double> doubles(values.begin(), values.end());
  const std::vector<double> expected = referenceLayer(layer, {&doubles}, {});
  const std::vector<float> got = restored(context.arithmetic, bytes);
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - expected[i]) <= 1e-3 * (1 + std::abs(expected[i])))) return false;
  return true;
}

void Pool::widen() {
  if (site_.layer.pool != PoolMode::max || !overhangOf(site_.layer).any() || !agrees(true))
    throw Failure(Exit::unavailable, "unsupported-layer",
                  site_.layer.name + ": cuDNN's pooling does not agree with the reference",
                  "take a pooling whose windows end inside the image");
  widened_ = true;
  call_ = calling(true);
  context_.notes.push_back(site_.layer.name + ": cuDNN refuses sizes rounded up, its input is widened first");
}

void Pool::settle() {
  if (!agrees(false)) widen();
  const bool direct = static_cast<bool>(enqueue());
  context_.device.synchronize(site_.layer.name);
  if (direct) return;
  call_->target().pack(call_->target().canPack());
  settlePlainly(context_, *this, site_.layer.name);
  context_.notes.push_back(site_.layer.name + ": its output is copied into the concatenation");
}
}  // namespace

std::unique_ptr<Operation> makePool(const Context& context, const Site& site) {
  return std::make_unique<Pool>(context, site);
}

}  // namespace runner::cuda
