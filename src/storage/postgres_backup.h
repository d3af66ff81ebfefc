// pg_dump and pg_restore. Private to storage.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace gaoxin {

/// pg_dump's custom format as one new file. Errors: storage.backup.exists, storage.backup.failed.
Result<Done> backup_postgres(const std::string& url, const std::filesystem::path& backup);

}  // namespace gaoxin
