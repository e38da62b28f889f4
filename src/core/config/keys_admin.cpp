#include "core/config/addresses.hpp"
#include "core/config/keys.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

constexpr std::uint64_t kSha256Digits = 64;
constexpr std::size_t kTokensMax = 256;

const Section<AdminToken>& token_section() {
  static const Section<AdminToken> section{
      key("name", &AdminToken::name, Name{}, kRequired, "whose it is, in the audit log"),
      key("role", &AdminToken::role,
          Choice<AdminRole>{{{"viewer", AdminRole::viewer},
                             {"operator", AdminRole::operator_},
                             {"admin", AdminRole::admin}}},
          kRequired, "viewer: read; operator: change; admin: also reset all changes"),
      key("sha256_file", &AdminToken::sha256_file, FileName{false, kSha256Digits}, kRequired,
          "file with the SHA-256 of the token, as `meridian ctl token new` prints it"),
  };
  return section;
}

}  // namespace

const Section<Admin>& admin_section() {
  static const Section<Admin> section{
      key("bind", &Admin::bind, ListOf<BindAddress>{{}, 4}, "[127.0.0.1:9901]",
          "addresses of the admin API; without tokens loopback only"),
      key("tokens", &Admin::tokens, ListOf<SectionOf<AdminToken>>{{token_section}, kTokensMax},
          kUnset, "who may use it; none: everybody who reaches it"),
  };
  return section;
}

}  // namespace meridian::config
