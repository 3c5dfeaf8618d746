// UTF-8, as far as JSON needs it.
#pragma once
#include <cstddef>
#include <string>

namespace runner {

/// Bytes of the character that begins at `at`; 0 where none does (cut short, overlong, a surrogate, past U+10FFFF).
std::size_t utf8Length(const std::string& text, std::size_t at);
void appendUtf8(std::string& text, unsigned codePoint);

}  // namespace runner
