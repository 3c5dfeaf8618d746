#include "utf8.h"

namespace runner {

namespace {
unsigned byteAt(const std::string& text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

std::size_t announcedLength(unsigned first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/// The second byte of these four carries what makes a character overlong, a surrogate or too large.
bool secondByteFits(unsigned first, unsigned second) {
  if (first == 0xE0) return second >= 0xA0;
  if (first == 0xED) return second < 0xA0;
  if (first == 0xF0) return second >= 0x90;
  return first != 0xF4 || second < 0x90;
}
}  // namespace

std::size_t utf8Length(const std::string& text, std::size_t at) {
  const unsigned first = byteAt(text, at);
  const std::size_t length = announcedLength(first);
  for (std::size_t i = 1; i < length; ++i)
    if ((byteAt(text, at + i) & 0xC0) != 0x80) return 0;
  return length < 2 || secondByteFits(first, byteAt(text, at + 1)) ? length : 0;
}

void appendUtf8(std::string& text, unsigned codePoint) {
  const auto push = [&](unsigned byte) { text.push_back(static_cast<char>(byte)); };
  const auto rest = [&](unsigned shift) { push(0x80 | ((codePoint >> shift) & 0x3F)); };
  if (codePoint < 0x80) return push(codePoint);
  if (codePoint < 0x800) {
    push(0xC0 | (codePoint >> 6));
    return rest(0);
  }
  if (codePoint < 0x10000) {
    push(0xE0 | (codePoint >> 12));
  } else {
    push(0xF0 | (codePoint >> 18));
    rest(12);
  }
  rest(6);
  rest(0);
}

}  // namespace runner
