#include "registry/code_tree.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "registry/industry_sections.h"

namespace gaoxin {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

struct NamedRegion {
  std::string_view name, code;
};
/// GB/T 2260; short names as lists of companies use them.
constexpr auto kProvinces = std::to_array<NamedRegion>(
    {{"北京", "11"},   {"天津", "12"},    {"河北", "13"}, {"山西", "14"},   {"内蒙古", "15"},
     {"内蒙", "15"},   {"辽宁", "21"},    {"吉林", "22"}, {"黑龙江", "23"}, {"上海", "31"},
     {"江苏", "32"},   {"浙江", "33"},    {"安徽", "34"}, {"福建", "35"},   {"江西", "36"},
     {"山东", "37"},   {"河南", "41"},    {"湖北", "42"}, {"湖南", "43"},   {"广东", "44"},
     {"广西", "45"},   {"海南", "46"},    {"重庆", "50"}, {"四川", "51"},   {"贵州", "52"},
     {"云南", "53"},   {"西藏", "54"},    {"陕西", "61"}, {"甘肃", "62"},   {"青海", "63"},
     {"宁夏", "64"},   {"新疆", "65"},    {"台湾", "71"}, {"香港", "81"},   {"澳门", "82"},
     {"深圳", "4403"}, {"深圳市", "4403"}});

}  // namespace

CodeTree::CodeTree(std::vector<CodeNode> nodes) : nodes_(std::move(nodes)) {
  std::sort(nodes_.begin(), nodes_.end(),
            [](const CodeNode& a, const CodeNode& b) { return a.code < b.code; });
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const std::optional<std::string>& parent = nodes_[i].parent_code;
    children_[parent && find(*parent) != nullptr ? *parent : std::string()].push_back(i);
  }
}

const CodeNode* CodeTree::find(std::string_view code) const {
  const auto at =
      std::lower_bound(nodes_.begin(), nodes_.end(), code,
                       [](const CodeNode& node, std::string_view key) { return node.code < key; });
  return at != nodes_.end() && at->code == code ? &*at : nullptr;
}

std::vector<const CodeNode*> CodeTree::children(std::string_view parent) const {
  std::vector<const CodeNode*> found;
  const auto at = children_.find(std::string(parent));
  if (at != children_.end())
    for (const size_t i : at->second) found.push_back(&nodes_[i]);
  return found;
}

bool CodeTree::has_children(std::string_view code) const {
  return children_.contains(std::string(code));
}

std::vector<const CodeNode*> CodeTree::search(std::string_view text, size_t limit) const {
  const std::string wanted = fold(text);
  std::vector<const CodeNode*> by_code;
  std::vector<const CodeNode*> by_name;
  for (const CodeNode& node : nodes_) {
    if (fold(node.code).starts_with(wanted))
      by_code.push_back(&node);
    else if (fold(node.name).find(wanted) != std::string::npos ||
             (node.name_en && fold(*node.name_en).find(wanted) != std::string::npos))
      by_name.push_back(&node);
  }
  std::stable_sort(by_name.begin(), by_name.end(), [](const CodeNode* a, const CodeNode* b) {
    return a->name.size() < b->name.size();
  });
  by_code.insert(by_code.end(), by_name.begin(), by_name.end());
  if (by_code.size() > limit) by_code.resize(limit);
  return by_code;
}

std::vector<std::string> CodeTree::path(std::string_view code) const {
  std::vector<std::string> names;
  const CodeNode* node = find(code);
  for (int depth = 0; node != nullptr && depth < 8; ++depth) {  // A cycle in the data ends too.
    names.push_back(node->name);
    node = node->parent_code ? find(*node->parent_code) : nullptr;
  }
  std::reverse(names.begin(), names.end());
  return names;
}

const CodeNode* CodeTree::find_name(std::string_view name) const {
  const CodeNode* found = nullptr;
  for (const CodeNode& node : nodes_) {
    if (node.name != name) continue;
    if (found != nullptr && !std::string_view(node.code).starts_with(found->code)) return nullptr;
    if (found == nullptr) found = &node;
  }
  return found;
}

std::optional<std::string> normal_industry_code(std::string_view text) {
  if (text.size() > 24) return std::nullopt;
  std::string code = fold(text);
  if (code.size() == 1 && code[0] >= 'a' && code[0] <= 't')
    return std::string(1, static_cast<char>(code[0] - 'a' + 'A'));
  if (!code.empty() && code[0] >= 'a' && code[0] <= 't') code.erase(0, 1);
  if (!all_digits(code) || code.size() < 2 || code.size() > 4) return std::nullopt;
  return code;
}

std::string parent_industry_code(std::string_view code) {
  if (code.size() > 2) return std::string(code.substr(0, code.size() - 1));
  if (code.size() != 2 || !all_digits(code)) return {};
  const char section = section_of_division((code[0] - '0') * 10 + (code[1] - '0'));
  return section == 0 ? std::string() : std::string(1, section);
}

std::optional<std::string> normal_region_code(std::string_view text) {
  if (text.size() > 36) return std::nullopt;
  std::string code = fold(text);
  if (!all_digits(code)) return std::nullopt;
  if (code.size() == 12) code.resize(9);
  if (code.size() == 9 && code.ends_with("000")) code.resize(6);
  if (code.size() == 6 && code.ends_with("0000"))
    code.resize(2);
  else if (code.size() == 6 && code.ends_with("00"))
    code.resize(4);
  if (code.size() != 2 && code.size() != 4 && code.size() != 6 && code.size() != 9)
    return std::nullopt;
  return code;
}

std::string parent_region_code(std::string_view code) {
  if (code.size() == 9) return std::string(code.substr(0, 6));
  if (code.size() > 2) return std::string(code.substr(0, code.size() - 2));
  return {};
}

bool acceptable_industry(const CodeTree& tree, std::string_view code) {
  if (tree.find(code) != nullptr) return true;
  for (std::string above = parent_industry_code(code); !above.empty();
       above = parent_industry_code(above))
    if (tree.find(above) != nullptr) return above.size() >= 2 && !tree.has_children(above);
  return false;
}

bool acceptable_region(const CodeTree& tree, std::string_view code) {
  if (tree.find(code) != nullptr) return true;
  for (std::string above = parent_region_code(code); !above.empty();
       above = parent_region_code(above))
    if (tree.find(above) != nullptr) return !tree.has_children(above);
  return false;
}

std::optional<std::string> region_of_name(const CodeTree& tree, std::string_view name) {
  const std::string wanted(trim(name));
  for (const NamedRegion& province : kProvinces)
    if (wanted == province.name) return std::string(province.code);
  for (const NamedRegion& province : kProvinces)
    if (province.code.size() == 2 && wanted.starts_with(province.name)) {
      const std::string_view rest = std::string_view(wanted).substr(province.name.size());
      if (rest == "省" || rest == "市" || rest.ends_with("自治区"))
        return std::string(province.code);
    }
  if (const CodeNode* node = tree.find_name(wanted)) return node->code;
  if (const CodeNode* node = tree.find_name(wanted + "市")) return node->code;
  return std::nullopt;
}

}  // namespace gaoxin
