// A secret that signs short texts: HMAC-SHA-256, cut to 128 bits and written in base64url.
// Immutable and shared by all threads.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"

typedef struct evp_mac_ctx_st EVP_MAC_CTX;

namespace meridian::tls {

class MacKey {
 public:
  // The bytes of the file are the secret, line ends included. Fails where it cannot be read or is
  // shorter than `bytes_min`. Blocks.
  static Result<std::shared_ptr<const MacKey>> load(const std::string& file, std::size_t bytes_min);
  static std::string random_secret();
  explicit MacKey(std::string_view secret);  // not empty
  ~MacKey();

  // Tells keys apart without telling the secret: 8 characters.
  const std::string& id() const { return id_; }
  std::string sign(std::string_view text) const;  // 22 characters
  // In a time that says nothing about where they differ.
  bool verify(std::string_view text, std::string_view mac) const;

 private:
  struct Release {
    void operator()(EVP_MAC_CTX* context) const;
  };
  std::string mac_of(std::string_view text, std::size_t bytes) const;

  std::unique_ptr<EVP_MAC_CTX, Release> keyed_;  // a copy of it makes each MAC
  std::string id_;
};

}  // namespace meridian::tls
