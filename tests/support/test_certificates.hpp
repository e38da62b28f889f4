// Certificates made while a test runs, so that none expires in the tree: an authority, leaves
// signed by it, and the PEM files a config names.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

typedef struct evp_pkey_st EVP_PKEY;
typedef struct x509_st X509;

namespace meridian::testing {

enum class KeyType { ec, rsa };  // P-256, 2048 bits

struct Issued {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& common_name = "Test CA");
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  std::string certificate() const;  // PEM
  // A leaf for DNS names and address literals. It is valid from an hour before it ends or now,
  // whichever is earlier; a negative `lifetime` makes an expired one.
  Issued issue(const std::vector<std::string>& names, KeyType type = KeyType::ec,
               std::chrono::seconds lifetime = std::chrono::hours(24)) const;
  // What it says of a leaf of its own, in DER; good until `lifetime` from now.
  std::string ocsp_answer(const Issued& leaf, bool good, std::chrono::seconds lifetime) const;

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

// A directory of its own, removed at the end.
class TestDirectory {
 public:
  TestDirectory();
  ~TestDirectory();
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  std::string path(std::string_view name) const { return (root_ / name).string(); }
  std::string write(std::string_view name, std::string_view text) const;  // gives the path

 private:
  std::filesystem::path root_;
};

}  // namespace meridian::testing
