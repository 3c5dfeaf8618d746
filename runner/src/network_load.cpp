#include "network_load.h"

#include <algorithm>

#include "failure.h"
#include "fields.h"
#include "files.h"

namespace runner {

namespace {
constexpr std::size_t kMostBytes = 1 << 20;
const std::string kSuffix = ".json";

/// Beside the executable once installed, one above it where it was built.
const char* const kFolders[] = {"/networks/", "/../networks/"};

bool isName(const std::string& text) { return text.find('/') == std::string::npos; }
}  // namespace

std::vector<std::string> knownNetworks() {
  std::vector<std::string> known;
  for (const char* folder : kFolders) {
    for (const std::string& name : namesIn(executableFolder() + folder)) {
      const std::size_t stem = name.size() - std::min(name.size(), kSuffix.size());
      if (stem > 0 && name.substr(stem) == kSuffix) known.push_back(name.substr(0, stem));
    }
    if (!known.empty()) break;
  }
  return known;
}

Network loadNetwork(const std::string& nameOrPath, int crop) {
  std::string text;
  if (isName(nameOrPath))
    for (const char* folder : kFolders)
      if (readFile(executableFolder() + folder + nameOrPath + kSuffix, kMostBytes, text))
        return parseNetwork(text, crop);
  if (readFile(nameOrPath, kMostBytes, text)) return parseNetwork(text, crop);
  const std::vector<std::string> known = knownNetworks();
  throw Failure(Exit::usage, "unknown-network",
                "no network is called " + quoted(nameOrPath) + " and no file of that name can be read (up to 1 MiB)",
                known.empty() ? "Put the folder `networks` beside the runner, or name a file"
                              : "Use " + alternatives(known) + ", or the path of a file");
}

}  // namespace runner
