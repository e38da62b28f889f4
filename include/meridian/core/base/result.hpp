// What the world does wrong (a peer, a file, a store) is a value: Result<T>. What we do wrong is
// MERIDIAN_CHECK. Nothing here throws.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace meridian {

enum class ErrorCode : std::uint8_t {
  invalid,      // the bytes or values break a rule
  not_found,    // a file, name or record does not exist
  refused,      // the peer said no: connection refused, permission denied
  reset,        // the peer broke the connection
  timeout,      // a deadline passed
  limit,        // one of our bounds was reached
  unavailable,  // a resource is missing for now
  io,           // any other failure of the operating system
};

enum class ErrorSource : std::uint8_t { client, upstream, file, system, store };

struct Error {
  ErrorCode code{};
  ErrorSource source{};
  bool retryable = false;  // the same call may succeed later without a change of its input
  std::string context;     // a sentence for a person: place, what is wrong, remedy
};

std::string_view to_string(ErrorCode code);
std::string_view to_string(ErrorSource source);

// Asked for by boost::system::result when value() is called on an error: a bug of ours.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& at);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace meridian
