// PDF by Cairo and Pango. Measures are points (1/72 inch), from the top left.
#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "document/document.h"
#include "document/note_marks.h"

namespace gaoxin::document {
namespace {

constexpr double kWidth = 595.28, kHeight = 841.89;  // A4.
constexpr double kLeft = 62, kRight = 62, kTop = 64, kBottom = 62;
constexpr double kTextWidth = kWidth - kLeft - kRight;
constexpr double kBody = 10.5, kSmall = 8, kCell = 9;

struct Colour {
  double red, green, blue;
};
constexpr Colour kInk{0.13, 0.15, 0.18}, kGrey{0.42, 0.45, 0.5}, kRule{0.78, 0.8, 0.83},
    kHead{0.93, 0.95, 0.97}, kAccent{0.06, 0.31, 0.55};
constexpr Colour kSeries[] = {{0.06, 0.31, 0.55}, {0.85, 0.45, 0.1},  {0.2, 0.55, 0.35},
                              {0.6, 0.25, 0.5},   {0.45, 0.45, 0.45}, {0.75, 0.62, 0.1}};

struct Free {
  void operator()(cairo_t* p) const { cairo_destroy(p); }
  void operator()(cairo_surface_t* p) const { cairo_surface_destroy(p); }
  void operator()(PangoLayout* p) const { g_object_unref(p); }
  void operator()(PangoFontDescription* p) const { pango_font_description_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

enum class Weight { normal, bold };

/// Where a level 1 or 2 heading stands; found in the first pass, used in the second.
struct Place {
  Heading heading;
  int page = 0;
  double y = 0;
};

/// One pass over the document.
class Page {
 public:
  Page(const Document& document, std::vector<Place> places, int pages_total, std::string* bytes)
      : document_(document), known_places_(std::move(places)), pages_total_(pages_total) {
    surface_.reset(cairo_pdf_surface_create_for_stream(
        [](void* out, const unsigned char* data, unsigned int size) {
          static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
          return CAIRO_STATUS_SUCCESS;
        },
        bytes, kWidth, kHeight));
    const std::string created = format_date(document.date) + "T00:00:00Z";
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE,
                                   document.title.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_AUTHOR,
                                   document.issuer.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    cairo_.reset(cairo_create(surface_.get()));
  }

  /// Draws everything. The pages there are, or an error.
  Result<int> run() {
    draw_title();
    for (const Block& block : document_.blocks)
      std::visit([&](const auto& one) { draw(one); }, block);
    end_page();
    cairo_surface_finish(surface_.get());
    if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS)
      throw std::runtime_error(cairo_status_to_string(cairo_surface_status(surface_.get())));
    if (unknown_glyphs_ > 0)
      return Error{
          ErrorCode::rule_failed,
          "document.font",
          {fmt::format("服务器没有能显示 {} 个字符的字体;请安装 fonts-noto-cjk", unknown_glyphs_),
           fmt::format("the server has no font for {} characters; install fonts-noto-cjk",
                       unknown_glyphs_)},
          {}};
    return page_;
  }

  const std::vector<Place>& places() const { return places_; }

 private:
  // ---- Text
  // --------------------------------------------------------------------------------------

  /// Note marks become small raised figures: fonts draw the superior characters unevenly.
  static void set_text(PangoLayout* layout, const std::string& text) {
    std::string plain;
    PangoAttrList* attributes = pango_attr_list_new();
    for (const MarkedText& part : split_marks(text)) {
      const auto begin = static_cast<guint>(plain.size());
      plain += part.text;
      if (!part.mark) continue;
      for (PangoAttribute* attribute : {pango_attr_scale_new(0.68), pango_attr_rise_new(3200)}) {
        attribute->start_index = begin;
        attribute->end_index = static_cast<guint>(plain.size());
        pango_attr_list_insert(attributes, attribute);
      }
    }
    pango_layout_set_text(layout, plain.c_str(), static_cast<int>(plain.size()));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
  }

  Owned<PangoLayout> layout(const std::string& text, double size, Weight weight, double width,
                            Align align = Align::left) {
    Owned<PangoLayout> out(pango_cairo_create_layout(cairo_.get()));
    Owned<PangoFontDescription> font(pango_font_description_new());
    // The Latin of Noto Sans CJK fits its Chinese; others only stand in when it is missing.
    pango_font_description_set_family(font.get(), "Noto Sans CJK SC, Noto Sans, sans-serif");
    pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
    pango_font_description_set_weight(
        font.get(), weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(out.get(), font.get());
    pango_context_set_language(
        pango_layout_get_context(out.get()),
        pango_language_from_string(document_.language == "en" ? "en" : "zh-cn"));
    pango_layout_set_width(out.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(out.get(), 1.25f);
    pango_layout_set_alignment(out.get(), align == Align::right    ? PANGO_ALIGN_RIGHT
                                          : align == Align::centre ? PANGO_ALIGN_CENTER
                                                                   : PANGO_ALIGN_LEFT);
    set_text(out.get(), text);
    unknown_glyphs_ += pango_layout_get_unknown_glyphs_count(out.get());
    return out;
  }

  static double height(const Owned<PangoLayout>& text) {
    int width = 0, high = 0;
    pango_layout_get_size(text.get(), &width, &high);
    return static_cast<double>(high) / PANGO_SCALE;
  }
  static double natural_width(const Owned<PangoLayout>& text) {
    int width = 0, high = 0;
    pango_layout_get_size(text.get(), &width, &high);
    return static_cast<double>(width) / PANGO_SCALE;
  }

  void colour(const Colour& c) { cairo_set_source_rgb(cairo_.get(), c.red, c.green, c.blue); }

  void show(const Owned<PangoLayout>& text, double x, double y, const Colour& c = kInk) {
    colour(c);
    cairo_move_to(cairo_.get(), x, y);
    pango_cairo_show_layout(cairo_.get(), text.get());
  }

  void rule(double x1, double y1, double x2, double y2, const Colour& c, double width) {
    colour(c);
    cairo_set_line_width(cairo_.get(), width);
    cairo_move_to(cairo_.get(), x1, y1);
    cairo_line_to(cairo_.get(), x2, y2);
    cairo_stroke(cairo_.get());
  }

  // ---- Pages
  // -------------------------------------------------------------------------------------

  void end_page() {
    const std::string number = fmt::format("{} / {}", page_, pages_total_);
    show(layout(number, kSmall, Weight::normal, kTextWidth, Align::centre), kLeft,
         kHeight - kBottom + 22, kGrey);
    if (page_ > 1) {
      show(layout(document_.title, kSmall, Weight::normal, kTextWidth), kLeft, kTop - 30, kGrey);
      rule(kLeft, kTop - 14, kWidth - kRight, kTop - 14, kRule, 0.5);
    }
    cairo_show_page(cairo_.get());
  }

  void new_page() {
    end_page();
    ++page_;
    y_ = kTop;
  }

  double room() const { return kHeight - kBottom - y_; }
  void need(double points) {
    if (room() < points && y_ > kTop) new_page();
  }

  /// Text over as many pages as it takes, line by line.
  void flow(const Owned<PangoLayout>& text, const Colour& c) {
    const int lines = pango_layout_get_line_count(text.get());
    PangoLayoutIter* iter = pango_layout_get_iter(text.get());
    double shift = y_;
    for (int i = 0; i < lines; ++i, pango_layout_iter_next_line(iter)) {
      int top = 0, bottom = 0;
      pango_layout_iter_get_line_yrange(iter, &top, &bottom);
      const double high = static_cast<double>(bottom - top) / PANGO_SCALE;
      const double at = static_cast<double>(top) / PANGO_SCALE;
      if (shift + at + high > kHeight - kBottom) {
        new_page();
        shift = y_ - at;
      }
      PangoRectangle extents;
      pango_layout_iter_get_line_extents(iter, nullptr, &extents);
      const double baseline =
          static_cast<double>(pango_layout_iter_get_baseline(iter)) / PANGO_SCALE;
      colour(c);
      cairo_move_to(cairo_.get(), kLeft + static_cast<double>(extents.x) / PANGO_SCALE,
                    shift + baseline);
      pango_cairo_show_layout_line(cairo_.get(), pango_layout_iter_get_line_readonly(iter));
      y_ = shift + at + high;
    }
    pango_layout_iter_free(iter);
  }

  // ---- Blocks
  // ------------------------------------------------------------------------------------

  void draw_title() {
    y_ = kTop + 20;
    const auto title = layout(document_.title, 22, Weight::bold, kTextWidth);
    show(title, kLeft, y_, kAccent);
    y_ += height(title) + 6;
    if (!document_.subtitle.empty()) {
      const auto subtitle = layout(document_.subtitle, 12, Weight::normal, kTextWidth);
      show(subtitle, kLeft, y_, kInk);
      y_ += height(subtitle) + 4;
    }
    const YearMonthDay day = year_month_day(document_.date);
    const std::string date = document_.language == "en"
                                 ? format_date(document_.date)
                                 : fmt::format("{} 年 {} 月 {} 日", day.year, day.month, day.day);
    const std::string line = document_.issuer.empty() ? date : document_.issuer + "  " + date;
    const auto who = layout(line, 9.5, Weight::normal, kTextWidth);
    show(who, kLeft, y_, kGrey);
    y_ += height(who) + 10;
    rule(kLeft, y_, kWidth - kRight, y_, kAccent, 1.4);
    y_ += 18;
  }

  void draw(const Heading& heading) {
    const double size = heading.level == 1 ? 15 : heading.level == 2 ? 12 : 10.5;
    const auto text = layout(heading.text, size, Weight::bold, kTextWidth);
    y_ += heading.level == 1 ? 14 : 8;
    need(height(text) + 120);  // Never alone at the foot of a page.
    if (heading.level <= 2) {
      places_.push_back({heading, page_, y_});
      const std::string link = fmt::format("page={} pos=[{:.1f} {:.1f}]", page_, kLeft, y_);
      if (heading.level == 1 || outline_ == 0)
        outline_ = cairo_pdf_surface_add_outline(surface_.get(), CAIRO_PDF_OUTLINE_ROOT,
                                                 heading.text.c_str(), link.c_str(),
                                                 CAIRO_PDF_OUTLINE_FLAG_OPEN);
      else
        cairo_pdf_surface_add_outline(surface_.get(), outline_, heading.text.c_str(), link.c_str(),
                                      static_cast<cairo_pdf_outline_flags_t>(0));
    }
    show(text, kLeft, y_, heading.level == 1 ? kAccent : kInk);
    y_ += height(text) + (heading.level == 1 ? 8 : 5);
  }

  void draw_notes(const std::vector<std::string>& notes) {
    for (const std::string& note : notes) {
      const auto text = layout(note, kSmall, Weight::normal, kTextWidth);
      if (room() < 12) new_page();
      flow(text, kGrey);
      y_ += 1.5;
    }
  }

  void draw(const Paragraph& paragraph) {
    flow(layout(paragraph.text, kBody, Weight::normal, kTextWidth), kInk);
    y_ += 3;
    draw_notes(paragraph.notes);
    y_ += 7;
  }

  void draw(const PageBreak&) { new_page(); }

  void draw(const Contents&) {
    const bool en = document_.language == "en";
    const auto title = layout(en ? "Contents" : "目录", 12, Weight::bold, kTextWidth);
    show(title, kLeft, y_, kInk);
    y_ += height(title) + 6;
    // The first pass knows the headings, not their pages: the same lines either way.
    std::vector<Place> lines = known_places_;
    if (lines.empty())
      for (const Block& block : document_.blocks)
        if (const auto* heading = std::get_if<Heading>(&block); heading && heading->level <= 2)
          lines.push_back({*heading, 0, 0});
    for (const Place& place : lines) {
      const double indent = place.heading.level == 1 ? 0 : 16;
      const auto text = layout(place.heading.text, kBody, Weight::normal, kTextWidth - 60 - indent);
      const auto page =
          layout(fmt::format("{}", place.page), kBody, Weight::normal, 40, Align::right);
      need(height(text));
      const std::string link =
          fmt::format("page={} pos=[{:.1f} {:.1f}]", std::max(place.page, 1), kLeft, place.y);
      if (place.page > 0) cairo_tag_begin(cairo_.get(), CAIRO_TAG_LINK, link.c_str());
      show(text, kLeft + indent, y_);
      show(page, kWidth - kRight - 40, y_);
      if (place.page > 0) cairo_tag_end(cairo_.get(), CAIRO_TAG_LINK);
      const double from = kLeft + indent + natural_width(text) + 6;
      const double to = kWidth - kRight - natural_width(page) - 8;
      const double dots[] = {0.8, 3};
      cairo_set_dash(cairo_.get(), dots, 2, 0);
      if (to > from) rule(from, y_ + kBody + 1, to, y_ + kBody + 1, kRule, 0.8);
      cairo_set_dash(cairo_.get(), nullptr, 0, 0);
      y_ += height(text) + 2;
    }
    y_ += 10;
  }

  // ---- Tables
  // ------------------------------------------------------------------------------------

  struct Row {
    std::vector<Owned<PangoLayout>> cells;
    double high = 0;
  };

  Row lay_out(const Table& table, const std::vector<double>& widths,
              const std::vector<std::string>& texts, Weight weight) {
    Row row;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      row.cells.push_back(layout(i < texts.size() ? texts[i] : "", kCell, weight, widths[i] - 10,
                                 table.columns[i].align));
      row.high = std::max(row.high, height(row.cells.back()) + 7);
    }
    return row;
  }

  void draw_row(const Row& row, const std::vector<double>& widths) {
    double x = kLeft;
    for (size_t i = 0; i < row.cells.size(); ++i) {
      show(row.cells[i], x + 5, y_ + 3.5);
      x += widths[i];
    }
    y_ += row.high;
    rule(kLeft, y_, kWidth - kRight, y_, kRule, 0.5);
  }

  void draw(const Table& table) {
    double total = 0;
    for (const Column& column : table.columns) total += column.width;
    std::vector<double> widths;
    std::vector<std::string> titles;
    for (const Column& column : table.columns) {
      widths.push_back(kTextWidth * column.width / total);
      titles.push_back(column.title);
    }
    const Row head = lay_out(table, widths, titles, Weight::bold);
    const auto draw_head = [&] {
      colour(kHead);
      cairo_rectangle(cairo_.get(), kLeft, y_, kTextWidth, head.high);
      cairo_fill(cairo_.get());
      rule(kLeft, y_, kWidth - kRight, y_, kAccent, 1);
      draw_row(head, widths);
    };
    y_ += 4;
    const auto caption = layout(table.caption, kBody, Weight::bold, kTextWidth);
    need(height(caption) + head.high + 44);
    show(caption, kLeft, y_);
    y_ += height(caption) + 5;
    draw_head();
    for (const std::vector<std::string>& texts : table.rows) {
      const Row row = lay_out(table, widths, texts, Weight::normal);
      if (row.high > room()) {
        new_page();
        draw_head();
      }
      draw_row(row, widths);
    }
    y_ += 4;
    draw_notes(table.notes);
    y_ += 10;
  }

  // ---- Charts
  // ------------------------------------------------------------------------------------

  /// The step of an axis: 1, 2 or 5 times a power of ten, for about five lines.
  static double axis_step(double span) {
    const double rough = span / 5;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double times : {1.0, 2.0, 5.0, 10.0})
      if (times * power >= rough) return times * power;
    return power;
  }

  void draw(const Chart& chart) {
    constexpr double kPlot = 150;
    double low = 0, high = 0;
    bool any = false;
    for (const Chart::Series& series : chart.series)
      for (const std::optional<double>& value : series.values)
        if (value) {
          any = true;
          low = std::min(low, *value);
          high = std::max(high, *value);
        }
    if (!any) {  // Empty axes would read as zeros.
      draw(Paragraph{chart.caption +
                         (document_.language == "en" ? ": nothing is known." : ":没有已知的数值。"),
                     chart.notes});
      return;
    }
    if (high == low) high = low + 1;
    const double step = axis_step(high - low);
    low = std::floor(low / step) * step;
    high = std::ceil(high / step) * step;
    y_ += 4;
    need(kPlot + 80);
    const std::string title =
        chart.unit.empty() ? chart.caption : fmt::format("{} ({})", chart.caption, chart.unit);
    const auto caption = layout(title, kBody, Weight::bold, kTextWidth);
    show(caption, kLeft, y_);
    y_ += height(caption) + 8;
    const double left = kLeft + 58, right = kWidth - kRight - 6;
    const auto at = [&](double value) { return y_ + kPlot * (high - value) / (high - low); };
    const int decimals = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step)));
    for (double value = low; value <= high + step / 2; value += step) {
      rule(left, at(value), right, at(value), kRule, value == 0 ? 1 : 0.5);
      show(layout(grouped(value, decimals), kSmall, Weight::normal, 52, Align::right), left - 58,
           at(value) - 6, kGrey);
    }
    const double slot =
        (right - left) / static_cast<double>(std::max<size_t>(1, chart.categories.size()));
    draw_marks(chart, left, slot, at);
    draw_categories(chart, left, slot, y_ + kPlot + 4);
    y_ += kPlot + 22;
    if (chart.series.size() > 1) draw_legend(chart, left);
    draw_notes(chart.notes);
    y_ += 10;
  }

