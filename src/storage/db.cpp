// Which database a URL means.
#include "storage/db.h"

#include "storage/migrate.h"
#include "storage/postgres.h"
#include "storage/sqlite.h"

namespace gaoxin {
namespace {

bool is_postgres(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::string sqlite_path(std::string_view url) {
  constexpr std::string_view scheme = "sqlite:";
  if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  return std::string(url);
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& url, int readers) {
  CHECK(readers > 0);
  if (is_postgres(url)) return open_postgres(url, readers);
  return open_sqlite(sqlite_path(url), readers);
}

Result<Done> Database::restore(const std::string& url, const std::string& path) {
  if (is_postgres(url)) return restore_postgres(url, path, built_in_migrations());
  return restore_sqlite(sqlite_path(url), path, built_in_migrations());
}

}  // namespace gaoxin
