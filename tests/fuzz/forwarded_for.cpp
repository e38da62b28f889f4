// Any bytes as X-Forwarded-For lines: the client is the peer, or an address the lines name.
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/http/forwarded.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

const CidrMap& trusted() {
  static const CidrMap map({{*Cidr::parse("10.0.0.0/8"), 1}, {*Cidr::parse("fd00::/8"), 1}});
  return map;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  static FieldList fields;
  fields.clear();
  for (bool more = true; more;) {  // one line of input is one field
    const std::size_t end = rest.find('\n');
    more = end != rest.npos &&
           fields.push({"X-Forwarded-For", rest.substr(0, end), FieldId::x_forwarded_for});
    if (more) rest.remove_prefix(end + 1);
  }
  fields.push({"X-Forwarded-For", rest, FieldId::x_forwarded_for});
  const IpAddress proxy = *IpAddress::parse("10.0.0.1");
  const IpAddress client = client_address(proxy, fields, trusted());
  MERIDIAN_CHECK(client_address(client, fields, CidrMap()) == client);
  const IpAddress stranger = *IpAddress::parse("192.0.2.1");
  MERIDIAN_CHECK(client_address(stranger, fields, trusted()) == stranger);
  const std::string text = client.to_string();
  MERIDIAN_CHECK(IpAddress::parse(text) == client);

  static FieldList longer;  // a trusted address to the right changes nothing
  longer = fields;
  const bool all_looked_at = size < limits::kForwardedAddressesMax / 2;
  longer.push({"X-Forwarded-For", "10.0.0.2", FieldId::x_forwarded_for});
  if (all_looked_at && client != proxy)
    MERIDIAN_CHECK(client_address(proxy, longer, trusted()) == client);
  return 0;
}
