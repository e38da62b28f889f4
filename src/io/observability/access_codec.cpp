#include "io/observability/access_codec.hpp"

#include <array>
#include <cstring>
#include <type_traits>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::observability {
namespace {

static_assert(std::is_trivially_copyable_v<AccessRecord>);

constexpr std::array kTexts{
    &AccessRecord::subdivision, &AccessRecord::tag_name,   &AccessRecord::listener,
    &AccessRecord::method,      &AccessRecord::host,       &AccessRecord::path,
    &AccessRecord::route,       &AccessRecord::service,    &AccessRecord::region,
    &AccessRecord::endpoint,    &AccessRecord::request_id, &AccessRecord::pin,
    &AccessRecord::fields,      &AccessRecord::decided,    &AccessRecord::load,
};

}  // namespace

AccessRecord bounded(const AccessRecord& record) {
  AccessRecord cut = record;
  for (const auto text : kTexts) {
    const bool is_path = text == &AccessRecord::path;
    const auto most = is_path                         ? limits::kLoggedPathBytesMax
                      : text == &AccessRecord::fields ? limits::kLoggedFieldsBytesMax
                                                      : limits::kLoggedTextBytesMax;
    if ((cut.*text).size() <= most) continue;
    cut.*text = (cut.*text).substr(0, most);
    cut.path_cut = cut.path_cut || is_path;
  }
  return cut;
}

std::size_t encoded_size(const AccessRecord& bounded_record) {
  std::size_t size = sizeof(AccessRecord);
  for (const auto text : kTexts) size += (bounded_record.*text).size();
  return size;
}

void encode(const AccessRecord& bounded_record, std::byte* out) {
  std::memcpy(out, &bounded_record, sizeof bounded_record);
  out += sizeof bounded_record;
  for (const auto text : kTexts) {
    const std::string_view bytes = bounded_record.*text;
    if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
    out += bytes.size();
  }
}

// The stored views keep their sizes; only where they point is of another time.
AccessRecord decode(std::span<const std::byte> block) {
  MERIDIAN_CHECK(block.size() >= sizeof(AccessRecord));
  AccessRecord record;
  std::memcpy(static_cast<void*>(&record), block.data(), sizeof record);
  const auto* at = reinterpret_cast<const char*>(block.data()) + sizeof record;
  for (const auto text : kTexts) {
    const std::size_t size = (record.*text).size();
    record.*text = {at, size};
    at += size;
  }
  return record;
}

}  // namespace meridian::observability
