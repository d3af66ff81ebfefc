// The briefing for one target company: a document of the scores and the reasons with their sources.
#include <fmt/format.h>

#include "chain/chain_analysis.h"
#include "document/document.h"

namespace gaoxin {

Result<File> get_briefing(Call& call, const GetBriefing& in) {
  const std::string format = in.format.value_or("docx");
  if (format != "docx" && format != "pdf")
    return Error{ErrorCode::invalid,
                 "chain.briefing.format",
                 {"格式为 docx 或 pdf", "the format is docx or pdf"},
                 {}};
  TRY_ASSIGN(explained, explain_target(call, {in.zone, in.node, in.company}));
  const std::shared_ptr<const ChainState> state = current_chain(call);
  TRY_ASSIGN(node, find_chain_node(*state, in.node));
  const bool en = in.lang.value_or("zh") == "en";
  const auto say = [&](const Text& text) { return en ? text.en : text.zh; };
  const auto number = [&](const std::optional<double>& value) {
    return value ? document::grouped(*value, 1) : std::string(en ? "unknown" : "未知");
  };
  const ChainTargetRow& row = explained.target;
  const Zone* zone = call.zones.find(in.zone);

  document::Document out;
  out.title = row.name + (en ? ": target briefing" : "：招商目标简报");
  out.subtitle = say(node.name);
  if (zone != nullptr) out.issuer = say(zone->name);
  out.language = en ? "en" : "zh";
  out.date = date_of(call.now);
  using document::Heading, document::Paragraph, document::Table;
  out.add(Heading{1, en ? "The company" : "企业"});
  out.add(Table{"",
                {{en ? "Item" : "项目", 1}, {en ? "Value" : "内容", 3}},
                {{en ? "Full name" : "全称", row.full_name.value_or(row.name)},
                 {en ? "Stock code" : "股票代码", row.company},
                 {en ? "Region" : "地区", row.region.value_or(en ? "unknown" : "未知")},
                 {en ? "Industries" : "行业", industries_text(row)}},
                {}});
  out.add(Heading{1, en ? "Scores (0 to 100)" : "评分（0 至 100）"});
  using document::Align;
  out.add(Table{"",
                {{en ? "Score" : "总分", 1, Align::right},
                 {en ? "Fit" : "契合", 1, Align::right},
                 {en ? "Scale" : "规模", 1, Align::right},
                 {en ? "Reach" : "可达", 1, Align::right},
                 {en ? "Risk" : "风险", 1, Align::right}},
                {{number(row.score), number(row.fit), number(row.scale), number(row.reach),
                  number(row.risk)}},
                {}});
  out.add(Heading{1, en ? "Why this company" : "为什么是它"});
  for (const ChainReason& reason : row.reasons) {
    Table steps{fmt::format("{}{}{:.1f}{}", say(reason.words), en ? " (points: " : "（贡献 ",
                            reason.contribution, en ? ")" : "）"),
                {{en ? "Fact" : "事实", 3}, {en ? "Source" : "来源", 2}, {en ? "Date" : "日期", 1}},
                {},
                {}};
    for (const ChainStep& step : reason.steps)
      steps.rows.push_back(
          {say(step.words), step.source, step.date ? format_date(*step.date) : ""});
    out.add(std::move(steps));
  }
  out.add(Heading{1, en ? "Products known" : "已知产品"});
  out.add(Paragraph{explained.products.empty()
                        ? std::string(en ? "none" : "无")
                        : fmt::format("{}", fmt::join(explained.products, en ? ", " : "、")),
                    {}});
  if (state->active && state->active->demonstration)
    out.add(Paragraph{
        en ? "Computed with an invented demonstration table." : "按虚构的示范投入产出表计算。",
        {}});
  TRY_ASSIGN(bytes, format == "pdf" ? document::render_pdf(out) : document::render_docx(out));
  return File{fmt::format("{}_briefing.{}", row.company, format),
              std::string(format == "pdf" ? document::kPdfType : document::kDocxType),
              std::move(bytes)};
}

}  // namespace gaoxin
