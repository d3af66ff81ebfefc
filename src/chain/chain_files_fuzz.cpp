// libFuzzer: no bytes may crash a reader of the chain. The first byte picks the reader.
#include <cstdint>
#include <string_view>

#include "chain/chain_import.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gaoxin;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 7) {
    case 0: (void)check_chain_file(bytes, "fuzz"); break;
    case 1: (void)read_companies(bytes); break;
    case 2: (void)read_company_products(bytes); break;
    case 3: (void)read_product_relations(bytes); break;
    case 4: (void)read_company_figures(bytes, 2015); break;
    case 5: (void)read_concordance(bytes); break;
    default:
      if (Result<IoTable> table = read_io_table(bytes); table.ok()) (void)solve_leontief(*table);
  }
  return 0;
}
