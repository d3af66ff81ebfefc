// Listing, editing and publishing index systems.
#include "evaluation/index_systems.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "evaluation/index_library.h"

namespace gaoxin {

namespace store = index_store;
using indexes::Bundle;
using indexes::Files;
using indexes::FoundSystem;
using store::StoredSystem;

namespace {

Error system_error(ErrorCode code, const char* key, std::string zh, std::string en) {
  return Error{code, key, {std::move(zh), std::move(en)}, {}};
}
Error no_system(const std::string& id) {
  return system_error(
      ErrorCode::not_found, "evaluation.system",
      fmt::format("没有指标体系“{}”(或该版本)", clipped(id, 80)),
      fmt::format("there is no index system '{}' (or not that revision)", clipped(id, 80)));
}
Error stale() {
  return system_error(ErrorCode::conflict, "evaluation.system.stale",
                      "该指标体系已被他人修改;请刷新后重试",
                      "somebody else has changed this index system; reload and try again");
}

IndexSystemRow row_of(const StoredSystem& stored, const Bundle& bundle) {
  IndexSystemRow row;
  row.zone_id = stored.zone_id;
  row.id = stored.id;
  row.revision = stored.revision;
  row.version = stored.version;
  row.state = stored.state;
  row.sha256 = stored.sha256;
  row.created_at = stored.created_at;
  row.created_by = stored.created_by;
  row.published_at = stored.published_at;
  row.published_by = stored.published_by;
  for (const IndexFinding& finding : bundle.findings) row.open += finding.severity == "open";
  if (!bundle.system) return row;
  row.title = bundle.system->title;
  row.issuer = bundle.system->issuer;
  row.document = bundle.system->document;
  row.valid_from = bundle.system->valid_from;
  row.valid_to = bundle.system->valid_to;
  row.indicators = std::count_if(bundle.system->indicators.begin(), bundle.system->indicators.end(),
                                 [](const IndexIndicator& i) { return i.level == 1; });
  row.gates = static_cast<int64_t>(bundle.system->gates.size());
  return row;
}

IndexSystemAnswer answer_of(FoundSystem found) {
  IndexSystemAnswer out;
  out.row = row_of(found.stored, found.bundle);
  out.system = found.bundle.system.value_or(IndexSystem{});
  out.findings = std::move(found.bundle.findings);
  out.files = std::move(found.files);
  const Result<composite::Method> method = indexes::method_of(out.system.method);
  if (!method.ok()) return out;
  composite::Method used = *method;
  // Shares are shown where every weight is known; goalposts do not matter for them.
  if (used.normalise) used.normalise->from_elements = false;
  const Result<indexes::Framework> framework = indexes::framework_of(out.system, {}, {}, {}, used);
  if (!framework.ok()) return out;
  const std::vector<double> shares =
      composite::effective_weights(framework->model, framework->weights);
  for (size_t e = 0; e < shares.size(); ++e)
    out.effective_weights[framework->model.elements[e].code] = shares[e];
  return out;
}

/// The zones whose systems are seen: the zone, those above it, the product.
std::vector<int64_t> zones_nearest_first(Call& call, int64_t zone) {
  std::vector<int64_t> zones = call.zones.ancestors(zone);
  zones.push_back(0);
  return zones;
}

Result<IndexSystemAnswer> save_files(Call& call, int64_t zone, const Files& files,
                                     std::optional<int64_t> version) {
  Bundle bundle = indexes::read_bundle(files);
  if (!bundle.system) {
    Error error = system_error(ErrorCode::invalid, "evaluation.system.files",
                               "文件不可读,草稿没有保存", "the files cannot be read; not saved");
    for (const IndexFinding& finding : bundle.findings)
      error.fields.push_back({finding.file + " " + finding.column, finding.key, finding.text});
    return error;
  }
  const std::string& id = bundle.system->id;
  const std::vector<StoredSystem> revisions = store::list_revisions(call.db, zone, id);
  StoredSystem row;
  const bool open = !revisions.empty() && revisions.back().state == IndexState::draft;
  if (open) row = revisions.back();
  if (open != version.has_value() || (open && row.version != *version)) return stale();
  const json::value before = open ? json::value({{"sha256", row.sha256}}) : json::value(nullptr);
  row.zone_id = zone;
  row.id = id;
  row.files_json = indexes::files_text(files);
  row.sha256 = indexes::bundle_sha256(files);
  row.created_at = call.now;
  row.created_by = call.actor.user_id;
  if (open) {
    if (!store::update_system(call.db, row, *version)) return stale();
  } else {
    row.revision = revisions.empty() ? 1 : revisions.back().revision + 1;
    row.version = 1;
    store::insert_system(call.db, row);
  }
  call.audit("evaluation_index_system", row.revision, before,
             {{"id", id}, {"revision", row.revision}, {"sha256", row.sha256}});
  TRY_ASSIGN(found, indexes::find_system(call, zone, id, row.revision));
  return answer_of(std::move(found));
}

}  // namespace

namespace indexes {

Files files_of(const std::string& text) {
  Files out;
  const json::value value = json::parse(text);
  for (const auto& [name, content] : value.as_object())
    out[std::string(name)] = std::string(content.as_string());
  return out;
}

std::string files_text(const Files& files) {
  json::object object;
  for (const auto& [name, content] : files) object[name] = content;
  return json::serialize(object);
}

namespace {
FoundSystem read_stored(StoredSystem stored) {
  FoundSystem out;
  out.files = files_of(stored.files_json);
  out.bundle = read_bundle(out.files);
  out.stored = std::move(stored);
  return out;
}
}  // namespace

Result<FoundSystem> find_system(Call& call, int64_t zone, const std::string& id,
                                std::optional<int64_t> revision) {
  for (const int64_t at : zones_nearest_first(call, zone)) {
    std::optional<StoredSystem> found;
    for (StoredSystem& row : store::list_revisions(call.db, at, id)) {
      const bool wanted =
          revision ? row.revision == *revision : row.state == IndexState::published || !found;
      // Drafts are the business of the zone that writes them.
      if (row.state == IndexState::draft && at != zone) continue;
      if (wanted) found = std::move(row);
    }
    if (found) return read_stored(std::move(*found));
  }
  return no_system(id);
}

Result<FoundSystem> system_of_run(Transaction& db, const RunHead& head) {
  for (StoredSystem& row : store::list_revisions(db, head.system_zone, head.system))
    if (row.revision == head.system_revision) return read_stored(std::move(row));
  return no_system(head.system);
}

Result<FoundSystem> usable_system(Call& call, int64_t zone, const std::string& id,
                                  std::optional<int64_t> revision) {
  TRY_ASSIGN(found, find_system(call, zone, id, revision));
  if (found.stored.state != IndexState::published || found.bundle.has_errors())
    return system_error(ErrorCode::rule_failed, "evaluation.system.unusable",
                        "指标体系尚未发布,不能用于评价",
                        "an index system must be published before it is used");
  return found;
}

}  // namespace indexes

Result<IndexSystemList> list_index_systems(Call& call, const ListIndexSystems& in) {
  IndexSystemList out;
  for (const int64_t zone : zones_nearest_first(call, in.zone)) {
    std::vector<StoredSystem> rows = store::list_systems(call.db, zone);
    for (size_t i = 0; i < rows.size(); ++i) {
      const bool draft = rows[i].state == IndexState::draft;
      if (draft && zone != in.zone) continue;
      // The newest published is the last, or the one before a draft.
      const bool newest = i + 1 == rows.size() || rows[i + 1].id != rows[i].id ||
                          (rows[i + 1].state == IndexState::draft &&
                           (i + 2 == rows.size() || rows[i + 2].id != rows[i].id));
      if (!draft && !newest && !in.all_revisions.value_or(false)) continue;
      out.items.push_back(
          row_of(rows[i], indexes::read_bundle(indexes::files_of(rows[i].files_json))));
    }
  }
  return out;
}

Result<IndexSystemAnswer> get_index_system(Call& call, const GetIndexSystem& in) {
  TRY_ASSIGN(found, indexes::find_system(call, in.zone, in.id, in.revision));
  return answer_of(std::move(found));
}

Result<File> export_index_system(Call& call, const GetIndexSystem& in) {
  TRY_ASSIGN(found, indexes::find_system(call, in.zone, in.id, in.revision));
  TRY_ASSIGN(bytes, indexes::zip_bundle(found.files));
  return File{fmt::format("{}-{}.zip", found.stored.id, found.stored.revision), "application/zip",
              std::move(bytes)};
}

Result<IndexCheckAnswer> check_index_files(Call&, const CheckIndexFiles& in) {
  Bundle bundle = indexes::read_bundle(in.files);
  IndexCheckAnswer out;
  out.valid = bundle.system.has_value() && !bundle.has_errors();
  out.system = std::move(bundle.system);
  out.findings = std::move(bundle.findings);
  return out;
}

Result<IndexSystemAnswer> save_index_draft(Call& call, const SaveIndexDraft& in) {
  return save_files(call, in.zone, in.files, in.version);
}

Result<IndexSystemAnswer> import_index_system(Call& call, const ImportIndexSystem& in) {
  TRY_ASSIGN(files, indexes::unzip_bundle(in.file.bytes));
  return save_files(call, in.zone, files, in.version);
}

Result<IndexSystemAnswer> publish_index_system(Call& call, const PublishIndexSystem& in) {
  const std::vector<StoredSystem> revisions = store::list_revisions(call.db, in.zone, in.id);
  const auto at = std::find_if(revisions.begin(), revisions.end(), [&](const StoredSystem& row) {
    return row.revision == in.revision;
  });
  if (at == revisions.end()) return no_system(in.id);
  if (at->state == IndexState::published)
    return system_error(ErrorCode::conflict, "evaluation.system.state", "该版本已经发布",
                        "this revision has been published already");
  if (at->version != in.version) return stale();
  if (at->created_by == call.actor.user_id && call.actor.user_id != 0)
    return system_error(ErrorCode::rule_failed, "evaluation.system.second_person",
                        "发布须由另一人进行,不能发布自己保存的草稿",
                        "another person than who saved the draft publishes it");
  const Bundle bundle = indexes::read_bundle(indexes::files_of(at->files_json));
  if (bundle.has_errors() || !bundle.system) {
    Error error = system_error(ErrorCode::rule_failed, "evaluation.system.errors",
                               "指标体系有错误,不能发布", "the index system has errors");
    for (const IndexFinding& finding : bundle.findings)
      if (finding.severity == "error")
        error.fields.push_back({fmt::format("{} {} {}", finding.file, finding.row, finding.column),
                                finding.key, finding.text});
    return error;
  }
  StoredSystem row = *at;
  row.state = IndexState::published;
  row.published_at = call.now;
  row.published_by = call.actor.user_id;
  if (!store::update_system(call.db, row, in.version)) return stale();
  call.audit("evaluation_index_system", row.revision, {{"state", "draft"}},
             {{"id", row.id}, {"state", "published"}, {"sha256", row.sha256}});
  TRY_ASSIGN(found, indexes::find_system(call, in.zone, in.id, in.revision));
  return answer_of(std::move(found));
}

Result<Done> load_shipped_index_systems(Transaction& db, const std::string& catalogue) {
  const std::filesystem::path folder = std::filesystem::path(catalogue) / "index_systems";
  std::error_code ignored;
  std::vector<std::filesystem::path> bundles;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.is_directory()) bundles.push_back(entry.path());
  std::sort(bundles.begin(), bundles.end());
  for (const std::filesystem::path& path : bundles) {
    Files files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      std::ifstream in(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files[entry.path().filename().string()] = text.str();
    }
    const Bundle bundle = indexes::read_bundle(files);
    if (!bundle.system || bundle.has_errors()) {
      std::string why;
      for (const IndexFinding& finding : bundle.findings)
        if (finding.severity == "error") why = finding.file + ": " + finding.text.en;
      return system_error(
          ErrorCode::invalid, "evaluation.system.shipped",
          fmt::format("随产品提供的指标体系 {} 有错误:{}", path.string(), why),
          fmt::format("the shipped index system {} has an error: {}", path.string(), why));
    }
    const std::vector<StoredSystem> revisions = store::list_revisions(db, 0, bundle.system->id);
    StoredSystem row;
    row.id = bundle.system->id;
    row.sha256 = indexes::bundle_sha256(files);
    if (!revisions.empty() && revisions.back().sha256 == row.sha256) continue;
    row.revision = revisions.empty() ? 1 : revisions.back().revision + 1;
    row.version = 1;
    row.state = IndexState::published;
    row.files_json = indexes::files_text(files);
    row.created_at = Timestamp{};
    row.published_at = Timestamp{};
    row.published_by = 0;
    store::insert_system(db, row);
  }
  return Done{};
}

}  // namespace gaoxin
