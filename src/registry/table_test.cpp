// Reading and writing tables, with every kind of damage.
#include <gtest/gtest.h>
#include <iconv.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "base/text.h"
#include "registry/table_reader.h"
#include "registry/table_writer.h"

namespace gaoxin {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct ReadResult {
  Rows rows;
  std::vector<int64_t> numbers;
  std::string format, error;
};

ReadResult read(std::string_view bytes, const TableLimits& limits = {}) {
  ReadResult out;
  const auto info = read_table(
      bytes,
      [&](const TableRow& row) {
        out.rows.emplace_back(row.cells.begin(), row.cells.end());
        out.numbers.push_back(row.number);
        return true;
      },
      limits);
  if (info.ok())
    out.format = info->format;
  else
    out.error = info.error().key;
  return out;
}

std::string to_gb18030(std::string_view utf8) {
  const iconv_t converter = iconv_open("GB18030", "UTF-8");
  std::string out(utf8.size() * 2, '\0');
  char* from = const_cast<char*>(utf8.data());
  char* to = out.data();
  size_t left = utf8.size();
  size_t room = out.size();
  EXPECT_NE(iconv(converter, &from, &left, &to, &room), static_cast<size_t>(-1));
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

TEST(Csv, ReadsCellsQuotesAndLineEnds) {
  const Rows expected{{"a", "b"}, {"1", "x,\"y\"\nz"}, {"2", ""}};
  EXPECT_EQ(read("a,b\n1,\"x,\"\"y\"\"\nz\"\n2,\n").rows, expected);
  EXPECT_EQ(read("a,b\r\n1,\"x,\"\"y\"\"\nz\"\r\n2,").rows, expected);
  EXPECT_EQ(read("a;b\n1;\"x,\"\"y\"\"\nz\"\n2;\n").rows, expected);
  EXPECT_EQ(read("a\tb\n1\t\"x,\"\"y\"\"\nz\"\n2\t\n").rows, expected);
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a,b\n1,\"x,\"\"y\"\"\nz\"\n2,\n")
                .rows,
            expected);
}

