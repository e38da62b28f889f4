// "--name value" arguments of the load clients.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "client_socket.hpp"

namespace meridian::load {

class Arguments {
 public:
  // Nothing where a name is not among `known` (separated by spaces) or a value is missing.
  static std::optional<Arguments> parse(int count, char** values, const std::string& known);

  std::string text(const std::string& name, const std::string& otherwise) const;
  std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;
  // --target [https://|http://]ADDRESS:PORT and --host.
  std::optional<Target> target() const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace meridian::load
