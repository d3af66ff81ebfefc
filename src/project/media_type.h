// What an uploaded file really is, from its first bytes, and a name that is only a name. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gaoxin {

struct FileType {
  const char* media_type;
  const char* ending;  ///< ".pdf"
};
/// PDF, JPEG, PNG, XLSX, DOCX (without macros), or UTF-8 text; nothing else.
std::optional<FileType> detect_file_type(std::string_view bytes);

/// The type of an upload: what its bytes are, when its name does not say something else. Text may
/// be called .txt or .csv. Errors: project.evidence.empty, .type, .lies.
Result<FileType> upload_type(std::string_view filename, std::string_view bytes);

/// The last part of a path, without control characters and leading dots, at most 120 bytes, with
/// the ending of the type; "evidence" when nothing is left.
std::string safe_filename(std::string_view filename, const FileType& type);

}  // namespace gaoxin
