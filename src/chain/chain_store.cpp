#include "chain/chain_store.h"

namespace gaoxin::chain_store {

std::vector<Source> list_sources(Transaction& db) {
  return db.all(
      "SELECT id, kind, name, sha256, content, year, invented, active, imported_at, imported_by "
      "FROM chain_source ORDER BY id",
      {}, [](const Row& row) {
        return Source{row.int64(0),     row.str(1),         row.str(2),     row.str(3),
                      row.str(4),       row.maybe_int64(5), row.boolean(6), row.boolean(7),
                      row.timestamp(8), row.str(9)};
      });
}

std::optional<std::string> find_source_hash(Transaction& db, const std::string& kind,
                                            const std::string& name) {
  return db.one("SELECT sha256 FROM chain_source WHERE kind = $1 AND name = $2", {kind, name},
                [](const Row& row) { return row.str(0); });
}

void put_source(Transaction& db, const Source& source) {
  db.execute("DELETE FROM chain_source WHERE kind = $1 AND name = $2", {source.kind, source.name});
  db.execute(
      "INSERT INTO chain_source (id, kind, name, sha256, content, year, invented, active, "
      "imported_at, imported_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {source.id, source.kind, source.name, source.sha256, source.content, source.year,
       source.invented, source.active, source.imported_at, source.imported_by});
}

bool activate_io_table(Transaction& db, int64_t id) {
  if (!db.value("SELECT id FROM chain_source WHERE kind = 'io_table' AND id = $1", {id}))
    return false;
  db.execute(
      "UPDATE chain_source SET active = CASE WHEN id = $1 THEN 1 ELSE 0 END "
      "WHERE kind = 'io_table'",
      {id});
  return true;
}

std::vector<StoredConcordance> list_concordance(Transaction& db) {
  return db.all(
      "SELECT system, code, name, io_system, io_code, share, note, edited FROM chain_concordance "
      "ORDER BY system, code, io_system, io_code",
      {}, [](const Row& row) {
        return StoredConcordance{
            {row.str(0), row.str(1), row.str(2), row.str(3), row.str(4), row.real(5), row.str(6)},
            row.boolean(7)};
      });
}

void insert_concordance(Transaction& db, const std::vector<ConcordanceRow>& rows) {
  const auto bulk = db.bulk("chain_concordance", {"system", "code", "name", "io_system", "io_code",
                                                  "share", "note", "edited"});
  for (const ConcordanceRow& row : rows)
    bulk->add({row.system, row.code, row.name, row.io_system, row.io_code, row.share, row.note, 0});
  bulk->finish();
}

void replace_concordance(Transaction& db, const std::vector<ConcordanceRow>& rows) {
  CHECK(!rows.empty());
  const ConcordanceRow& first = rows.front();
  db.execute("DELETE FROM chain_concordance WHERE system = $1 AND code = $2 AND io_system = $3",
             {first.system, first.code, first.io_system});
  for (const ConcordanceRow& row : rows)
    db.execute(
        "INSERT INTO chain_concordance (system, code, name, io_system, io_code, share, note, "
        "edited) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
        {row.system, row.code, row.name, row.io_system, row.io_code, row.share, row.note});
}

std::vector<Exclusion> list_exclusions(Transaction& db, int64_t zone) {
  return db.all(
      "SELECT id, company, node, reason, recorded_at, recorded_by FROM chain_exclusion "
      "WHERE zone_id = $1 ORDER BY id DESC",
      {zone}, [](const Row& row) {
        return Exclusion{row.int64(0), row.str(1),       std::nullopt, row.maybe_str(2),
                         row.str(3),   row.timestamp(4), row.str(5)};
      });
}

void insert_exclusion(Transaction& db, int64_t zone, const Exclusion& exclusion) {
  db.execute(
      "INSERT INTO chain_exclusion (zone_id, id, company, node, reason, recorded_at, "
      "recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {zone, exclusion.id, exclusion.company, exclusion.node, exclusion.reason,
       exclusion.recorded_at, exclusion.recorded_by});
}

int64_t delete_exclusion(Transaction& db, int64_t zone, int64_t id) {
  return db.execute("DELETE FROM chain_exclusion WHERE zone_id = $1 AND id = $2", {zone, id});
}

std::vector<ChainFact> list_facts(Transaction& db, int64_t zone) {
  return db.all(
      "SELECT id, node, kind, identifier, title, holder, published_on, source, recorded_at, "
      "recorded_by FROM chain_fact WHERE zone_id = $1 ORDER BY published_on DESC, id DESC",
      {zone}, [](const Row& row) {
        return ChainFact{row.int64(0),
                         row.str(1),
                         row.text(2) == "patent" ? ChainFactKind::patent : ChainFactKind::standard,
                         row.str(3),
                         row.str(4),
                         row.str(5),
                         row.date(6),
                         row.str(7),
                         row.timestamp(8),
                         row.str(9)};
      });
}

void insert_fact(Transaction& db, int64_t zone, const ChainFact& fact) {
  db.execute(
      "INSERT INTO chain_fact (zone_id, id, node, kind, identifier, title, holder, published_on, "
      "source, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {zone, fact.id, fact.node, fact.kind == ChainFactKind::patent ? "patent" : "standard",
       fact.identifier, fact.title, fact.holder, fact.date, fact.source, fact.recorded_at,
       fact.recorded_by});
}

std::vector<ResidentRow> list_residents(Transaction& db, int64_t zone, Date today) {
  return db.all(
      "SELECT e.id, e.name, e.industry_code, e.stock_code, e.products FROM v_registry_resident r "
      "JOIN v_registry_enterprise e ON e.id = r.enterprise_id "
      "WHERE r.zone_id = $1 AND r.from_date <= $2 AND (r.to_date IS NULL OR r.to_date > $2) "
      "ORDER BY e.id",
      {zone, today}, [](const Row& row) {
        return ResidentRow{row.int64(0), row.str(1), row.maybe_str(2), row.maybe_str(3),
                           row.str(4)};
      });
}

std::optional<std::string> find_province_name(Transaction& db, const std::string& two_digits) {
  return db.one("SELECT name FROM v_registry_region WHERE code IN ($1, $2) ORDER BY code",
                {two_digits, two_digits + "0000"}, [](const Row& row) { return row.str(0); });
}

std::vector<OwnershipRow> list_ownership(Transaction& db) {
  return db.all(
      "SELECT f.stock_code, t.stock_code FROM v_registry_relation r "
      "JOIN v_registry_enterprise f ON f.id = r.from_enterprise_id "
      "JOIN v_registry_enterprise t ON t.id = r.to_enterprise_id "
      "WHERE r.kind IN ('owns', 'invests_in') AND f.stock_code IS NOT NULL "
      "AND t.stock_code IS NOT NULL ORDER BY r.id",
      {}, [](const Row& row) {
        return OwnershipRow{row.str(0), row.str(1)};
      });
}

}  // namespace gaoxin::chain_store
