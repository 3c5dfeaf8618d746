#include "fields.h"

#include <algorithm>
#include <cmath>

#include "failure.h"

namespace runner {

namespace {
const char* typeName(Json::Type type) {
  Json value;
  value.type = type;
  return value.typeName();
}

std::string number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}
}  // namespace

void badNetwork(const std::string& where, const std::string& what) {
  throw Failure(Exit::usage, "bad-network", where + ": " + what,
                "Correct the network's file; runner/networks/tiny.json shows the form");
}

std::string alternatives(const std::vector<std::string>& choices) {
  std::string result;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) result += i + 1 == choices.size() ? " or " : ", ";
    result += choices[i];
  }
  return result;
}

Fields::Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (object.type != Json::Type::object) fail(std::string("expected an object, not ") + object.typeName());
}

const Json* Fields::optional(const std::string& key, Json::Type type) {
  known_.insert(key);
  for (const JsonMember& member : object_.members) {
    if (member.key != key) continue;
    if (member.value.type != type)
      fail(quoted(key) + " has to be " + typeName(type) + ", not " + member.value.typeName());
    return &member.value;
  }
  return nullptr;
}

const Json& Fields::required(const std::string& key, Json::Type type) {
  const Json* value = optional(key, type);
  if (value == nullptr) fail(quoted(key) + " is missing");
  return *value;
}

int Fields::whole(const Json& value, const std::string& key, int least, int most) const {
  if (value.type != Json::Type::number || value.number != std::floor(value.number) || value.number < least ||
      value.number > most)
    fail(quoted(key) + " has to be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return static_cast<int>(value.number);
}

int Fields::integer(const std::string& key, int least, int most) {
  return whole(required(key, Json::Type::number), key, least, most);
}

int Fields::integer(const std::string& key, int least, int most, int fallback) {
  const Json* value = optional(key, Json::Type::number);
  return value == nullptr ? fallback : whole(*value, key, least, most);
}

double Fields::real(const std::string& key, double least, double most, double fallback) {
  const Json* value = optional(key, Json::Type::number);
  if (value == nullptr) return fallback;
  if (value->number < least || value->number > most)
    fail(quoted(key) + " has to be from " + number(least) + " to " + number(most));
  return value->number;
}

bool Fields::flag(const std::string& key) {
  const Json* value = optional(key, Json::Type::boolean);
  return value != nullptr && value->boolean;
}

std::string Fields::text(const std::string& key) {
  const std::string& text = required(key, Json::Type::string).text;
  if (text.empty() || text.size() > 100) fail(quoted(key) + " has to have 1 to 100 characters");
  return text;
}

std::string Fields::choice(const std::string& key, const std::vector<std::string>& choices) {
  std::string value = required(key, Json::Type::string).text;
  if (std::find(choices.begin(), choices.end(), value) == choices.end())
    fail(quoted(key) + " has to be " + alternatives(choices) + ", not " + quoted(value));
  return value;
}

std::vector<std::string> Fields::texts(const std::string& key) {
  std::vector<std::string> result;
  for (const Json& item : required(key, Json::Type::array).items) {
    if (item.type != Json::Type::string) fail(quoted(key) + " has to be a list of names");
    result.push_back(item.text);
  }
  if (result.empty()) fail(quoted(key) + " is empty");
  return result;
}

std::vector<int> Fields::integers(const std::string& key, int least, int most) {
  std::vector<int> result;
  for (const Json& item : required(key, Json::Type::array).items) result.push_back(whole(item, key, least, most));
  if (result.empty()) fail(quoted(key) + " is empty");
  return result;
}

bool Fields::has(const std::string& key) const {
  return std::any_of(object_.members.begin(), object_.members.end(),
                     [&](const JsonMember& member) { return member.key == key; });
}

void Fields::finish() const {
  for (const JsonMember& member : object_.members)
    if (known_.count(member.key) == 0)
      fail("unknown key " + quoted(member.key) + "; known here: " + alternatives({known_.begin(), known_.end()}));
}

}  // namespace runner
