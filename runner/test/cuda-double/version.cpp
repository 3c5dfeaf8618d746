// Which versions one folder of the double plays.
#include "entry.h"

namespace cudadouble {
const int kCudaMajor = DOUBLE_CUDA_MAJOR, kCudaMinor = DOUBLE_CUDA_MINOR, kDnnMajor = DOUBLE_DNN_MAJOR;
}