  template <typename At>
  void draw_marks(const Chart& chart, double left, double slot, const At& at) {
    for (size_t s = 0; s < chart.series.size(); ++s) {
      const Colour& c = kSeries[s % std::size(kSeries)];
      bool drawing = false;
      for (size_t i = 0; i < chart.categories.size(); ++i) {
        const auto value =
            i < chart.series[s].values.size() ? chart.series[s].values[i] : std::optional<double>();
        if (chart.kind == Chart::Kind::bars) {
          if (!value) continue;
          const double wide = std::min(46.0, slot * 0.7) / static_cast<double>(chart.series.size());
          const double x =
              left + slot * (static_cast<double>(i) + 0.5) +
              wide * (static_cast<double>(s) - static_cast<double>(chart.series.size()) / 2);
          colour(c);
          cairo_rectangle(cairo_.get(), x, std::min(at(*value), at(0)), wide * 0.92,
                          std::abs(at(*value) - at(0)));
          cairo_fill(cairo_.get());
          continue;
        }
        const double x = left + slot * (static_cast<double>(i) + 0.5);
        if (!value) {  // A gap.
          if (drawing) cairo_stroke(cairo_.get());
          drawing = false;
          continue;
        }
        colour(c);
        cairo_set_line_width(cairo_.get(), 1.6);
        if (drawing)
          cairo_line_to(cairo_.get(), x, at(*value));
        else
          cairo_move_to(cairo_.get(), x, at(*value));
        drawing = true;
      }
      if (drawing) cairo_stroke(cairo_.get());
    }
  }

