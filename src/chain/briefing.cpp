#include "chain/briefing.h"

#include <zip.h>

#include <cstring>
#include <stdexcept>

namespace gaoxin {
namespace {

constexpr const char* kContentTypes =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>)";
constexpr const char* kRelations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>)";

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n' || c == '\t') {
      out += ' ';
    }
  }
  return out;
}

/// `half_points`: size of the type, 21 = 10.5 points.
std::string paragraph(const std::string& text, int half_points, const char* weight) {
  const std::string size = std::to_string(half_points);
  return "<w:p><w:pPr><w:spacing w:after=\"100\"/></w:pPr><w:r><w:rPr><w:rFonts "
         "w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"SimSun\"/>" +
         std::string(weight) + "<w:sz w:val=\"" + size +
         "\"/></w:rPr><w:t xml:space=\"preserve\">" + escaped(text) + "</w:t></w:r></w:p>";
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::string out = "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>";
  for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"})
    out += std::string("<w:") + side + " w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/>";
  out += "</w:tblBorders></w:tblPr>";
  for (size_t r = 0; r < rows.size(); ++r) {
    out += "<w:tr>";
    for (const std::string& cell : rows[r])
      out += "<w:tc><w:tcPr/>" + paragraph(cell, 19, r == 0 ? "<w:b/>" : "") + "</w:tc>";
    out += "</w:tr>";
  }
  return out + "</w:tbl>";
}

std::string document(const std::vector<BriefingBlock>& blocks) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document "
      "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
  for (const BriefingBlock& block : blocks) switch (block.kind) {
      case BriefingBlock::Kind::title: out += paragraph(block.text, 36, "<w:b/>"); break;
      case BriefingBlock::Kind::heading: out += paragraph(block.text, 26, "<w:b/>"); break;
      case BriefingBlock::Kind::paragraph: out += paragraph(block.text, 21, ""); break;
      case BriefingBlock::Kind::table: out += table(block.rows) + paragraph("", 12, ""); break;
    }
  return out +
         "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" "
         "w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"0\" w:footer=\"0\" "
         "w:gutter=\"0\"/></w:sectPr></w:body></w:document>";
}

}  // namespace

std::string write_docx(const std::vector<BriefingBlock>& blocks) {
  const std::string body = document(blocks);
  zip_error_t error;
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (buffer == nullptr) throw std::runtime_error("DOCX: no memory");
  zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(buffer);
    throw std::runtime_error("DOCX: the archive cannot be opened");
  }
  zip_source_keep(buffer);
  const auto add = [&](const char* name, const char* bytes, size_t size) {
    zip_source_t* part = zip_source_buffer(archive, bytes, size, 0);
    const zip_int64_t index = zip_file_add(archive, name, part, ZIP_FL_ENC_UTF_8);
    if (index < 0) throw std::runtime_error("DOCX: a part cannot be added");
    // A fixed time: the same briefing is the same bytes.
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 315619200, 0);
  };
  add("[Content_Types].xml", kContentTypes, std::strlen(kContentTypes));
  add("_rels/.rels", kRelations, std::strlen(kRelations));
  add("word/document.xml", body.data(), body.size());
  if (zip_close(archive) != 0) throw std::runtime_error("DOCX: the archive cannot be written");
  std::string out;
  zip_source_open(buffer);
  zip_source_seek(buffer, 0, SEEK_END);
  out.resize(static_cast<size_t>(zip_source_tell(buffer)));
  zip_source_seek(buffer, 0, SEEK_SET);
  zip_source_read(buffer, out.data(), out.size());
  zip_source_close(buffer);
  zip_source_free(buffer);
  return out;
}

}  // namespace gaoxin
