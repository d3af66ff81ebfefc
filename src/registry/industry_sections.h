// The sections of GB/T 4754-2017 and their divisions. Pure.
#pragma once

#include <array>
#include <optional>

namespace gaoxin {

struct SectionDivisions {
  char section;
  int first, last;  ///< divisions, both included
};

/// Standard, table of sections: A 01-05 … T 97.
inline constexpr std::array<SectionDivisions, 20> kSections{
    {{'A', 1, 5},   {'B', 6, 12},  {'C', 13, 43}, {'D', 44, 46}, {'E', 47, 50},
     {'F', 51, 52}, {'G', 53, 60}, {'H', 61, 62}, {'I', 63, 65}, {'J', 66, 69},
     {'K', 70, 70}, {'L', 71, 72}, {'M', 73, 75}, {'N', 76, 79}, {'O', 80, 82},
     {'P', 83, 83}, {'Q', 84, 85}, {'R', 86, 90}, {'S', 91, 96}, {'T', 97, 97}}};

inline std::optional<SectionDivisions> section_divisions(char section) {
  for (const SectionDivisions& s : kSections)
    if (s.section == section) return s;
  return std::nullopt;
}
/// The section of a division 1 to 97; 0 when there is none.
inline char section_of_division(int division) {
  for (const SectionDivisions& s : kSections)
    if (division >= s.first && division <= s.last) return s.section;
  return 0;
}

}  // namespace gaoxin
