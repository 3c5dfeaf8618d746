#include "json.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "utf8.h"

namespace runner {

namespace {
constexpr int kDeepest = 32;  // nested further, a file is no network but an attack on the stack

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  Json document() {
    Json value = parse(0);
    skipSpace();
    if (at_ < text_.size()) fail("nothing may follow the value");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    Json here;
    locate(here);
    throw std::invalid_argument(here.place() + ": " + what);
  }

  void locate(Json& value) const {
    value.line = line_;
    value.column = static_cast<int>(at_ - lineStart_) + 1;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool accept(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void skipSpace() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
      if (c == '\n') {
        ++line_;
        lineStart_ = at_ + 1;
      }
    }
  }

  Json parse(int depth) {
    skipSpace();
    if (depth > kDeepest) fail("nested too deeply");
    Json value;
    locate(value);
    switch (peek()) {
      case '{': parseObject(value, depth); break;
      case '[': parseArray(value, depth); break;
      case '"':
        value.type = Json::Type::string;
        value.text = parseString();
        break;
      case 't': case 'f': case 'n': parseWord(value); break;
      default: parseNumber(value);
    }
    return value;
  }

  void parseObject(Json& object, int depth) {
    object.type = Json::Type::object;
    ++at_;
    skipSpace();
    if (accept('}')) return;
    do {
      skipSpace();
      if (peek() != '"') fail("expected a key in double quotes");
      JsonMember member;
      locate(member.value);
      member.key = parseString();
      for (const JsonMember& other : object.members)
        if (other.key == member.key) fail("the key " + quoted(member.key) + " is there twice");
      skipSpace();
      if (!accept(':')) fail("expected ':' after the key " + quoted(member.key));
      member.value = parse(depth + 1);
      object.members.push_back(std::move(member));
      skipSpace();
    } while (accept(','));
    if (!accept('}')) fail("expected ',' or '}'");
  }

  void parseArray(Json& array, int depth) {
    array.type = Json::Type::array;
    ++at_;
    skipSpace();
    if (accept(']')) return;
    do {
      array.items.push_back(parse(depth + 1));
      skipSpace();
    } while (accept(','));
    if (!accept(']')) fail("expected ',' or ']'");
  }

  void parseWord(Json& value) {
    for (const char* word : {"true", "false", "null"}) {
      const std::string expected = word;
      if (text_.compare(at_, expected.size(), expected) != 0) continue;
      at_ += expected.size();
      value.type = expected == "null" ? Json::Type::null : Json::Type::boolean;
      value.boolean = expected == "true";
      return;
    }
    fail("expected a value");
  }

  std::size_t digits() {
    const std::size_t from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ - from;
  }

  void parseNumber(Json& value) {
    const std::size_t from = at_;
    accept('-');
    const bool zero = peek() == '0';
    const std::size_t whole = digits();
    if (whole == 0) fail("expected a value");
    if (zero && whole > 1) fail("a number may not begin with 0");
    if (accept('.') && digits() == 0) fail("expected digits after '.'");
    if (accept('e') || accept('E')) {
      if (!accept('+')) accept('-');
      if (digits() == 0) fail("expected digits in the exponent");
    }
    value.type = Json::Type::number;
    value.number = std::strtod(text_.substr(from, at_ - from).c_str(), nullptr);
    if (!std::isfinite(value.number)) fail("the number is too large");
  }

  std::string parseString() {
    std::string result;
    for (++at_; peek() != '"';) {
      if (at_ >= text_.size()) fail("the string does not end");
      if (static_cast<unsigned char>(peek()) < 0x20) fail("a line break or control character in a string");
      if (accept('\\')) {
        parseEscape(result);
        continue;
      }
      const std::size_t length = utf8Length(text_, at_);
      if (length == 0) fail("not UTF-8");
      result.append(text_, at_, length);
      at_ += length;
    }
    ++at_;
    return result;
  }

  void parseEscape(std::string& result) {
    static const std::string names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    if (accept('u')) return appendUtf8(result, parseCodePoint());
    const std::size_t which = at_ < text_.size() ? names.find(text_[at_]) : std::string::npos;
    if (which == std::string::npos) fail("unknown escape");
    result.push_back(meanings[which]);
    ++at_;
  }

  unsigned parseCodePoint() {
    const unsigned first = hex4();
    if (first < 0xD800 || first > 0xDFFF) return first;
    if (first > 0xDBFF || !accept('\\') || !accept('u')) fail("half of a surrogate pair");
    const unsigned second = hex4();
    if (second < 0xDC00 || second > 0xDFFF) fail("half of a surrogate pair");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  unsigned hex4() {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      static const std::string digits = "0123456789abcdef0123456789ABCDEF";
      const std::size_t digit = at_ < text_.size() ? digits.find(text_[at_]) : std::string::npos;
      if (digit == std::string::npos) fail("expected four hexadecimal digits");
      value = value * 16 + static_cast<unsigned>(digit % 16);
    }
    return value;
  }

  const std::string& text_;
  std::size_t at_ = 0, lineStart_ = 0;
  int line_ = 1;
};
}  // namespace

std::string Json::place() const { return "line " + std::to_string(line) + ", column " + std::to_string(column); }

const char* Json::typeName() const {
  static const char* const names[] = {"null", "true or false", "a number", "a string", "a list", "an object"};
  return names[static_cast<int>(type)];
}

Json parseJson(const std::string& text) { return Parser(text).document(); }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = utf8Length(text, at);
    if (byte == '"' || byte == '\\') {
      result.push_back('\\');
    }
    if (byte < 0x20 || byte == 0x7F) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      result += escape;
    } else if (length == 0) {
      result += "\xEF\xBF\xBD";
    } else {
      result.append(text, at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return result + "\"";
}

}  // namespace runner