  /// Every label when they fit, else every second, third …
  void draw_categories(const Chart& chart, double left, double slot, double y) {
    double widest = 1;
    for (const std::string& name : chart.categories)
      widest = std::max(widest, natural_width(layout(name, kSmall, Weight::normal, 400)));
    const auto every = static_cast<size_t>(std::max(1.0, std::ceil((widest + 4) / slot)));
    for (size_t i = 0; i < chart.categories.size(); i += every) {
      const double centre = left + slot * (static_cast<double>(i) + 0.5);
      show(layout(chart.categories[i], kSmall, Weight::normal, widest + 8, Align::centre),
           centre - (widest + 8) / 2, y, kGrey);
    }
  }

  void draw_legend(const Chart& chart, double left) {
    double x = left;
    for (size_t s = 0; s < chart.series.size(); ++s) {
      const auto name = layout(chart.series[s].name, kSmall, Weight::normal, 400);
      const double wide = natural_width(name) + 26;
      if (x + wide > kWidth - kRight) {
        x = left;
        y_ += 13;
      }
      colour(kSeries[s % std::size(kSeries)]);
      cairo_rectangle(cairo_.get(), x, y_ + 2, 8, 8);
      cairo_fill(cairo_.get());
      show(name, x + 12, y_, kInk);
      x += wide;
    }
    y_ += 16;
  }

  const Document& document_;
  std::vector<Place> known_places_;
  int pages_total_;
  Owned<cairo_surface_t> surface_;
  Owned<cairo_t> cairo_;
  int page_ = 1;
  double y_ = kTop;
  int outline_ = 0;
  int unknown_glyphs_ = 0;
  std::vector<Place> places_;
};

}  // namespace

Result<std::string> render_pdf(const Document& document) {
  std::string sketch;
  Page first(document, {}, 0, &sketch);
  TRY_ASSIGN(pages, first.run());
  std::string bytes;
  Page second(document, first.places(), pages, &bytes);
  TRY(second.run());
  return bytes;
}

}  // namespace gaoxin::document
