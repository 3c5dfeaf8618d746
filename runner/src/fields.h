// The keys of one JSON object, each taken once with its type and range checked; what is left over is an error.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "json.h"

namespace runner {

/// Throws Failure(usage, "bad-network"): `where` is what is wrong, e.g. "layer conv2 (line 7, column 5)".
[[noreturn]] void badNetwork(const std::string& where, const std::string& what);

class Fields {
 public:
  Fields(const Json& object, std::string where);

  void rename(std::string where) { where_ = std::move(where); }
  const std::string& where() const { return where_; }
  [[noreturn]] void fail(const std::string& what) const { badNetwork(where_, what); }

  bool has(const std::string& key) const;
  /// Without a fallback the key has to be there.
  const Json& required(const std::string& key, Json::Type type);
  const Json* optional(const std::string& key, Json::Type type);
  int integer(const std::string& key, int least, int most);
  int integer(const std::string& key, int least, int most, int fallback);
  double real(const std::string& key, double least, double most, double fallback);
  bool flag(const std::string& key);
  std::string text(const std::string& key);
  std::string choice(const std::string& key, const std::vector<std::string>& choices);
  std::vector<std::string> texts(const std::string& key);
  std::vector<int> integers(const std::string& key, int least, int most);
  /// Refuses keys that nothing asked for, naming those that are known.
  void finish() const;

 private:
  int whole(const Json& value, const std::string& key, int least, int most) const;

  const Json& object_;
  std::string where_;
  std::set<std::string> known_;
};

/// "a, b or c"
std::string alternatives(const std::vector<std::string>& choices);

}  // namespace runner
