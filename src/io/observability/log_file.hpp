// Where finished lines go: a file or stdout, through a synchronous spdlog sink. Used by one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"

namespace spdlog::sinks {
class sink;
}

namespace meridian::observability {

class LogFile {
 public:
  // `path`: "-" is stdout. A file is created where it does not exist, and appended to.
  static Result<LogFile> open(const std::string& path);

  // Opens the path again; on failure the old file stays in use.
  Result<void> reopen();
  // Whole lines with their newlines; they are in the kernel's hands when this returns.
  Result<void> write(std::string_view lines);

 private:
  LogFile(std::string path, std::shared_ptr<spdlog::sinks::sink> sink);

  std::string path_;
  std::shared_ptr<spdlog::sinks::sink> sink_;
};

}  // namespace meridian::observability
