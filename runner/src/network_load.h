// Where networks are found.
#pragma once
#include <string>
#include <vector>

#include "network.h"

namespace runner {

/// Names of the files in the folder of networks.
std::vector<std::string> knownNetworks();

}  // namespace runner
