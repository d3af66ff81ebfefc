// The briefing for one target company as a Word document (DOCX), written part by part: a ZIP with
// a document of paragraphs and tables, so that no office library is needed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gaoxin {

struct BriefingBlock {
  enum class Kind { title, heading, paragraph, table };
  Kind kind = Kind::paragraph;
  std::string text;
  std::vector<std::vector<std::string>> rows;  ///< of a table; the first row is its header
};

/// The bytes of a DOCX. Characters XML cannot hold are left out.
std::string write_docx(const std::vector<BriefingBlock>& blocks);

}  // namespace gaoxin
