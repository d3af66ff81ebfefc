// Which file is which, and what its rows say: from bytes to a stored source.
#pragma once

#include "chain/chain_state.h"
#include "chain/company_files.h"

namespace gaoxin {

/// A list of companies by people: CSV with code, name and, when known, full_name, area,
/// industry_code, industry_name (Shenwan), industry (label), totalAssets (10,000 yuan).
struct CompanyList {
  std::vector<CompanyRecord> companies;
  std::vector<CompanyIndustryRecord> company_industries;
  std::vector<IndustryRecord> industries;
  std::vector<CompanyFiguresRecord> figures;
};
Result<FileRead<CompanyList>> read_company_list(std::string_view bytes);

/// The kind of a file of the chain from its beginning; "" for other files.
std::string chain_file_kind(std::string_view bytes);

/// Reads and reports without storing; `content` is the text to store.
struct CheckedChainFile {
  std::string kind;
  std::string content;
  ReadReport report;
};
Result<CheckedChainFile> check_chain_file(std::string_view bytes, const std::string& filename);

struct ChainImportOptions {
  bool dry_run = false;
  bool keep_good = false;
  bool invented = false;
};
/// All or nothing: with refused rows nothing is stored unless keep_good. The same bytes under the
/// same name change nothing. The first table imported becomes the active one; a real one takes
/// over from an invented one.
Result<ChainImportAnswer> store_chain_file(Transaction& db, const std::string& filename,
                                           std::string_view bytes,
                                           const ChainImportOptions& options, Timestamp now,
                                           const std::string& who);

}  // namespace gaoxin
