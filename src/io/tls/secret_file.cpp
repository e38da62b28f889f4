#include "io/tls/secret_file.hpp"

#include <openssl/crypto.h>

#include <fstream>

#include "meridian/core/base/limits.hpp"

namespace meridian::tls {

namespace {

Error secret_error(const std::string& file, const std::string& what) {
  return {ErrorCode::invalid, ErrorSource::file, false, file + " " + what};
}

}  // namespace

Secret::~Secret() {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

Result<Secret> read_secret(const std::string& file, std::size_t bytes_min) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return secret_error(file, "cannot be opened");
  Secret secret(std::string(limits::kPinKeyBytesMax + 1, '\0'));
  std::string& bytes = const_cast<std::string&>(secret.bytes());
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const auto size = static_cast<std::size_t>(in.gcount());
  if (in.bad()) return secret_error(file, "cannot be read");
  if (size < bytes_min)
    return secret_error(file, "is shorter than " + std::to_string(bytes_min) + " bytes");
  if (size > limits::kPinKeyBytesMax) return secret_error(file, "is too long for a secret");
  bytes.resize(size);
  return secret;
}

}  // namespace meridian::tls
