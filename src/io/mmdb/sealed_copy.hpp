// The bytes of a file in memory of our own that nobody can change or shrink: a sealed memfd, and a
// read-only mapping of it. libmaxminddb, which opens by name only, opens it by path().
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "meridian/core/base/result.hpp"

namespace meridian::mmdb {

class SealedCopy {
 public:
  static Result<SealedCopy> of_file(const std::string& path);
  static Result<SealedCopy> of_bytes(std::span<const std::byte> bytes, const std::string& name);
  SealedCopy(SealedCopy&& other) noexcept;
  SealedCopy& operator=(SealedCopy&&) = delete;
  ~SealedCopy();

  std::span<const std::byte> bytes() const { return bytes_; }
  std::string path() const;  // good while this lives

 private:
  // Fills all of the span, or says why not.
  using Fill = std::function<std::optional<Error>(std::span<std::byte>)>;
  static Result<SealedCopy> make(std::size_t size, const std::string& name, const Fill& fill);
  SealedCopy(int descriptor, std::span<const std::byte> bytes)
      : descriptor_(descriptor), bytes_(bytes) {}

  int descriptor_;
  std::span<const std::byte> bytes_;
};

}  // namespace meridian::mmdb
