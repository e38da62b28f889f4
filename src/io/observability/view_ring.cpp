#include "meridian/io/observability/view_ring.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "meridian/core/base/limits.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::observability {

namespace {

namespace fs = std::filesystem;

Error failure(const std::string& path, int code) {
  return {ErrorCode::io, ErrorSource::file, true,
          path + ": " + std::generic_category().message(code)};
}

Result<void> write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failure(path, errno);
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

ViewRing::ViewRing(Settings settings) : settings_(std::move(settings)) {}

void ViewRing::write(const routing::View& view) {
  note(try_write(view));
}

// Of earlier processes. A file that cannot be read as a view counts with no config.
void ViewRing::find_kept() {
  if (std::exchange(looked_, true)) return;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(settings_.directory, ignored)) {
    const auto name = replay::parse_view_file_name(entry.path().filename().string());
    if (!name || kept_.size() == limits::kSavedViewsMax) continue;
    const auto size = entry.file_size(ignored);
    const auto head = replay::read_saved_head(
        size <= limits::kSavedViewBytesMax ? read_file(entry.path()) : std::string());
    kept_[*name] = head ? head->config : 0;
  }
}

Result<void> ViewRing::try_write(const routing::View& view) {
  std::error_code error;
  if (fs::create_directories(settings_.directory, error))
    fs::permissions(settings_.directory, fs::perms(0750), error);
  if (error) return failure(settings_.directory, error.value());
  find_kept();
  const replay::ViewName name{settings_.run, view.version, view.local_sequence};
  const std::string& config = view.topology->config()->source;
  const std::uint64_t digest = replay::config_digest(config);
  // Every decision of a view rests on what its digests are made of: an equal name decides alike.
  if (kept_.contains(name)) return {};
  const std::string config_file = replay::config_file_name(digest);
  if (!fs::exists(settings_.directory + "/" + config_file, error))
    if (auto done = write_file(config_file, config); !done) return done;
  const std::string text = replay::save_view(view, settings_.run);
  if (auto done = write_file(replay::view_file_name(name), text); !done) return done;
  kept_[name] = digest;
  written_.fetch_add(1, std::memory_order_relaxed);
  delete_oldest();
  return {};
}

Result<void> ViewRing::write_file(const std::string& name, std::string_view text) const {
  const std::string path = settings_.directory + "/" + name;
  const std::string unfinished = path + ".new";
  const int fd = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return failure(unfinished, errno);
  auto done = write_all(fd, text, unfinished);
  if (::close(fd) != 0 && done) done = failure(unfinished, errno);
  if (done && std::rename(unfinished.c_str(), path.c_str()) != 0) done = failure(path, errno);
  if (!done) ::unlink(unfinished.c_str());
  return done;
}

// Another process may have deleted them before: a missing file is as good.
void ViewRing::delete_oldest() {
  std::error_code ignored;
  while (kept_.size() > settings_.keep) {
    const auto [name, config] = *kept_.begin();
    kept_.erase(kept_.begin());
    fs::remove(settings_.directory + "/" + replay::view_file_name(name), ignored);
    const bool last = std::none_of(kept_.begin(), kept_.end(),
                                   [&](const auto& kept) { return kept.second == config; });
    if (last) fs::remove(settings_.directory + "/" + replay::config_file_name(config), ignored);
  }
}

void ViewRing::note(const Result<void>& result) {
  if (!result) {
    failed_.fetch_add(1, std::memory_order_relaxed);
    if (!std::exchange(failing_, true))
      log_warning("views", "views are not kept for replay: " + result.error().context);
  } else if (std::exchange(failing_, false)) {
    log_info("views", "views are kept again");
  }
}

}  // namespace meridian::observability
