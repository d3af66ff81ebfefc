// Readers of the listed companies' tables: basics with province and industry, yearly figures of
// profit and debt. Units as the tables' own description says: total assets in 10,000 yuan,
// revenue in million yuan, ratios in percent; here yuan and shares.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chain/chain_graph.h"

namespace gaoxin {

struct CompanyFiguresRecord {
  std::string company;  ///< six digits
  std::string name;
  CompanyFigures figures;  ///< only what this file says
};

enum class CompanyFileKind { basics, profit, debt };
/// The kind a header line belongs to; nothing for other files.
std::optional<CompanyFileKind> company_file_kind(std::string_view text);

/// `year` of the figures, from the file's name. "--" and empty cells are unknown. A figure outside
/// of what is possible (a debt ratio below 0 or above 10) becomes unknown and is reported.
Result<FileRead<std::vector<CompanyFiguresRecord>>> read_company_figures(std::string_view bytes,
                                                                         std::optional<int> year);

/// Takes over what `newer` knows.
void merge_figures(CompanyFigures& into, const CompanyFigures& newer);

}  // namespace gaoxin
