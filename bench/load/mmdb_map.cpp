// mmdb_map DATABASE REGIONS: the country database as "network region" lines for haproxy's map_ip.
// REGIONS has lines "region<TAB>CC CC ..."; networks of other countries are left out, and
// neighbours that fall into the same region are one line.
#include <maxminddb.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "meridian/core/base/ip_address.hpp"

namespace {

constexpr int kV4Prefix = 96;  // where IPv4 lies in an IPv6 tree
constexpr int kDepthMax = 128;

using Regions = std::map<std::string, std::string>;  // country -> region

Regions read_regions(const char* path) {
  Regions regions;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string region;
    words >> region;
    for (std::string country; words >> country;) regions[country] = region;
  }
  return regions;
}

class Walk {
 public:
  Walk(const MMDB_s& database, const Regions& regions) : database_(database), regions_(regions) {}

  // The region of everything below the record, "" where mixed or none; prints what is mixed.
  void run() {
    MMDB_search_node_s node;
    std::uint32_t number = 0;
    for (int depth = 0; depth < kV4Prefix; ++depth) {
      if (MMDB_read_node(&database_, number, &node) != MMDB_SUCCESS) return;
      number = static_cast<std::uint32_t>(node.left_record);
    }
    emit(0, kV4Prefix, visit(number, 0, kV4Prefix));
  }

 private:
  std::string visit(std::uint32_t number, std::uint32_t bits, int depth) {
    MMDB_search_node_s node;
    if (depth >= kDepthMax || MMDB_read_node(&database_, number, &node) != MMDB_SUCCESS) return "";
    const std::uint32_t right_bits = bits | (1U << (kDepthMax - 1 - depth));
    const std::string left =
        record(node.left_record_type, node.left_record, node.left_record_entry, bits, depth + 1);
    const std::string right = record(node.right_record_type, node.right_record,
                                     node.right_record_entry, right_bits, depth + 1);
    if (left == right) return left;
    emit(bits, depth + 1, left);
    emit(right_bits, depth + 1, right);
    return "";
  }

  std::string record(int type, std::uint64_t number, const MMDB_entry_s& entry, std::uint32_t bits,
                     int depth) {
    if (type == MMDB_RECORD_TYPE_SEARCH_NODE) {
      return visit(static_cast<std::uint32_t>(number), bits, depth);
    }
    return type == MMDB_RECORD_TYPE_DATA ? region_of(entry) : "";
  }

  std::string region_of(MMDB_entry_s entry) const {
    MMDB_entry_data_s value;
    if (MMDB_get_value(&entry, &value, "country_code", nullptr) != MMDB_SUCCESS ||
        !value.has_data) {
      return "";
    }
    const auto found = regions_.find(std::string(value.utf8_string, value.data_size));
    return found == regions_.end() ? "" : found->second;
  }

  static void emit(std::uint32_t bits, int depth, const std::string& region) {
    if (region.empty()) return;
    std::printf("%s/%d %s\n", meridian::IpAddress::v4(bits).to_string().c_str(), depth - kV4Prefix,
                region.c_str());
  }

  const MMDB_s& database_;
  const Regions& regions_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: mmdb_map DATABASE REGIONS\n", stderr);
    return 2;
  }
  MMDB_s database;
  const int status = MMDB_open(arguments[1], MMDB_MODE_MMAP, &database);
  if (status != MMDB_SUCCESS) {
    std::fprintf(stderr, "mmdb_map: %s: %s\n", arguments[1], MMDB_strerror(status));
    return 2;
  }
  const Regions regions = read_regions(arguments[2]);
  Walk(database, regions).run();
  MMDB_close(&database);
  return 0;
}
