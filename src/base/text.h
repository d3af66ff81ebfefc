// UTF-8 text: checking, decoding, folding for comparison and search.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gaoxin {

/// True when every byte belongs to well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);
/// Code points; ill-formed bytes become U+FFFD, one for each byte.
std::u32string decode_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);
std::string encode_utf8(std::u32string_view text);

/// What GB18030 (and so GBK and GB2312) bytes say, in UTF-8; nothing when they are not GB18030.
std::optional<std::string> gb18030_to_utf8(std::string_view bytes);

/// Full-width forms to ASCII, ASCII letters to lower case, white space runs to one space, ends
/// trimmed: what two people writing the same name mean to be equal.
std::string fold(std::string_view text);
std::string_view trim(std::string_view text);
/// The beginning, at most so many bytes and no character cut: what a message or a table shows of a
/// text that may be long.
std::string clipped(std::string_view text, size_t bytes);
std::vector<std::string_view> split(std::string_view text, char separator);

/// Lower-case hexadecimal of bytes.
std::string to_hex(std::string_view bytes);
/// SHA-256 as 64 lower-case hexadecimal characters.
std::string sha256_hex(std::string_view bytes);

}  // namespace gaoxin
