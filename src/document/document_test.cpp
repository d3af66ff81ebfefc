// The two renderings: real text, pages, repeated heads, parts and well-formed XML.
#include "document/document.h"

#include <expat.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

namespace gaoxin::document {
namespace {

Document sample(const std::string& language, int rows) {
  Document d;
  d.title = language == "zh" ? "高新区统计公报(示范)" : "Bulletin of hi-tech zones (demonstration)";
  d.subtitle = "2024";
  d.issuer = "示范管委会";
  d.language = language;
  d.date = make_date(2025, 4, 1);
  d.add(Contents{});
  d.add(Heading{1, language == "zh" ? "总体情况" : "Overview"});
  d.add(Paragraph{"营业收入 16.6 万亿元,<研发> & \"专利\"。" + note_mark(1),
                  {note_mark(1) + " 来源"}});
  d.add(Heading{2, language == "zh" ? "企业" : "Enterprises"});
  Table table{"表 1", {{"企业", 3, Align::left}, {"收入", 1, Align::right}}, {}, {"注:虚构"}};
  for (int i = 0; i < rows; ++i)
    table.rows.push_back({fmt::format("示范企业{:04}", i), grouped(1234567.5 * i, 1)});
  d.add(std::move(table));
  d.add(Chart{Chart::Kind::bars,
              "收入",
              "亿元",
              {"2022", "2023", "2024"},
              {{"甲", {1.5, std::nullopt, 3.25}}, {"乙", {2.0, 2.5, -1.0}}},
              {}});
  d.add(Chart{Chart::Kind::lines, "走势", "%", {"1", "2", "3"}, {{"丙", {1, 2, 4}}}, {}});
  d.add(Chart{Chart::Kind::bars, "未知", "", {"1"}, {{"丁", {std::nullopt}}}, {}});
  return d;
}

/// What pdftotext reads, by page; empty when the tool is not there.
std::vector<std::string> pdf_pages(const std::string& bytes) {
  if (std::system("pdftotext -v 2>/dev/null") != 0) return {};
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("gaoxin-{}.pdf", getpid())).string();
  std::ofstream(path, std::ios::binary) << bytes;
  FILE* pipe = popen(("pdftotext -layout " + path + " -").c_str(), "r");
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) text += static_cast<char>(c);
  pclose(pipe);
  std::filesystem::remove(path);
  std::vector<std::string> pages;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\f', begin), text.size());
    pages.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pages;
}

TEST(Document, NumbersAndMarks) {
  EXPECT_EQ(grouped(1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(grouped(-1234, 0), "-1,234");
  EXPECT_EQ(grouped(999, 0), "999");
  EXPECT_EQ(grouped(-0.001, 1), "0.0");
  EXPECT_EQ(note_mark(120), "¹²⁰");
}

TEST(Document, ThePdfHoldsItsTextInBothLanguages) {
  for (const char* language : {"zh", "en"}) {
    const Document d = sample(language, 120);
    const Result<std::string> pdf = render_pdf(d);
    ASSERT_TRUE(pdf.ok()) << pdf.error().text.en;
    EXPECT_TRUE(pdf->starts_with("%PDF-"));
    EXPECT_EQ(*render_pdf(d), *pdf);  // Reproducible.
    const std::vector<std::string> pages = pdf_pages(*pdf);
    if (pages.empty()) GTEST_SKIP() << "pdftotext is not installed";
    ASSERT_GE(pages.size(), 4u);
    EXPECT_NE(pages[0].find(language == std::string("zh") ? "目录" : "Contents"),
              std::string::npos);
    EXPECT_NE(pages[0].find("<研发> & \"专利\""), std::string::npos) << pages[0];
    // The table goes over pages, each with its head, and every row is there once.
    std::string all;
    int heads = 0;
    for (const std::string& page : pages) {
      all += page;
      heads += page.find("示范企业") != std::string::npos;
      if (page.find("示范企业00") != std::string::npos ||
          page.find("示范企业01") != std::string::npos) {
        EXPECT_NE(page.find("收入"), std::string::npos);
      }
    }
    EXPECT_GE(heads, 3);
    for (int i = 0; i < 120; ++i) {
      const std::string name = fmt::format("示范企业{:04}", i);
      const size_t at = all.find(name);
      ASSERT_NE(at, std::string::npos) << name;
      EXPECT_EQ(all.find(name, at + 1), std::string::npos) << name;
    }
    std::string foot = pages.back();
    std::erase(foot, ' ');  // The reader may close up the spaces.
    EXPECT_NE(foot.find(fmt::format("{0}/{0}", pages.size())), std::string::npos) << foot;
  }
}

/// The parts of a package.
std::map<std::string, std::string> unzip(const std::string& bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  std::map<std::string, std::string> parts;
  if (archive == nullptr) return parts;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat);
    std::string text(stat.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    EXPECT_EQ(zip_fread(file, text.data(), text.size()), static_cast<zip_int64_t>(text.size()));
    zip_fclose(file);
    parts[stat.name] = text;
  }
  zip_discard(archive);
  return parts;
}

int count(const std::string& text, const std::string& what) {
  int n = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(Document, TheDocxHasItsPartsAndEachIsWellFormed) {
  const Document d = sample("zh", 40);
  const std::string bytes = render_docx(d).value();
  EXPECT_EQ(render_docx(d).value(), bytes);
  const std::map<std::string, std::string> parts = unzip(bytes);
  for (const char* part :
       {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml",
        "word/_rels/document.xml.rels", "word/styles.xml", "word/footer1.xml"})
    ASSERT_TRUE(parts.contains(part)) << part;
  for (const auto& [name, text] : parts) {
    XML_Parser parser = XML_ParserCreateNS("UTF-8", '|');
    EXPECT_EQ(XML_Parse(parser, text.data(), static_cast<int>(text.size()), 1), XML_STATUS_OK)
        << name << ": " << XML_ErrorString(XML_GetErrorCode(parser)) << " line "
        << XML_GetCurrentLineNumber(parser) << " column " << XML_GetCurrentColumnNumber(parser);
    XML_ParserFree(parser);
  }
  const std::string& body = parts.at("word/document.xml");
  EXPECT_EQ(count(body, "<w:tbl>"), 4);  // One table, and three charts as tables.
  EXPECT_EQ(count(body, "<w:tblHeader/>"), 4);
  EXPECT_EQ(count(body, "<w:hyperlink "), 2);
  EXPECT_NE(body.find("&lt;研发&gt; &amp; &quot;专利&quot;"), std::string::npos);
  // Every style that is used and every part that is named exists.
  const std::string& styles = parts.at("word/styles.xml");
  for (size_t at = body.find("pStyle w:val=\""); at != std::string::npos;
       at = body.find("pStyle w:val=\"", at + 1)) {
    const size_t begin = at + 14;
    const std::string id = body.substr(begin, body.find('"', begin) - begin);
    EXPECT_NE(styles.find("w:styleId=\"" + id + "\""), std::string::npos) << id;
  }
}

}  // namespace
}  // namespace gaoxin::document
