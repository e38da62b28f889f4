#include "io/mmdb/sealed_copy.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <optional>
#include <utility>

#include "io/mmdb/fault.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/io/files/identity.hpp"

namespace meridian::mmdb {

namespace {

// Fills all of the span, or says why not.
using Fill = std::function<std::optional<Error>(std::span<std::byte>)>;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

Error system_error(const std::string& name, const std::string& what) {
  const int number = errno;
  Error error{ErrorCode::io, ErrorSource::file, false,
              name + ": " + what + ": " + std::strerror(number)};
  if (number == ENOENT) {
    error.code = ErrorCode::not_found;
    error.context += "; fetch it by geoip/update, or name another file";
  } else if (number == EACCES || number == EPERM) {
    error.code = ErrorCode::refused;
    error.context += "; let the user that meridian runs as read it";
  }
  return error;
}

std::optional<Error> fill_from(int file, std::span<std::byte> out, const std::string& path) {
  while (!out.empty()) {
    const ssize_t taken = ::read(file, out.data(), out.size());
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return system_error(path, "cannot be read");
    if (taken == 0) break;
    out = out.subspan(static_cast<std::size_t>(taken));
  }
  return std::nullopt;  // a file that has become shorter is seen by its identity
}

// Runs `fill` on a writable mapping that is gone afterwards, as the seal demands.
std::optional<Error> fill_memory(int memory, std::size_t size, const std::string& name,
                                 const Fill& fill) {
  void* mapped = MAP_FAILED;
  if (::ftruncate(memory, static_cast<off_t>(size)) == 0)
    mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  if (mapped == MAP_FAILED) return system_error(name, "no memory for a copy of it");
  auto error = fill({static_cast<std::byte*>(mapped), size});
  ::munmap(mapped, size);
  return error;
}

}  // namespace

Result<SealedCopy> SealedCopy::make(std::size_t size, const std::string& name, const Fill& fill) {
  if (size == 0) return bad_file(name, "is empty");
  if (size > limits::kGeoFileBytesMax) return bad_file(name, "is larger than a database may be");
  Descriptor memory(::memfd_create("meridian-geoip", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (memory.get() < 0) return system_error(name, "no memory for a copy of it");
  if (auto error = fill_memory(memory.get(), size, name, fill)) return *error;
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (::fcntl(memory.get(), F_ADD_SEALS, kSeals) != 0)
    return system_error(name, "the copy of it cannot be sealed");
  const void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, memory.get(), 0);
  if (mapped == MAP_FAILED) return system_error(name, "the copy of it cannot be mapped");
  return SealedCopy(memory.release(), {static_cast<const std::byte*>(mapped), size});
}

Result<SealedCopy> SealedCopy::of_file(const std::string& path) {
  // Not to wait where the path is a pipe: it is refused below.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return system_error(path, "cannot be opened");
  const auto before = files::identity_of(file.get());
  if (!before) return bad_file(path, "is not a regular file");
  return make(before->size, path, [&](std::span<std::byte> out) -> std::optional<Error> {
    if (auto error = fill_from(file.get(), out, path)) return error;
    if (files::identity_of(file.get()) == before) return std::nullopt;
    return Error{ErrorCode::unavailable, ErrorSource::file, true,
                 path + ": changed while it was read; replace it by rename, not in place"};
  });
}

Result<SealedCopy> SealedCopy::of_bytes(std::span<const std::byte> bytes, const std::string& name) {
  return make(bytes.size(), name, [&](std::span<std::byte> out) -> std::optional<Error> {
    std::memcpy(out.data(), bytes.data(), bytes.size());
    return std::nullopt;
  });
}

SealedCopy::SealedCopy(SealedCopy&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), bytes_(std::exchange(other.bytes_, {})) {}

SealedCopy::~SealedCopy() {
  if (descriptor_ < 0) return;
  ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  ::close(descriptor_);
}

std::string SealedCopy::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace meridian::mmdb
