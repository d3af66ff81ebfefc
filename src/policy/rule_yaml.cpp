#include "policy/rule_yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"

namespace gaoxin::policy {
namespace {

constexpr size_t kMaxBytes = 512 * 1024;
constexpr size_t kMaxDepth = 16;
constexpr int kMaxValues = 50000;

/// Thrown inside the handler: yaml-cpp offers no other way out of its event loop.
struct Refused {
  Position at;
  const char* key;
  Text text;
};

/// yaml-cpp counts bytes in a line; people count characters.
class Lines {
 public:
  explicit Lines(std::string_view content) {
    for (const std::string_view line : split(content, '\n')) lines_.push_back(line);
  }
  Position position(const YAML::Mark& mark) const {
    if (mark.line < 0 || static_cast<size_t>(mark.line) >= lines_.size()) return {};
    const std::string_view line = lines_[static_cast<size_t>(mark.line)];
    const size_t bytes = std::min(static_cast<size_t>(std::max(mark.column, 0)), line.size());
    const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    const auto characters =
        std::count_if(line.begin(), line.begin() + static_cast<long>(bytes), is_start);
    return {mark.line + 1, static_cast<int>(characters) + 1};
  }
  /// True when `text` stands at the mark, after `skip` bytes.
  bool stands_at(const YAML::Mark& mark, size_t skip, std::string_view text) const {
    if (mark.line < 0 || static_cast<size_t>(mark.line) >= lines_.size()) return false;
    const std::string_view line = lines_[static_cast<size_t>(mark.line)];
    const size_t begin = static_cast<size_t>(std::max(mark.column, 0)) + skip;
    return begin <= line.size() && line.substr(begin).starts_with(text);
  }

 private:
  std::vector<std::string_view> lines_;
};

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const Lines& lines) : lines_(lines) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (seen_document_)
      throw Refused{lines_.position(mark),
                    "policy.yaml.documents",
                    {"一个文件只能有一份文档;请删去“---”之后的内容",
                     "a file holds one document; remove what follows '---'"}};
    seen_document_ = true;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(mark, Yaml{.kind = Yaml::Kind::scalar, .at = lines_.position(mark)});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark, 1); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    Yaml node{.kind = Yaml::Kind::scalar, .at = lines_.position(mark), .text = value};
    const bool quoted = tag == "!";
    node.verbatim = lines_.stands_at(mark, quoted ? 1 : 0, value);
    if (quoted && node.verbatim) ++node.at.column;
    add(mark, std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Yaml::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Yaml::Kind::map);
  }
  void OnMapEnd() override { close(); }

  std::optional<Yaml> root;

 private:
  struct Open {
    Yaml node;
    bool has_key = false;
  };

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    throw Refused{lines_.position(mark),
                  "policy.yaml.anchor",
                  {"不允许使用锚点(&)和引用(*);请把内容完整写出",
                   "anchors (&) and aliases (*) are not allowed; write the content out"}};
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Refused{lines_.position(mark),
                  "policy.yaml.tag",
                  {"不允许使用标签(!);请删去", "tags (!) are not allowed; remove it"}};
  }
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Yaml::Kind kind) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (!stack_.empty() && stack_.back().node.kind == Yaml::Kind::map && !stack_.back().has_key)
      throw Refused{
          lines_.position(mark), "policy.yaml.key", {"键必须是文字", "a key must be plain text"}};
    if (stack_.size() >= kMaxDepth)
      throw Refused{lines_.position(mark),
                    "policy.yaml.depth",
                    {fmt::format("嵌套超过 {} 层", kMaxDepth),
                     fmt::format("nested more than {} levels deep", kMaxDepth)}};
    count(mark);
    stack_.push_back({Yaml{.kind = kind, .at = lines_.position(mark)}, false});
  }
  void close() {
    Yaml node = std::move(stack_.back().node);
    stack_.pop_back();
    place(std::move(node));
  }
  void count(const YAML::Mark& mark) {
    if (++values_ > kMaxValues)
      throw Refused{lines_.position(mark),
                    "policy.yaml.values",
                    {fmt::format("文件中的值超过 {} 个", kMaxValues),
                     fmt::format("the file holds more than {} values", kMaxValues)}};
  }
  void add(const YAML::Mark& mark, Yaml node) {
    count(mark);
    if (!stack_.empty() && stack_.back().node.kind == Yaml::Kind::map && !stack_.back().has_key) {
      Open& map = stack_.back();
      if (std::find(map.node.keys.begin(), map.node.keys.end(), node.text) != map.node.keys.end())
        throw Refused{node.at,
                      "policy.yaml.duplicate_key",
                      {fmt::format("键“{}”重复;请只保留一个", node.text),
                       fmt::format("key '{}' stands twice; keep one of them", node.text)}};
      map.node.keys.push_back(node.text);
      map.node.key_positions.push_back(node.at);
      map.has_key = true;
      return;
    }
    place(std::move(node));
  }
  void place(Yaml node) {
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    stack_.back().node.items.push_back(std::move(node));
    stack_.back().has_key = false;
  }

  const Lines& lines_;
  std::vector<Open> stack_;
  bool seen_document_ = false;
  int values_ = 0;
};

}  // namespace

const Yaml* Yaml::find(std::string_view key) const {
  for (size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return &items[i];
  return nullptr;
}

std::optional<Yaml> read_yaml(std::string_view file, std::string_view content,
                              std::vector<Issue>& issues) {
  const auto refuse = [&](Position at, std::string key, Text text) {
    issues.push_back({Severity::error, std::string(file), at, std::move(key), std::move(text)});
    return std::nullopt;
  };
  if (content.size() > kMaxBytes)
    return refuse({}, "policy.yaml.size",
                  {fmt::format("文件有 {} 字节,上限为 {};请拆分", content.size(), kMaxBytes),
                   fmt::format("the file has {} bytes, the limit is {}; split it", content.size(),
                               kMaxBytes)});
  if (!is_utf8(content))
    return refuse(
        {}, "policy.yaml.encoding",
        {"文件不是 UTF-8 编码;请另存为 UTF-8", "the file is not UTF-8; save it as UTF-8"});
  for (const char c : content) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r')
      return refuse({}, "policy.yaml.control",
                    {"文件含有制表符或控制字符;请改用空格",
                     "the file holds a tab or a control character; use spaces"});
  }
  const Lines lines(content);
  Builder builder(lines);
  try {
    std::istringstream stream{std::string(content)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return refuse(refused.at, refused.key, refused.text);
  } catch (const YAML::Exception& error) {
    return refuse(
        lines.position(error.mark), "policy.yaml.syntax",
        {fmt::format("YAML 语法错误:{};含有逗号、冒号或 # 的值请加引号", error.msg),
         fmt::format("YAML syntax: {}; quote values that hold a comma, colon or #", error.msg)});
  }
  if (!builder.root) return refuse({}, "policy.yaml.empty", {"文件是空的", "the file is empty"});
  return std::move(builder.root);
}

}  // namespace gaoxin::policy
