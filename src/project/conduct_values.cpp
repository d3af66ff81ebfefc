#include "project/conduct_values.h"

namespace gaoxin {

std::map<std::string, std::string> conduct_values(Transaction&, int64_t, int64_t) { return {}; }

const std::vector<NamedTitle>& conduct_value_names() {
  static const std::vector<NamedTitle> names;
  return names;
}

}  // namespace gaoxin
