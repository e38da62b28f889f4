#include "io/observability/log_file.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <utility>

namespace meridian::observability {
namespace {

Error failure(const std::string& path, const char* what) {
  return {.code = ErrorCode::io,
          .source = ErrorSource::file,
          .retryable = true,
          .context = "access log " + path + ": " + what};
}

Result<std::shared_ptr<spdlog::sinks::sink>> open_sink(const std::string& path) {
  std::shared_ptr<spdlog::sinks::sink> sink;
  try {
    if (path == "-") {
      sink = std::make_shared<spdlog::sinks::stdout_sink_st>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(path, false);
    }
  } catch (const spdlog::spdlog_ex& error) {
    return failure(path, error.what());
  }
  // The lines are complete: nothing is added to them.
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      "%v", spdlog::pattern_time_type::utc, std::string()));
  return sink;
}

}  // namespace

LogFile::LogFile(std::string path, std::shared_ptr<spdlog::sinks::sink> sink)
    : path_(std::move(path)), sink_(std::move(sink)) {}

Result<LogFile> LogFile::open(const std::string& path) {
  auto sink = open_sink(path);
  if (!sink) return sink.error();
  return LogFile(path, *sink);
}

Result<void> LogFile::reopen() {
  auto sink = open_sink(path_);
  if (!sink) return sink.error();
  sink_ = *sink;
  return {};
}

Result<void> LogFile::write(std::string_view lines) {
  try {
    const spdlog::details::log_msg message(spdlog::string_view_t("access"), spdlog::level::info,
                                           spdlog::string_view_t(lines.data(), lines.size()));
    sink_->log(message);
    sink_->flush();
  } catch (const spdlog::spdlog_ex& error) {
    return failure(path_, error.what());
  }
  return {};
}

}  // namespace meridian::observability
