#include "meridian/service/cli/load_config.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/config/parse.hpp"

namespace meridian::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string reason() {
  return std::generic_category().message(errno);
}

Error file_error(ErrorCode code, std::string context) {
  return {code, ErrorSource::file, false, std::move(context)};
}

// Opening must not wait, also where the name turns out to be a pipe.
Result<int> open_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return file_error(ErrorCode::not_found, "cannot be opened: " + reason());
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    const bool directory = S_ISDIR(status.st_mode);
    ::close(fd);
    return file_error(ErrorCode::invalid, directory ? "is a directory" : "is not a regular file");
  }
  return fd;
}

// At most one byte more than a config may have, which the parser then refuses.
Result<std::string> read_text(const std::string& path) {
  const auto opened = open_file(path);
  if (!opened) return opened.error();
  const Descriptor file(*opened);
  std::string text(limits::kConfigBytesMax + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(ErrorCode::io, "cannot be read: " + reason());
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

std::string directory_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  if (slash == std::string::npos) return {};
  return slash == 0 ? "/" : file.substr(0, slash);
}

// Empty where nothing is wrong.
std::string complaint_about(const config::FileReference& reference) {
  const auto opened = open_file(reference.path);
  if (!opened) return opened.error().context;
  const Descriptor file(*opened);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return "cannot be read: " + reason();
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size >= reference.bytes_min) return {};
  return "holds " + std::to_string(size) + " bytes, and must hold at least " +
         std::to_string(reference.bytes_min);
}

}  // namespace

LoadOutcome load_config(const std::string& file) {
  const auto text = read_text(file);
  if (!text) {
    const std::string& context = text.error().context;
    return Complaints{file + ": error: " + context + "; name a config file with -c FILE"};
  }
  auto outcome = config::parse_config(*text, directory_of(file));
  if (auto* parsed = std::get_if<config::Config>(&outcome)) return std::move(*parsed);
  Complaints complaints;
  for (const auto& diagnostic : std::get<std::vector<config::Diagnostic>>(outcome)) {
    complaints.push_back(config::format(diagnostic, file));
  }
  return complaints;
}

Complaints find_surprises(const config::Config& config, std::string_view file) {
  Complaints complaints;
  for (const config::Service& service : config.services) {
    const config::Affinity& affinity = service.affinity;
    if (affinity.by != config::AffinityBy::cookie || !affinity.key_files.empty()) continue;
    complaints.push_back(std::string(file) + ": warning: services." + service.id +
                         ".affinity: pins end with this process and count on no other edge; add "
                         "`key_files`");
  }
  return complaints;
}

Complaints find_unreadable_files(const config::Config& config, std::string_view file) {
  Complaints complaints;
  for (const config::FileReference& reference : config.files) {
    const std::string wrong = complaint_about(reference);
    if (wrong.empty()) continue;
    const char* remedy = reference.bytes_min == 0
                             ? "relative names begin at the directory of this config"
                             : "make one with `openssl rand -out FILE 32`";
    complaints.push_back(config::format({reference.line, reference.column, reference.key,
                                         "`" + reference.path + "` " + wrong, remedy},
                                        file));
  }
  return complaints;
}

}  // namespace meridian::cli
