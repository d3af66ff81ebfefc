// Rule files and vocabularies: YAML → Rule, with every wrong place reported.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/rule.h"

namespace gaoxin::policy {

struct SourceFile {
  std::string name{};
  std::string content{};
};

/// Reads a file whose top has `vocabulary:`; nothing when it is not one.
bool is_vocabulary(std::string_view content);
/// Adds the definitions of a vocabulary file.
void read_vocabulary(const SourceFile& file, Vocabulary& vocabulary, std::vector<Issue>& issues);
/// Reads and resolves one rule file. A rule with errors comes back with valid = false and as much
/// as could be read; nothing when it is not even YAML.
std::optional<Rule> read_rule(const SourceFile& file, const Vocabulary& vocabulary,
                              std::vector<Issue>& issues);

/// One datum from text as tests, the calculator and imports write it (see parse_value).
std::optional<Datum> parse_datum(std::string_view text, const FieldDefinition& field,
                                 std::vector<Issue>& issues);

}  // namespace gaoxin::policy
