// A file whose bytes, line ends included, are a secret.
#pragma once

#include <cstddef>
#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::tls {

// Wipes what it held when it goes.
class Secret {
 public:
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  ~Secret();
  Secret(Secret&&) = default;
  Secret& operator=(Secret&&) = default;
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Fails where the file cannot be read, is shorter than `bytes_min`, or too long. Blocks.
Result<Secret> read_secret(const std::string& file, std::size_t bytes_min);

}  // namespace meridian::tls
