// The part of the compiler that keeps blobs, slots and calls, and finds their places.
#include "program.h"

#include <algorithm>

#include "compiler.h"

namespace runner::onednn {

std::size_t Program::offsetOf(int blob) const {
  std::size_t shift = 0;
  for (; blobs[blob].owner >= 0; blob = blobs[blob].owner) shift += blobs[blob].shift;
  return blobs[blob].buffer.offset + shift;
}

int Compiler::addBlob(const Desc& desc) {
  Blob blob;
  blob.desc = desc;
  program_.blobs.push_back(blob);
  return static_cast<int>(program_.blobs.size()) - 1;
}

int Compiler::addSlot(int layer, bool bias, const Desc& plain, const Desc& wanted) {
  program_.slots.push_back({layer, bias, plain, wanted, program_.weightBytes});
  program_.weightBytes += aligned(wanted.get_size());
  return static_cast<int>(program_.slots.size()) - 1;
}

void Compiler::emit(Call call) {
  program_.scratchBytes = std::max(program_.scratchBytes, call.described.scratchpad_desc().get_size());
  program_.calls.push_back(std::move(call));
}

/// Whether a blob is N x C, as fully connected layers put out.
bool Compiler::isFlat(int blob) const { return dimensions(program_.blobs[blob].desc) == 2; }

int Compiler::root(int blob) const {
  while (program_.blobs[blob].owner >= 0) blob = program_.blobs[blob].owner;
  return blob;
}

void Compiler::live(int blob, int step) {
  Buffer& buffer = program_.blobs[root(blob)].buffer;
  const bool fresh = buffer.last < buffer.first;
  buffer.first = fresh ? step : std::min(buffer.first, step);
  buffer.last = fresh ? step : std::max(buffer.last, step);
}

void Compiler::placeBlobs() {
  for (Blob& blob : program_.blobs) blob.buffer = Buffer{blob.owner < 0 ? blob.desc.get_size() : 0, 1, 0, 0};
  const int end = static_cast<int>(program_.calls.size());
  for (int step = 0; step < end; step++)
    for (const Operand& operand : program_.calls[step].operands)
      if (!operand.weight) live(operand.index, step);
  // The image is read again by the next pass; what the network puts out is asked for after the last one.
  live(0, 0);
  for (const int blob : {0, program_.blobOf.back(), program_.blobOf[network_.logits()]}) live(blob, end);
  std::vector<Buffer> buffers;
  for (const Blob& blob : program_.blobs) buffers.push_back(blob.buffer);
  program_.activationBytes = place(buffers);
  for (std::size_t i = 0; i < buffers.size(); i++) program_.blobs[i].buffer = buffers[i];
}

Program Compiler::finish() {
  placeBlobs();
  if (!reorders_.empty()) program_.notes.push_back("layout changed before " + reorders_);
  if (!substituted_.empty()) program_.notes.push_back("the algorithm asked for is not there, the library's choice instead: " + substituted_);
  return std::move(program_);
}

Program compile(const Network& network, const Site& site, ConvAlgo algo) {
  Compiler compiler(network, site, algo);
  for (int index = 0; index < static_cast<int>(network.layers.size()); index++) {
    const Layer& layer = network.layers[index];
    try {
      compiler.add(index);
    } catch (const dnnl::error& error) {
      throw Failure(Exit::unavailable, "unsupported-layer",
                    layer.name + ": oneDNN " + libraryVersion() + " refuses this layer: " + error.what() + " (status " +
                        std::to_string(error.status) + ")",
                    "Change the layer, or use --backend reference.");
    }
  }
  return compiler.finish();
}

}  // namespace runner::onednn
