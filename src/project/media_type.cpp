#include "project/media_type.h"

#include <fmt/format.h>

#include "base/text.h"
#include "project/project_writing.h"

namespace gaoxin {

namespace {

constexpr FileType kPdf{"application/pdf", ".pdf"};
constexpr FileType kJpeg{"image/jpeg", ".jpg"};
constexpr FileType kPng{"image/png", ".png"};
constexpr FileType kXlsx{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                         ".xlsx"};
constexpr FileType kDocx{"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                         ".docx"};
constexpr FileType kText{"text/plain; charset=utf-8", ".txt"};

std::string_view ending_of(std::string_view filename) {
  const size_t slash = filename.find_last_of("/\\");
  if (slash != std::string_view::npos) filename.remove_prefix(slash + 1);
  const size_t dot = filename.find_last_of('.');
  return dot == std::string_view::npos || dot == 0 ? "" : filename.substr(dot);
}

}  // namespace

std::optional<FileType> detect_file_type(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("%PDF-")) return kPdf;
  if (bytes.starts_with("\xFF\xD8\xFF")) return kJpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return kPng;
  if (bytes.starts_with("PK\x03\x04"sv)) {
    const auto holds = [&](std::string_view name) {
      return bytes.find(name) != std::string_view::npos;
    };
    if (!holds("[Content_Types].xml") || holds("vbaProject.bin")) return std::nullopt;
    if (holds("xl/workbook.xml")) return kXlsx;
    if (holds("word/document.xml")) return kDocx;
    return std::nullopt;
  }
  if (bytes.find('\0') == std::string_view::npos && is_utf8(bytes)) return kText;
  return std::nullopt;
}

Result<FileType> upload_type(std::string_view filename, std::string_view bytes) {
  if (bytes.empty())
    return project_error(ErrorCode::invalid, "evidence.empty", "文件是空的", "the file is empty");
  const std::optional<FileType> type = detect_file_type(bytes);
  if (!type)
    return project_error(
        ErrorCode::invalid, "evidence.type",
        "只接受 PDF、JPEG、PNG、XLSX、DOCX(不含宏)和 UTF-8 文本;该文件内容不是其中之一",
        "only PDF, JPEG, PNG, XLSX, DOCX (without macros) and UTF-8 text are taken; this is none");
  const std::string ending = fold(ending_of(filename));
  const bool fits = ending.empty() || ending == type->ending ||
                    (std::string_view(type->ending) == ".jpg" && ending == ".jpeg") ||
                    (std::string_view(type->ending) == ".txt" && ending == ".csv");
  if (fits) return *type;
  return project_error(
      ErrorCode::invalid, "evidence.lies",
      fmt::format("文件名以“{}”结尾,内容却是 {};请用正确的文件", ending, type->media_type),
      fmt::format("the name ends in '{}' but the content is {}; upload the right file", ending,
                  type->media_type));
}

std::string safe_filename(std::string_view filename, const FileType& type) {
  std::string_view ending = ending_of(filename);
  const size_t slash = filename.find_last_of("/\\");
  if (slash != std::string_view::npos) filename.remove_prefix(slash + 1);
  filename.remove_suffix(ending.size());
  std::u32string name;
  size_t bytes = 0;
  for (const char32_t c : decode_utf8(filename)) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD ||
                         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E);
    if (control || std::u32string_view(U"<>:\"|?*").find(c) != std::u32string_view::npos) continue;
    if (name.empty() && (c == '.' || c == ' ')) continue;
    bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (bytes > 110) break;
    name.push_back(c);
  }
  if (name.empty()) name = U"evidence";
  const bool known = fold(ending) == ".csv" || fold(ending) == ".jpeg";
  return encode_utf8(name) + (known ? fold(ending) : type.ending);
}

}  // namespace gaoxin
