#include "meridian/io/store/state_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::store {

namespace {

constexpr std::string_view kFormat = "meridian-state 1 ";
constexpr std::size_t kFileBytesMax = limits::kOverridesBytesMax + 256;  // with its two lines

Error failure(const std::string& path, int code) {
  return {ErrorCode::io, ErrorSource::file, true,
          "store.state_file: " + path + ": " + std::generic_category().message(code)};
}

// Without what ends it; nothing where no line ends.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == rest.npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

Result<void> write_synced(const std::string& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return failure(path, errno);
  Result<void> done;
  while (done && !text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0)
      done = failure(path, errno);
    else
      text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (done && ::fsync(fd) != 0) done = failure(path, errno);
  if (::close(fd) != 0 && done) done = failure(path, errno);
  return done;
}

}  // namespace

std::string state_file_text(const SavedState& state) {
  const auto since = std::chrono::duration_cast<milliseconds>(state.known_at.time_since_epoch());
  const std::string rest = std::to_string(since.count()) + "\n" + state.text;
  return std::string(kFormat) + std::to_string(hash64(rest)) + "\n" + rest;
}

std::optional<SavedState> parse_state_file(std::string_view text) {
  const auto head = take_line(text);
  if (!head || !head->starts_with(kFormat)) return std::nullopt;
  if (parse_decimal(head->substr(kFormat.size())) != hash64(text)) return std::nullopt;
  const auto line = take_line(text);
  const auto time = line ? parse_decimal(*line) : std::nullopt;
  if (!time ||
      *time > static_cast<std::uint64_t>(WallTime::max().time_since_epoch() / milliseconds(1)))
    return std::nullopt;
  return SavedState{std::string(text), WallTime(milliseconds(*time))};
}

Result<std::optional<SavedState>> read_state_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) return std::optional<SavedState>();
  if (error) return failure(path, error.value());
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(path, errno);
  std::string text;
  if (size <= kFileBytesMax) text.assign(std::istreambuf_iterator<char>(file), {});
  if (auto state = parse_state_file(text)) return std::optional(std::move(*state));
  return Error{ErrorCode::invalid, ErrorSource::file, false,
               "store.state_file: " + path +
                   " is damaged or of another format; remove it to start as the config says"};
}

Result<void> write_state_file(const std::string& path, const SavedState& state) {
  const std::string unfinished = path + ".new";
  auto done = write_synced(unfinished, state_file_text(state));
  if (done && std::rename(unfinished.c_str(), path.c_str()) != 0) done = failure(path, errno);
  if (!done) ::unlink(unfinished.c_str());
  return done;
}

}  // namespace meridian::store
