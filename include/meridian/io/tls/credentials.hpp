// Certificates and keys of a listener, loaded once and shared by all workers. Immutable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::tls {

// One chain with its key, parsed from PEM.
class Credential;

class Credentials {
 public:
  // Reads every pair; fails with the file's name where one is missing, unparsable, where key and
  // certificate do not match, or where a leaf has no DNS name. Expired ones load (and are
  // reported).
  static Result<std::shared_ptr<const Credentials>> load(
      const std::vector<config::Certificate>& certificates);
  ~Credentials();

  struct Summary {
    std::string file;
    std::vector<std::string> names;  // DNS names of the leaf
    std::string key_type;            // "EC", "RSA", ..
    WallTime not_after{};
  };
  std::vector<Summary> summaries() const;
  const std::vector<std::unique_ptr<Credential>>& list() const { return list_; }

 private:
  Credentials();
  std::vector<std::unique_ptr<Credential>> list_;
};

}  // namespace meridian::tls