TEST(Csv, CountsRowsAsASpreadsheetAndLeavesEmptyOnesOut) {
  const ReadResult result = read("a,b\n\n,\n1,2\n");
  EXPECT_EQ(result.rows, (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(result.numbers, (std::vector<int64_t>{1, 4}));
}

TEST(Csv, ReadsEveryEncoding) {
  const std::string text = "企业名称,产品\n长春示范有限公司,激光器\n";
  const Rows expected{{"企业名称", "产品"}, {"长春示范有限公司", "激光器"}};
  EXPECT_EQ(read(text).format, "csv, utf-8");
  EXPECT_EQ(read(text).rows, expected);
  EXPECT_EQ(read(to_gb18030(text)).rows, expected);
  EXPECT_EQ(read(to_gb18030(text)).format, "csv, gb18030");
  std::string little = "\xFF\xFE";
  std::string big = "\xFE\xFF";
  for (const char32_t c : decode_utf8(text)) {
    little += static_cast<char>(c & 0xFF);
    little += static_cast<char>(c >> 8);
    big += static_cast<char>(c >> 8);
    big += static_cast<char>(c & 0xFF);
  }
  EXPECT_EQ(read(little).rows, expected);
  EXPECT_EQ(read(big).rows, expected);
}

TEST(Csv, RefusesWhatIsNoTable) {
  std::string damaged = "企业名称,产品\n";
  for (int i = 0; i < 50; ++i) damaged += "长春示范有限公司,激光器\n";
  damaged += "\xC3(\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "empty"},
      {std::string("a\0b", 3), "binary"},
      {"\xD0\xCF\x11\xE0"
       "rest",
       "old_xls"},
      {damaged, "encoding"},
      {"a,b\n1,\"never closed\n2,3\n", "quote"},
      {"a,b\n1,\"" + std::string(100'000, 'x') + "\"\n", "cell_too_long"},
      {"a,b\n1," + std::string(100'000, 'x') + "\n", "cell_too_long"},
      {"a\n" + std::string(20'000, ',') + "\n", "too_many_columns"},
      {"PK\x03\x04 not a zip", "damaged"},
      {"\xFF\xFE"
       "abc",
       "encoding"}};
  for (const auto& [bytes, key] : cases)
    EXPECT_EQ(read(bytes).error, "registry.table." + key) << bytes.substr(0, 30);
}

TEST(Csv, AMillionLinesInACellEndWithItsPlace) {
  std::string text = "a,b\n1,\"";
  for (int i = 0; i < 1'000'000; ++i) text += "x\n";
  text += "\"\n";
  const auto result = read_table(text, [](const TableRow&) { return true; });
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().text.en.find("row 2, column 2"), std::string::npos);
}

TEST(JsonLines, ABadLineIsAProblemOfItsRow) {
  int problems = 0;
  Rows rows;
  const auto info = read_table("{\"name\": \"甲\", \"code\": \"1\"}\n{broken\n{\"code\": 2}\n",
                               [&](const TableRow& row) {
                                 problems += row.problem != nullptr ? 1 : 0;
                                 if (row.problem == nullptr)
                                   rows.emplace_back(row.cells.begin(), row.cells.end());
                                 return true;
                               });
  EXPECT_TRUE(info.ok());
  EXPECT_EQ(problems, 1);
  EXPECT_EQ(rows, (Rows{{"name", "code"}, {"甲", "1"}, {"", "2"}}));
}

std::string make_xlsx(const Rows& rows) {
  std::vector<TableColumn> columns;
  for (const std::string& title : rows[0]) columns.push_back({title});
  return write_table(TableFormat::xlsx, "企业", columns,
                     [&](const AddRow& add) {
                       for (size_t i = 1; i < rows.size(); ++i) {
                         std::vector<TableCell> cells;
                         for (const std::string& cell : rows[i])
                           cells.emplace_back(std::string_view(cell));
                         add(cells);
                       }
                     })
      .value();
}

TEST(Xlsx, ReadsBackWhatIsWritten) {
  const Rows rows{{"企业名称", "备注"}, {"长春示范有限公司", "<&>\"'"}, {"=1+1", "x\ny"}};
  const std::string bytes = make_xlsx(rows);
  EXPECT_EQ(read(bytes).rows, rows);
  EXPECT_EQ(read(bytes).format, "xlsx");
}

TEST(Xlsx, NumbersMoneyAndDatesStayExact) {
  const std::vector<TableColumn> columns{{"n"}, {"d"}, {"m"}, {"t"}, {"u"}};
  const std::string bytes =
      write_table(TableFormat::xlsx, "x", columns, [&](const AddRow& add) {
        const std::vector<TableCell> cells{int64_t{1234567890123}, 0.1, Money{123456},
                                           make_date(2024, 2, 29), std::monostate{}};
        add(cells);
      }).value();
  EXPECT_EQ(read(bytes).rows[1],
            (std::vector<std::string>{"1234567890123", "0.1", "1234.56", "2024-02-29"}));
}

/// A workbook as people make it: a title merged over all, a header of two lines with merged cells,
/// shared strings, a date, a hidden first sheet.
std::string make_workbook() {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("gaoxin-book-" + std::to_string(getpid())))
          .string();
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_worksheet* hidden = workbook_add_worksheet(book, "hidden");
  worksheet_write_string(hidden, 0, 0, "not this one", nullptr);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "企业");
  worksheet_activate(sheet);
  worksheet_set_first_sheet(sheet);
  worksheet_hide(hidden);
  lxw_format* date = workbook_add_format(book);
  format_set_num_format(date, "yyyy\"年\"m\"月\"d\"日\"");
  worksheet_merge_range(sheet, 0, 0, 0, 3, "园区企业名单", nullptr);
  worksheet_merge_range(sheet, 1, 0, 2, 0, "企业名称", nullptr);
  worksheet_merge_range(sheet, 1, 1, 2, 1, "入驻日期", nullptr);
  worksheet_merge_range(sheet, 1, 2, 1, 3, "营业收入(万元)", nullptr);
  worksheet_write_string(sheet, 2, 2, "2022年", nullptr);
  worksheet_write_string(sheet, 2, 3, "2023年", nullptr);
  lxw_datetime day{2020, 2, 29, 0, 0, 0};
  worksheet_write_string(sheet, 4, 0, "甲示范有限公司", nullptr);
  worksheet_write_datetime(sheet, 4, 1, &day, date);
  worksheet_write_number(sheet, 4, 2, 1.1, nullptr);
  worksheet_write_boolean(sheet, 4, 3, 1, nullptr);
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::filesystem::remove(path);
  return bytes;
}

TEST(Xlsx, ReadsMergedHeadersDatesAndTheFirstVisibleSheet) {
  const TableHead head = read_table_head(make_workbook(), 10).value();
  EXPECT_EQ(head.headers, (std::vector<std::string>{"企业名称", "入驻日期", "营业收入(万元) 2022年",
                                                    "营业收入(万元) 2023年"}));
  EXPECT_EQ(head.header_row, 3);
  ASSERT_EQ(head.rows.size(), 1u);
  EXPECT_EQ(head.rows[0],
            (std::vector<std::string>{"甲示范有限公司", "2020-02-29", "1.1", "TRUE"}));
  EXPECT_EQ(head.row_numbers[0], 5);
}

TEST(Xlsx, EveryTruncationAndManyFlipsEndInAnErrorOrRows) {
  const std::string bytes = make_xlsx({{"a", "b"}, {"1", "2"}, {"3", "4"}});
  for (size_t size = 0; size < bytes.size(); size += 7) (void)read(bytes.substr(0, size));
  Random random(11);
  for (int i = 0; i < 2000; ++i) {
    std::string flipped = bytes;
    flipped[random.below(flipped.size())] = static_cast<char>(random.below(256));
    (void)read(flipped);
  }
  EXPECT_EQ(read(bytes.substr(0, bytes.size() / 2)).error, "registry.table.damaged");
}

TEST(Xlsx, BoundsWhatItUnpacks) {
  Rows rows{{"a"}};
  for (int i = 0; i < 2000; ++i) rows.push_back({std::string(1000, 'x') + std::to_string(i)});
  TableLimits limits;
  limits.unpacked_bytes_max = 100'000;
  EXPECT_EQ(read(make_xlsx(rows), limits).error, "registry.table.too_large");
  limits = {};
  limits.shared_string_bytes_max = 10'000;
  const std::string error = read(make_xlsx(rows), limits).error;
  EXPECT_TRUE(error.empty() || error == "registry.table.too_large");
}

TEST(TableHead, SkipsATitleAboveTheHeader) {
  const auto head =
      read_table_head("2023年企业名单,,\n\n企业名称,产品,人数\n甲,乙,1\n", 10).value();
  EXPECT_EQ(head.headers, (std::vector<std::string>{"企业名称", "产品", "人数"}));
  EXPECT_EQ(head.header_row, 3);
  EXPECT_EQ(head.rows.size(), 1u);
  EXPECT_EQ(head.row_numbers[0], 4);
}

TEST(Csv, RandomBytesNeverBreakTheReader) {
  Random random(5);
  const std::string alphabet = "a,;\t\"\r\n\xE4\xB8\xAD{}PK\x03\x04";
  for (int i = 0; i < 5000; ++i) {
    std::string bytes;
    for (uint64_t k = random.below(60); k > 0; --k)
      bytes += random.below(8) == 0 ? static_cast<char>(random.below(256))
                                    : alphabet[random.below(alphabet.size())];
    (void)read(bytes);
    (void)read_table_head(bytes, 5);
  }
}

TEST(TableWriter, NoCellOfCsvIsAFormula) {
  const std::vector<TableColumn> columns{{"=h"}, {"b"}};
  const std::string bytes = write_table(TableFormat::csv, "x", columns, [](const AddRow& add) {
                              const std::vector<TableCell> cells{
                                  std::string_view("=cmd|' /C calc'!A0"), std::string_view("-1")};
                              add(cells);
                              const std::vector<TableCell> numbers{int64_t{-1}, 0.5};
                              add(numbers);
                            }).value();
  EXPECT_EQ(bytes, "\xEF\xBB\xBF'=h,b\r\n'=cmd|' /C calc'!A0,'-1\r\n-1,0.5\r\n");
}

TEST(TableWriter, RefusesMoreRowsThanXlsxHolds) {
  const std::vector<TableColumn> columns{{"a"}};
  const auto result = write_table(TableFormat::xlsx, "x", columns, [](const AddRow& add) {
    const std::vector<TableCell> cells{int64_t{1}};
    for (int i = 0; i < 1'048'576; ++i) add(cells);
  });
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().key, "registry.table.too_many_rows");
  EXPECT_FALSE(parse_table_format("pdf").ok());
}

}  // namespace
}  // namespace gaoxin
