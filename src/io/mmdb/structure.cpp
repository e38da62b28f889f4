#include "io/mmdb/structure.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "io/mmdb/fault.hpp"
#include "io/mmdb/value_section.hpp"

namespace meridian::mmdb {

namespace {

constexpr std::string_view kMarker = "\xab\xcd\xefMaxMind.com";
constexpr std::size_t kMetadataMax =
    128 * 1024;                         // of the format: the marker is in the last 128 KiB
constexpr std::size_t kSeparator = 16;  // zero bytes between tree and data
// 2242: later than any file can be from, and no overflow as nanoseconds.
constexpr std::uint64_t kBuildEpochMax = std::uint64_t{1} << 33;

// Collects the records of all nodes, by one pass over the nodes in the order of the file: no
// recursion, and no node twice however the tree is knotted. Lookups end by the bits of an address.
class RecordScan {
 public:
  RecordScan(const MMDB_s& database, const ValueSection& data)
      : database_(database), data_(data), seen_(data.size()) {}

  bool run() {
    for (std::uint32_t number = 0; number < database_.metadata.node_count; ++number) {
      MMDB_search_node_s node;
      if (MMDB_read_node(&database_, number, &node) != MMDB_SUCCESS) return false;
      if (!take(node.left_record_type, node.left_record_entry.offset)) return false;
      if (!take(node.right_record_type, node.right_record_entry.offset)) return false;
    }
    return true;
  }
  std::vector<std::uint32_t> take_offsets() { return std::move(offsets_); }

 private:
  bool take(std::uint8_t type, std::uint32_t offset) {
    if (type == MMDB_RECORD_TYPE_SEARCH_NODE || type == MMDB_RECORD_TYPE_EMPTY) return true;
    if (type != MMDB_RECORD_TYPE_DATA || offset >= seen_.size()) return false;
    if (seen_[offset]) return true;
    seen_[offset] = true;
    offsets_.push_back(offset);
    return data_.is_map_at(offset);
  }

  const MMDB_s& database_;
  const ValueSection& data_;
  std::vector<bool> seen_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace

Result<std::size_t> check_metadata(std::span<const std::byte> bytes, const std::string& name) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view tail = text.substr(text.size() - std::min(text.size(), kMetadataMax));
  const std::size_t found = tail.rfind(kMarker);
  if (found == tail.npos)
    return bad_file(name,
                    "is no MaxMind DB file, or was cut off (the metadata at its end is missing)");
  const std::size_t marker = text.size() - tail.size() + found;
  const auto metadata =
      ValueSection::check(bytes.subspan(marker + kMarker.size()), Pointers::to_scalars);
  if (!metadata || !metadata->is_map_at(0)) return bad_file(name, "has damaged metadata");
  return marker;
}

Result<std::vector<std::uint32_t>> check_records(const MMDB_s& database, std::size_t data_end,
                                                 const std::string& name) {
  const MMDB_metadata_s& metadata = database.metadata;
  if (metadata.build_epoch > kBuildEpochMax) return bad_file(name, "has an impossible build time");
  const std::size_t tree = std::size_t{metadata.node_count} * database.full_record_byte_size;
  if (tree + kSeparator > data_end) return bad_file(name, "is shorter than its metadata says");
  const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(database.file_content),
                                         data_end);
  const auto separator = bytes.subspan(tree, kSeparator);
  if (std::any_of(separator.begin(), separator.end(), [](std::byte b) { return b != std::byte{}; }))
    return bad_file(name, "does not have its data where its metadata says");
  const auto data = ValueSection::check(bytes.subspan(tree + kSeparator), Pointers::to_anything);
  if (!data) return bad_file(name, "has damaged data");
  RecordScan scan(database, *data);
  if (!scan.run()) return bad_file(name, "has a damaged search tree, or records that are no maps");
  return scan.take_offsets();
}

}  // namespace meridian::mmdb
