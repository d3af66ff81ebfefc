#include "project/conduct_values.h"

namespace gaoxin {

std::map<std::string, std::string> conduct_values(Transaction&, int64_t, int64_t) { return {}; }

}  // namespace gaoxin
