// A tree of reference codes in memory: industries (GB/T 4754-2017) or administrative divisions.
// Searching, children, paths, and whether a code is acceptable. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gaoxin {

struct CodeNode {
  std::string code;
  std::optional<std::string> parent_code;
  std::string name;
  std::optional<std::string> name_en;
};

class CodeTree {
 public:
  CodeTree() = default;
  /// In any order; a node whose parent is missing stands at the top.
  explicit CodeTree(std::vector<CodeNode> nodes);

  const CodeNode* find(std::string_view code) const;
  /// By code; with an empty parent the top level.
  std::vector<const CodeNode*> children(std::string_view parent) const;
  bool has_children(std::string_view code) const;
  /// Codes that begin with `text`, then names that contain it, shorter names first.
  std::vector<const CodeNode*> search(std::string_view text, size_t limit) const;
  /// Names from the top down to the code itself.
  std::vector<std::string> path(std::string_view code) const;
  /// The code with exactly this name, if there is just one.
  const CodeNode* find_name(std::string_view name) const;
  size_t size() const { return nodes_.size(); }

 private:
  std::vector<CodeNode> nodes_;  // By code.
  std::unordered_map<std::string, std::vector<size_t>> children_;
};

/// "C3972", "3972", "C" → "3972", "3972", "C"; nothing when it has not the form of a code.
std::optional<std::string> normal_industry_code(std::string_view text);
/// The code above: "3972" → "397" → "39" → "C"; empty above a section.
std::string parent_industry_code(std::string_view code);
/// "220000" → "22", "220100" → "2201", "220102", "220102001", "220102001003" → "220102001".
std::optional<std::string> normal_region_code(std::string_view text);
std::string parent_region_code(std::string_view code);

/// True when the code is known, or lies below a known one of which nothing below is loaded (the
/// product ships the upper levels only).
bool acceptable_industry(const CodeTree& tree, std::string_view code);
bool acceptable_region(const CodeTree& tree, std::string_view code);

/// The code of a province or a well-known city by its short or full name: "吉林", "吉林省", "内蒙",
/// "深圳". Nothing when it is no such name.
std::optional<std::string> region_of_name(const CodeTree& tree, std::string_view name);

}  // namespace gaoxin
