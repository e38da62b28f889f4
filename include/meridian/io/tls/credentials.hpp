// What a listener's TLS has from files, loaded once and shared by all workers. Immutable.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::tls {

// One chain with its key, parsed from PEM.
class Credential;
class ClientAuthorities;

class Credentials {
 public:
  // Reads every pair; fails with the file's name where one is missing, unparsable, where key and
  // certificate do not match, or where a leaf has no DNS name. Expired ones load (and are
  // reported).
  static Result<std::shared_ptr<const Credentials>> load(
      const std::vector<config::Certificate>& certificates);
  // The pairs, and the authorities of clients' certificates, that a listener names.
  static Result<std::shared_ptr<const Credentials>> load_for(const config::Listener& listener);
  ~Credentials();

  struct Summary {
    std::string file;
    std::vector<std::string> names;  // DNS names of the leaf
    std::string key_type;            // "EC", "RSA", ..
    WallTime not_after{};
    std::string ocsp_file;                 // empty: none
    std::optional<WallTime> ocsp_expires;  // when it is no longer stapled
  };
  std::vector<Summary> summaries() const;
  const std::vector<std::unique_ptr<Credential>>& list() const { return list_; }
  const ClientAuthorities& authorities(const std::string& file) const;  // one of the listener's

 private:
  Credentials();
  std::vector<std::unique_ptr<Credential>> list_;
  std::map<std::string, std::unique_ptr<ClientAuthorities>> authorities_;  // by file
};

}  // namespace meridian::tls
