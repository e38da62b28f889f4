// Any bytes as Cookie lines: a value that is found lies in them, behind its name, and holds no
// separator.
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/http/cookie.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

void check_found(std::string_view line, std::string_view name, std::string_view value) {
  const bool inside = value.data() >= line.data() + name.size() + 1 &&
                      value.data() + value.size() <= line.data() + line.size();
  MERIDIAN_CHECK(inside);
  MERIDIAN_CHECK(value.find(';') == value.npos);
  const char* at = value.data() - 1;
  if (*at == '"') --at;
  MERIDIAN_CHECK(*at == '=');
  MERIDIAN_CHECK(std::string_view(at - name.size(), name.size()) == name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t mark = text.find('\n');
  if (mark == text.npos) return 0;
  const std::string_view first = text.substr(0, mark);
  const std::string_view second = text.substr(mark + 1);
  static FieldList fields;
  fields.clear();
  fields.push({"Cookie", first, FieldId::other, false});
  fields.push({"cookie", second, FieldId::other, false});
  for (const std::string_view name : {"sid", "a", "meridian_region"}) {
    const auto value = find_cookie(fields.span(), name);
    if (!value) continue;
    const bool in_first =
        value->data() >= first.data() && value->data() <= first.data() + first.size();
    check_found(in_first && !first.empty() ? first : second, name, *value);
  }
  return 0;
}
