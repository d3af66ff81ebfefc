// Finding the note marks in a text. Private to the module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gaoxin::document {

/// A piece of a text: as it stands, or the plain figures of a mark ("¹²" → "12").
struct MarkedText {
  std::string text;
  bool mark = false;
};
std::vector<MarkedText> split_marks(std::string_view text);

}  // namespace gaoxin::document
