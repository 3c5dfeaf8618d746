// What cuDNN has since 9.
#include <cstdio>

#include "dnn_object.h"

namespace cudadouble {
const std::string& lastComplaint();
}

DOUBLE_API void cudnnGetLastErrorString(char* to, std::size_t size) {
  cudadouble::counted("cudnnGetLastErrorString");
  std::snprintf(to, size, "%s", cudadouble::lastComplaint().c_str());
}
