#include "arguments.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::load {

std::optional<Arguments> Arguments::parse(int count, char** values, const std::string& known) {
  Arguments arguments;
  for (int i = 1; i < count; i += 2) {
    const std::string name = values[i];
    const bool named = (' ' + known + ' ').find(' ' + name + ' ') != std::string::npos;
    if (!named || i + 1 == count) return std::nullopt;
    arguments.values_[name] = values[i + 1];
  }
  return arguments;
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

std::uint64_t Arguments::number(const std::string& name, std::uint64_t otherwise) const {
  return parse_decimal(text(name, std::to_string(otherwise))).value_or(otherwise);
}

std::optional<Target> Arguments::target() const {
  std::string url = text("--target", "");
  Target target;
  target.host = text("--host", "localhost");
  target.tls = url.starts_with("https://");
  if (const auto slashes = url.find("//"); slashes != std::string::npos) url.erase(0, slashes + 2);
  const auto address = parse_address(url);
  if (!address) return std::nullopt;
  target.address = *address;
  return target;
}

}  // namespace meridian::load
