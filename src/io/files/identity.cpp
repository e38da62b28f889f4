#include "meridian/io/files/identity.hpp"

#include <sys/stat.h>

namespace meridian::files {

namespace {

std::int64_t nanoseconds_of(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Identity identity_in(const struct stat& found) {
  return {found.st_dev, found.st_ino, static_cast<std::uint64_t>(found.st_size),
          nanoseconds_of(found.st_mtim), nanoseconds_of(found.st_ctim)};
}

}  // namespace

std::optional<Identity> identity_of(int descriptor) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return identity_in(found);
}

std::optional<Identity> identity_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return identity_in(found);
}

}  // namespace meridian::files
