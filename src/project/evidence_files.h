// The evidence folder: files named by the SHA-256 of their content, AB/CDEF…, written so that a
// crash leaves either nothing or the whole file. Private to the module.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gaoxin {

/// Writes the bytes (temporary file, sync, rename, sync of the folder) unless the very file is
/// there. Returns the SHA-256. A disk that fails is thrown as std::runtime_error.
std::string write_evidence_file(const std::string& folder, std::string_view bytes);
/// The bytes when the file is there and its content still has the hash.
enum class FileState { good, missing, changed };
FileState read_evidence_file(const std::string& folder, const std::string& sha256,
                             std::string* bytes);

/// Calls `each` with the name relative to the folder of every file in it; `sha256` is empty when
/// the name is none of ours (a temporary file, somebody's own).
void each_evidence_file(const std::string& folder,
                        const std::function<void(const std::string& name, const std::string& sha256,
                                                 int64_t age_s)>& each);
void remove_evidence_file(const std::string& folder, const std::string& name);

}  // namespace gaoxin
