#include "options.hpp"

#include <string_view>

#include "meridian/core/base/text.hpp"

namespace meridian::origin {
namespace {

std::optional<IpEndpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_decimal(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!address || !port || *port > 65535) return std::nullopt;
  return IpEndpoint{*address, static_cast<std::uint16_t>(*port)};
}

bool parse_listen(std::string_view list, std::vector<Listen>& out) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    const auto equals = item.find('=');
    const bool named = equals != std::string_view::npos;
    const auto endpoint = parse_endpoint(named ? item.substr(equals + 1) : item);
    if (!endpoint) return false;
    out.push_back({*endpoint, std::string(named ? item.substr(0, equals) : "")});
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return !out.empty();
}

bool apply(std::string_view name, char** values, Options& options) {
  if (name == "--listen") return parse_listen(values[0], options.listen);
  if (name == "--region") {
    options.region = values[0];
  } else if (name == "--announce") {
    options.announce = values[0];
  } else if (name == "--tls") {
    options.certificate = values[0];
    options.key = values[1];
  } else if (name == "--delay") {
    const auto delay = parse_decimal(values[0]);
    if (!delay || *delay > 60'000) return false;
    options.delay = std::chrono::milliseconds(*delay);
  } else {
    return false;
  }
  return true;
}

}  // namespace

const char* const kUsage =
    "usage: origin --listen [REGION=]ADDRESS:PORT[,...] [--region NAME] [--announce FILE]\n"
    "              [--tls CERT KEY] [--delay MS]\n"
    "A listener without a region of its own answers for --region.\n"
    "The paths it serves are listed in bench/origin/reply.hpp.\n";

std::optional<Options> parse_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count;) {
    const std::string_view name = arguments[i];
    const int values = name == "--tls" ? 2 : 1;
    if (i + values >= count || !apply(name, arguments + i + 1, options)) return std::nullopt;
    i += 1 + values;
  }
  if (options.listen.empty()) return std::nullopt;
  return options;
}

}  // namespace meridian::origin
