// Figures of the registry at a million enterprises on SQLite: import, loading the directory, the
// first page of lists and searches. Usage: gaoxin_registry_bench [rows, default 1000000]
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "registry/credit_code.h"
#include "registry/imports.h"
#include "registry/table_reader.h"
#include "storage/migrate.h"

namespace gaoxin {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string make_table(int64_t rows) {
  constexpr const char* kCities[] = {"长春", "吉林", "四平", "辽源",
                                     "通化", "白山", "松原", "白城"};
  constexpr const char* kWords[] = {"光电", "汽车", "医药", "化工", "材料", "食品", "机械", "电子",
                                    "软件", "能源", "环保", "纺织", "仪器", "轨道", "航空", "生物"};
  constexpr const char* kProducts[] = {"激光器", "光学镜头", "汽车座椅", "线束",
                                       "胰岛素", "中成药",   "碳纤维",   "换热器",
                                       "棉袜",   "矿泉水",   "抽油机",   "风电叶片"};
  constexpr int kIndustries[] = {36, 39, 27, 26, 30, 14, 35, 38, 65, 44, 77, 17, 40, 37};
  Random random(20240601);
  std::string text =
      "企业名称,统一社会信用代码,英文名称,行政区划代码,行业代码,规模,主营产品,注册地址\n";
  text.reserve(static_cast<size_t>(rows) * 170);
  const auto character = [&] {  // One of 3,000 characters, as names are made of.
    std::string out;
    const auto c = 0x4E00 + random.below(3000);
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
    return out;
  };
  for (int64_t i = 0; i < rows; ++i) {
    const uint64_t city = random.below(8);
    const uint64_t word = random.below(16);
    const std::string eight = fmt::format("{:08}", (i * 7919 + 17) % 100'000'000);
    std::string code = fmt::format("9122{:02}02{}", city + 1, eight);
    code += organisation_code_check_character(eight);
    code += credit_code_check_character(code);
    text += fmt::format("{}市{}{}{}{}科技有限公司,{},Company {} Ltd,22{:02}02,{},{},{};{},路{}号\n",
                        kCities[city], character(), character(), character(), kWords[word], code, i,
                        city + 1, kIndustries[random.below(14)],
                        random.below(10) == 0 ? "中型" : "小型", kProducts[random.below(12)],
                        kProducts[random.below(12)], random.below(1000));
  }
  return text;
}

void measure(const char* name, const std::function<int64_t()>& work) {
  std::vector<double> milliseconds;
  int64_t total = 0;
  for (int i = 0; i < 15; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    total = work();
    milliseconds.push_back(seconds_since(begin) * 1000);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  fmt::print("{:<46} {:>8.2f} ms median {:>8.2f} ms worst of 15   {} found\n", name,
             milliseconds[7], milliseconds[14], total);
}

int run(int64_t rows) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("gaoxin-bench-{}", getpid());
  std::filesystem::create_directories(folder);
  const std::string path = folder / "enterprises.csv";
  const std::string text = make_table(rows);
  std::ofstream(path, std::ios::binary) << text;
  fmt::print("{} rows, {} MB of CSV\n", rows, text.size() >> 20);

  auto begin = std::chrono::steady_clock::now();
  int64_t cells = 0;
  CHECK(read_table(text, [&](const TableRow& row) {
          cells += static_cast<int64_t>(row.cells.size());
          return true;
        }).ok());
  double taken = seconds_since(begin);
  fmt::print("parse CSV {:>37.2f} s   {:.2f} million rows/s\n", taken,
             static_cast<double>(rows) / taken / 1e6);

  auto database = std::move(*Database::open("sqlite:" + (folder / "bench.db").string()));
  CHECK(migrate(*database, built_in_migrations()).ok());
  int64_t root = 0;
  database->write([&](Transaction& db) {
    root = ensure_root_zone(db).id;
    CHECK(load_shipped_codes(db, "catalogue").ok());
    return true;
  });
  for (const char* what : {"import", "import the same file again"}) {
    begin = std::chrono::steady_clock::now();
    const std::clock_t cpu_begin = std::clock();
    const auto report = import_file(*database, system_actor(), root, path, {});
    CHECK(report.ok() && report->committed);
    taken = seconds_since(begin);
    const double cpu = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
    fmt::print("{:<30} {:>16.2f} s   {:.0f} rows/s ({:.2f} s of processor, {:.0f} rows/s)\n", what,
               taken, static_cast<double>(rows) / taken, cpu, static_cast<double>(rows) / cpu);
    fmt::print("  created {} updated {} unchanged {}\n", report->created, report->updated,
               report->unchanged);
    if (report->created == 0) break;
    begin = std::chrono::steady_clock::now();
    database->read([&](Transaction& db) { current_directory(*database, db); });
    fmt::print("load the directory {:>28.2f} s\n", seconds_since(begin));
  }

  database->read([&](Transaction& db) {
    const ZoneTree zones = load_zone_tree(db);
    const Actor actor = system_actor();
    Call call{db, *database, actor, zones, system_now(), "bench", {}};
    const auto list = [&](const std::function<void(ListEnterprises&)>& ask) {
      ListEnterprises in;
      in.zone = root;
      ask(in);
      const auto page = list_enterprises(call, in);
      CHECK(page.ok());
      return page->total;
    };
    using In = ListEnterprises;
    measure("first page", [&] { return list([](In&) {}); });
    measure("last page by name, descending", [&] {
      return list([&](In& in) {
        in.sort = "-name";
        in.page = rows / 50;
      });
    });
    measure("search 激光器", [&] { return list([](In& in) { in.q = "激光器"; }); });
    measure("search 示范 (nowhere)", [&] { return list([](In& in) { in.q = "示范"; }); });
    measure("search 有限公司 (everywhere)",
            [&] { return list([](In& in) { in.q = "有限公司"; }); });
    measure("search one character 光", [&] { return list([](In& in) { in.q = "光"; }); });
    measure("search 长春 光电 碳纤维",
            [&] { return list([](In& in) { in.q = "长春 光电 碳纤维"; }); });
    measure("search company 77", [&] { return list([](In& in) { in.q = "company 77"; }); });
    measure("search beginning of a credit code",
            [&] { return list([](In& in) { in.q = "91220102000"; }); });
    measure("region 2201 + industry C + medium, by industry", [&] {
      return list([](In& in) {
        in.region = "2201";
        in.industry = "C";
        in.scale = std::vector{EnterpriseScale::medium};
        in.sort = "industry";
      });
    });
    measure("search 汽车 + region 2203, by credit code, page 9", [&] {
      return list([](In& in) {
        in.q = "汽车";
        in.region = "2203";
        in.sort = "credit_code";
        in.page = 9;
      });
    });
  });
  CreateEnterprise create;
  create.zone = root;
  create.enterprise.name = "新示范有限公司";
  measure("create one, then first page", [&] {
    int64_t total = 0;
    const auto with_call = [&](Transaction& db, auto work) {
      const ZoneTree zones = load_zone_tree(db);
      const Actor actor = system_actor();
      Call call{db, *database, actor, zones, system_now(), "bench", {}};
      work(call);
    };
    database->write([&](Transaction& db) {
      with_call(db, [&](Call& call) { CHECK(create_enterprise(call, create).ok()); });
      return true;
    });
    database->read([&](Transaction& db) {
      with_call(db, [&](Call& call) {
        ListEnterprises in;
        in.zone = root;
        total = list_enterprises(call, in)->total;
      });
    });
    return total;
  });
  database.reset();
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace gaoxin

int main(int argc, char** argv) { return gaoxin::run(argc > 1 ? std::atoll(argv[1]) : 1'000'000); }
