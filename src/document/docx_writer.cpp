// DOCX: Office Open XML (ECMA-376) written by hand and packed with libzip.
#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <stdexcept>

#include "base/text.h"
#include "document/document.h"
#include "document/note_marks.h"

namespace gaoxin::document {
namespace {

/// For element text and attributes; characters XML 1.0 forbids are left out.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char32_t c : decode_utf8(text)) {
    if (c == U'&')
      out += "&amp;";
    else if (c == U'<')
      out += "&lt;";
    else if (c == U'>')
      out += "&gt;";
    else if (c == U'"')
      out += "&quot;";
    else if (c >= 0x20 || c == U'\t' || c == U'\n')
      append_utf8(out, c);
  }
  return out;
}

constexpr const char* kHeader = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr const char* kNamespaces =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
constexpr int kTextWidth = 9350;  // Twentieths of a point between the margins of A4.

class Body {
 public:
  explicit Body(const Document& document) : document_(document) {
    for (const Block& block : document.blocks)
      if (const auto* heading = std::get_if<Heading>(&block); heading && heading->level <= 2)
        contents_.push_back(*heading);
  }

  std::string write() {
    paragraph("Title", document_.title);
    if (!document_.subtitle.empty()) paragraph("Subtitle", document_.subtitle);
    const std::string date = format_date(document_.date);
    paragraph("Note", document_.issuer.empty() ? date : document_.issuer + "  " + date);
    for (const Block& block : document_.blocks)
      std::visit([&](const auto& one) { add(one); }, block);
    return fmt::format(
        "{}<w:document {}><w:body>{}<w:sectPr><w:footerReference w:type=\"default\" "
        "r:id=\"rId2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1280\" "
        "w:right=\"1278\" w:bottom=\"1240\" w:left=\"1278\" w:header=\"600\" w:footer=\"600\" "
        "w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        kHeader, kNamespaces, out_);
  }

 private:
  static std::string run(std::string_view text) {
    std::string out;
    bool first = true;
    for (const std::string_view line : split(text, '\n')) {
      if (!first) out += "<w:r><w:br/></w:r>";
      first = false;
      for (const MarkedText& part : split_marks(line))
        out += fmt::format("<w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                           part.mark ? "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>" : "",
                           escaped(part.text));
    }
    return out;
  }

  void paragraph(std::string_view style, std::string_view text) {
    out_ += fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>{}</w:p>", style, run(text));
  }

  void notes(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) paragraph("Note", text);
  }

  void add(const Heading& heading) {
    const bool marked = heading.level <= 2;
    const int id = ++bookmarks_;
    out_ += fmt::format("<w:p><w:pPr><w:pStyle w:val=\"Heading{}\"/></w:pPr>", heading.level);
    if (marked) {
      out_ += fmt::format("<w:bookmarkStart w:id=\"{}\" w:name=\"h{}\"/>", id, ++marked_);
      out_ += run(heading.text) + fmt::format("<w:bookmarkEnd w:id=\"{}\"/>", id);
    } else {
      out_ += run(heading.text);
    }
    out_ += "</w:p>";
  }

  void add(const Paragraph& block) {
    paragraph("Normal", block.text);
    notes(block.notes);
  }

