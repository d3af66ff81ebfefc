// The strict subset of YAML that rule files are written in.
//
// Only yaml-cpp's event parser is used, so that what a hostile or careless file contains is refused
// at the place where it stands: anchors and aliases, tags, several documents, duplicate keys, more
// than 16 levels, more than 512 KB or 50,000 values. Every scalar stays text: nothing is guessed to
// be a number, a date or a boolean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/rule.h"

namespace gaoxin::policy {

struct Yaml {
  enum class Kind { scalar, list, map };
  Kind kind = Kind::scalar;
  Position at{};
  std::string text{};               // of a scalar
  bool verbatim = false;            // the scalar stands in the file exactly as in `text`
  std::vector<std::string> keys{};  // of a map, in file order
  std::vector<Position> key_positions{};
  std::vector<Yaml> items{};  // of a list or a map

  const Yaml* find(std::string_view key) const;
};

/// Reads one document; on failure adds an Issue and returns nothing.
std::optional<Yaml> read_yaml(std::string_view file, std::string_view content,
                              std::vector<Issue>& issues);

}  // namespace gaoxin::policy
