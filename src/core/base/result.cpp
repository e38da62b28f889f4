#include "meridian/core/base/result.hpp"

#include "meridian/core/base/check.hpp"

namespace meridian {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::refused: return "refused";
    case ErrorCode::reset: return "reset";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::limit: return "limit";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::io: return "io";
  }
  return "unknown";
}

std::string_view to_string(ErrorSource source) {
  switch (source) {
    case ErrorSource::client: return "client";
    case ErrorSource::upstream: return "upstream";
    case ErrorSource::file: return "file";
    case ErrorSource::system: return "system";
    case ErrorSource::store: return "store";
  }
  return "unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& at) {
  detail::check_failed(error.context.c_str(), at.file_name(), static_cast<int>(at.line()));
}

}  // namespace meridian