  void add(const PageBreak&) { out_ += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"; }

  /// Links to the headings: right without a field that a reader would have to update.
  void add(const Contents&) {
    paragraph("ContentsTitle", document_.language == "en" ? "Contents" : "目录");
    int number = 0;
    for (const Heading& heading : contents_)
      out_ += fmt::format(
          "<w:p><w:pPr><w:pStyle w:val=\"Contents{}\"/></w:pPr><w:hyperlink w:anchor=\"h{}\" "
          "w:history=\"1\">{}</w:hyperlink></w:p>",
          heading.level, ++number, run(heading.text));
  }

  static const char* justification(Align align) {
    return align == Align::right ? "right" : align == Align::centre ? "center" : "left";
  }

  void row(const Table& table, const std::vector<int>& widths,
           const std::vector<std::string>& texts, bool head) {
    out_ += "<w:tr><w:trPr><w:cantSplit/>";
    if (head) out_ += "<w:tblHeader/>";
    out_ += "</w:trPr>";
    for (size_t i = 0; i < table.columns.size(); ++i)
      out_ += fmt::format(
          "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{}</w:tcPr><w:p><w:pPr><w:pStyle "
          "w:val=\"{}\"/><w:jc w:val=\"{}\"/></w:pPr>{}</w:p></w:tc>",
          widths[i], head ? "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EDF2F7\"/>" : "",
          head ? "CellHead" : "Cell", justification(table.columns[i].align),
          run(i < texts.size() ? texts[i] : ""));
    out_ += "</w:tr>";
  }

  void add(const Table& table) {
    paragraph("Caption", table.caption);
    double total = 0;
    for (const Column& column : table.columns) total += column.width;
    std::vector<int> widths;
    std::vector<std::string> titles;
    std::string grid;
    for (const Column& column : table.columns) {
      widths.push_back(static_cast<int>(kTextWidth * column.width / total));
      titles.push_back(column.title);
      grid += fmt::format("<w:gridCol w:w=\"{}\"/>", widths.back());
    }
    out_ += fmt::format(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/>"
        "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{}</w:tblGrid>",
        kTextWidth, grid);
    row(table, widths, titles, true);
    for (const std::vector<std::string>& texts : table.rows) row(table, widths, texts, false);
    out_ += "</w:tbl>";
    notes(table.notes);
    paragraph("Normal", "");
  }

  void add(const Chart& chart) {
    Table table;
    table.caption =
        chart.unit.empty() ? chart.caption : fmt::format("{} ({})", chart.caption, chart.unit);
    table.columns.push_back({"", 1.4, Align::left});
    for (const Chart::Series& series : chart.series)
      table.columns.push_back({series.name, 1, Align::right});
    for (size_t i = 0; i < chart.categories.size(); ++i) {
      std::vector<std::string>& texts = table.rows.emplace_back();
      texts.push_back(chart.categories[i]);
      for (const Chart::Series& series : chart.series) {
        const auto value = i < series.values.size() ? series.values[i] : std::optional<double>();
        texts.push_back(value ? grouped(*value, 2) : "—");
      }
    }
    table.notes = chart.notes;
    add(table);
  }

  const Document& document_;
  std::vector<Heading> contents_;
  std::string out_;
  int bookmarks_ = 0, marked_ = 0;
};

std::string style(std::string_view id, std::string_view name, std::string_view paragraph,
                  int half_points, bool bold, std::string_view colour = "21262D") {
  return fmt::format(
      "<w:style w:type=\"paragraph\" w:styleId=\"{}\"{}><w:name w:val=\"{}\"/>{}<w:qFormat/>"
      "<w:pPr>{}</w:pPr><w:rPr>{}<w:color w:val=\"{}\"/><w:sz w:val=\"{}\"/></w:rPr></w:style>",
      id, id == "Normal" ? " w:default=\"1\"" : "", name,
      id == "Normal" ? "" : "<w:basedOn w:val=\"Normal\"/>", paragraph, bold ? "<w:b/>" : "",
      colour, half_points);
}

std::string styles(const Document& document) {
  const char* language = document.language == "en" ? "en-US" : "zh-CN";
  std::string out = fmt::format(
      "{}<w:styles {}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Arial\" "
      "w:hAnsi=\"Arial\" w:eastAsia=\"等线\" w:cs=\"Arial\"/><w:sz w:val=\"21\"/><w:lang "
      "w:val=\"{}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>",
      kHeader, kNamespaces, language);
  out += style("Normal", "Normal",
               "<w:spacing w:after=\"120\" w:line=\"300\" w:lineRule=\"auto\"/>", 21, false);
  out += style("Title", "Title", "<w:spacing w:after=\"80\"/>", 44, true, "0F4F8C");
  out += style("Subtitle", "Subtitle", "<w:spacing w:after=\"80\"/>", 24, false);
  out +=
      style("Heading1", "heading 1",
            "<w:keepNext/><w:spacing w:before=\"320\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
            30, true, "0F4F8C");
  out +=
      style("Heading2", "heading 2",
            "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"100\"/><w:outlineLvl w:val=\"1\"/>",
            24, true);
  out +=
      style("Heading3", "heading 3",
            "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"80\"/><w:outlineLvl w:val=\"2\"/>",
            21, true);
  out += style("Caption", "caption", "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"80\"/>",
               21, true);
  out += style("Note", "Note", "<w:spacing w:before=\"20\" w:after=\"20\"/>", 16, false, "6B737F");
  out += style("Cell", "Cell", "<w:spacing w:before=\"30\" w:after=\"30\"/>", 18, false);
  out += style("CellHead", "Cell head", "<w:spacing w:before=\"30\" w:after=\"30\"/>", 18, true);
  out += style("ContentsTitle", "Contents title", "<w:spacing w:after=\"80\"/>", 24, true);
  out += style("Contents1", "Contents 1", "<w:spacing w:after=\"20\"/>", 21, false);
  out += style("Contents2", "Contents 2", "<w:ind w:left=\"320\"/><w:spacing w:after=\"20\"/>", 21,
               false);
  out +=
      "<w:style w:type=\"table\" w:styleId=\"Figures\"><w:name w:val=\"Figures\"/><w:tblPr>"
      "<w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"0F4F8C\"/>"
      "<w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"C7CCD4\"/><w:insideH "
      "w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"C7CCD4\"/></w:tblBorders>"
      "<w:tblCellMar><w:left w:w=\"90\" w:type=\"dxa\"/><w:right w:w=\"90\" w:type=\"dxa\"/>"
      "</w:tblCellMar></w:tblPr></w:style></w:styles>";
  return out;
}

std::string footer() {
  const auto field = [](const char* name) {
    return fmt::format(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText "
        "xml:space=\"preserve\"> {} </w:instrText></w:r><w:r><w:fldChar "
        "w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar "
        "w:fldCharType=\"end\"/></w:r>",
        name);
  };
  return fmt::format(
      "{}<w:ftr {}><w:p><w:pPr><w:pStyle w:val=\"Note\"/><w:jc w:val=\"center\"/></w:pPr>{}<w:r>"
      "<w:t xml:space=\"preserve\"> / </w:t></w:r>{}</w:p></w:ftr>",
      kHeader, kNamespaces, field("PAGE"), field("NUMPAGES"));
}

/// Files into one archive in memory; the same files give the same bytes.
class Archive {
 public:
  Archive() {
    zip_error_t error;
    zip_error_init(&error);
    source_ = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (source_ == nullptr) fail("create");
    zip_source_keep(source_);
    archive_ = zip_open_from_source(source_, ZIP_TRUNCATE, &error);
    zip_error_fini(&error);
    if (archive_ == nullptr) fail("open");
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  ~Archive() {
    if (archive_ != nullptr) zip_discard(archive_);
    zip_source_free(source_);
  }

  /// `text` must live until finish().
  void add(const char* name, const std::string& text) {
    zip_source_t* data = zip_source_buffer(archive_, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(archive_, name, data, ZIP_FL_ENC_UTF_8);
    if (index < 0) fail("add");
    const auto at = static_cast<zip_uint64_t>(index);
    zip_file_set_dostime(archive_, at, 0, 0x21, 0);  // 1980-01-01: reproducible.
    zip_set_file_compression(archive_, at, ZIP_CM_DEFLATE, 6);
  }

  std::string finish() {
    if (zip_close(archive_) != 0) fail("close");
    archive_ = nullptr;
    zip_stat_t stat;
    if (zip_source_open(source_) != 0 || zip_source_stat(source_, &stat) != 0) fail("read");
    std::string bytes(stat.size, '\0');
    const zip_int64_t read = zip_source_read(source_, bytes.data(), bytes.size());
    zip_source_close(source_);
    if (read != static_cast<zip_int64_t>(bytes.size())) fail("read");
    return bytes;
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    throw std::runtime_error(fmt::format("cannot {} the archive of a document", what));
  }
  zip_source_t* source_ = nullptr;
  zip_t* archive_ = nullptr;
};

}  // namespace

Result<std::string> render_docx(const Document& document) {
  const std::string types = fmt::format(
      "{}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
      "Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
      "PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument."
      "wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" "
      "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
      "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-"
      "officedocument.wordprocessingml.footer+xml\"/><Override PartName=\"/docProps/core.xml\" "
      "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>",
      kHeader);
  constexpr const char* kRelationships =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  constexpr const char* kOffice =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string package = fmt::format(
      "{}{}<Relationship Id=\"rId1\" Type=\"{}/officeDocument\" Target=\"word/document.xml\"/>"
      "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/"
      "relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>",
      kHeader, kRelationships, kOffice);
  const std::string parts = fmt::format(
      "{}{}<Relationship Id=\"rId1\" Type=\"{}/styles\" Target=\"styles.xml\"/><Relationship "
      "Id=\"rId2\" Type=\"{}/footer\" Target=\"footer1.xml\"/></Relationships>",
      kHeader, kRelationships, kOffice, kOffice);
  const std::string core = fmt::format(
      "{}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/"
      "core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>"
      "<dc:creator>{}</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z"
      "</dcterms:created></cp:coreProperties>",
      kHeader, escaped(document.title), escaped(document.issuer), format_date(document.date));
  const std::string body = Body(document).write();
  const std::string style_sheet = styles(document);
  const std::string foot = footer();
  Archive archive;
  archive.add("[Content_Types].xml", types);
  archive.add("_rels/.rels", package);
  archive.add("docProps/core.xml", core);
  archive.add("word/document.xml", body);
  archive.add("word/_rels/document.xml.rels", parts);
  archive.add("word/styles.xml", style_sheet);
  archive.add("word/footer1.xml", foot);
  return archive.finish();
}

}  // namespace gaoxin::document
