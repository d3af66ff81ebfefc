// The yearly bulletin of hi-tech zones: the figures of source E, computed from accepted reports and
// sourced figures from outside, as data and as a document (PDF, DOCX; Chinese, English).
//
// What is not known is said, with the coverage of what is; figures that would give an enterprise
// away are left out, as everywhere in public.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/operation.h"

namespace gaoxin {

struct BulletinFigure {
  std::string code;
  Text title;
  std::optional<double> value;  ///< in yuan, people, pieces or %
  Text shown;                   ///< with its unit, as the document prints it
  std::string origin;           ///< counted, entered, stated, derived
  Text source, unknown;
  int64_t reporters = 0, expected = 0;  ///< of counted ones
};
BOOST_DESCRIBE_STRUCT(BulletinFigure, (),
                      (code, title, value, shown, origin, source, unknown, reporters, expected))
struct BulletinZone {
  int64_t zone_id = 0;
  Text name;
  int64_t accepted = 0, expected = 0;
  /// Empty: unknown, or hidden because it would give an enterprise away.
  std::optional<double> revenue, output, tax, exports, rd, staff, inventions_granted;
  std::optional<double> share_of_city;  ///< of the city's industrial output, in %
};
BOOST_DESCRIBE_STRUCT(BulletinZone, (),
                      (zone_id, name, accepted, expected, revenue, output, tax, exports, rd, staff,
                       inventions_granted, share_of_city))
struct BulletinYear {
  int64_t year = 0;
  std::optional<double> revenue, rd, tax, staff;
};
BOOST_DESCRIBE_STRUCT(BulletinYear, (), (year, revenue, rd, tax, staff))
struct Bulletin {
  int64_t zone_id = 0;
  Text zone_name;
  int64_t year = 0;
  bool published = false;  ///< the figures of a bulletin that was published, as it states them
  int64_t accepted = 0, expected = 0;  ///< enterprises
  std::vector<BulletinFigure> figures;
  std::vector<BulletinZone> zones;
  std::vector<BulletinYear> years;  ///< the last five
  std::vector<Text> disagreements;
};
BOOST_DESCRIBE_STRUCT(Bulletin, (),
                      (zone_id, zone_name, year, published, accepted, expected, figures, zones,
                       years, disagreements))

struct GetBulletin {
  int64_t zone = 0;
  int64_t year = 0;
  /// The figures that a published bulletin of that year states (2012 is shipped), with what
  /// follows from them and where they disagree. Error evaluation.bulletin.none.
  std::optional<bool> published;
};
BOOST_DESCRIBE_STRUCT(GetBulletin, (), (zone, year, published))
/// Of the hi-tech zones (level zone) below; of the zone itself when there are none.
Result<Bulletin> get_bulletin(Call& call, const GetBulletin& in);

struct BulletinDocument : GetBulletin {
  std::optional<std::string> format;  ///< pdf (default) or docx
  std::optional<std::string> lang;    ///< zh (default) or en
};
BOOST_DESCRIBE_STRUCT(BulletinDocument, (GetBulletin), (format, lang))
Result<File> bulletin_document(Call& call, const BulletinDocument& in);

void add_bulletin_operations(Operations& operations);

}  // namespace gaoxin
