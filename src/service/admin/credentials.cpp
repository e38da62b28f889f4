#include "meridian/service/admin/credentials.hpp"

#include <fstream>
#include <iterator>

namespace meridian::admin {

namespace {

constexpr std::size_t kFileBytesMax = 1024;

}  // namespace

Result<std::shared_ptr<const Credentials>> Credentials::load(
    const std::vector<config::AdminToken>& tokens) {
  auto made = std::make_shared<Credentials>();
  for (const config::AdminToken& token : tokens) {
    std::ifstream file(token.sha256_file, std::ios::binary);
    std::string text(kFileBytesMax, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    const auto digest = tls::parse_sha256(text);
    if (!digest)
      return Error{ErrorCode::invalid, ErrorSource::file, false,
                   "admin.tokens: " + token.name + ": " + token.sha256_file +
                       " does not hold a SHA-256; write what `meridian ctl token new` prints"};
    made->tokens_.push_back({{token.name, token.role}, *digest});
  }
  return std::shared_ptr<const Credentials>(std::move(made));
}

std::optional<Caller> Credentials::find(std::string_view token) const {
  const tls::Sha256 digest = tls::sha256(token);
  std::optional<Caller> found;
  for (const Token& known : tokens_)
    if (tls::equal(known.digest, digest)) found = known.caller;
  return found;
}

}  // namespace meridian::admin
