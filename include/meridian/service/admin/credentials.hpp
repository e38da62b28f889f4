// Who may use the admin API. Immutable; made on the control thread at the start and at a reload.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/admin.hpp"
#include "meridian/io/tls/token.hpp"

namespace meridian::admin {

struct Caller {
  std::string name;
  config::AdminRole role = config::AdminRole::viewer;
};

class Credentials {
 public:
  // Reads the digest files. Blocks.
  static Result<std::shared_ptr<const Credentials>> load(
      const std::vector<config::AdminToken>& tokens);

  bool empty() const { return tokens_.empty(); }
  // Nothing: no token is this one. Takes as long for each.
  std::optional<Caller> find(std::string_view token) const;

 private:
  struct Token {
    Caller caller;
    tls::Sha256 digest;
  };
  std::vector<Token> tokens_;
};

}  // namespace meridian::admin
