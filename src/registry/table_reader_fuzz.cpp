// libFuzzer: whatever the bytes, the reader ends with rows or an error, within its limits.
#include "registry/column_mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gaoxin;
  TableLimits limits;
  limits.unpacked_bytes_max = size_t{8} << 20;
  limits.shared_string_bytes_max = size_t{1} << 20;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto head = read_table_head(bytes, 50, limits);
  if (head.ok()) (void)guess_columns(*head);
  return 0;
}
