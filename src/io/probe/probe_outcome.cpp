#include "io/probe/probe_outcome.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/system/errc.hpp>

namespace meridian::probe {
namespace {

using boost::system::error_code;
using health::ProbeOutcome;
namespace errc = boost::system::errc;

bool is_our_own(const error_code& error) {
  return error == errc::too_many_files_open || error == errc::too_many_files_open_in_system ||
         error == errc::no_buffer_space || error == errc::not_enough_memory ||
         error == errc::address_not_available || error == errc::address_in_use;
}

ProbeOutcome of_exchange(const error_code& error) {
  namespace http = boost::beast::http;
  if (error == http::error::end_of_stream || error == http::error::partial_message) {
    return ProbeOutcome::reset;
  }
  static const auto& http_category = make_error_code(http::error::end_of_stream).category();
  return error.category() == http_category ? ProbeOutcome::bad_answer : ProbeOutcome::reset;
}

}  // namespace

std::optional<ProbeOutcome> outcome_of(ProbePhase phase, const error_code& error) {
  if (!error) return ProbeOutcome::ok;
  if (is_our_own(error)) return std::nullopt;
  if (error == boost::beast::error::timeout || error == errc::timed_out) {
    return ProbeOutcome::timeout;
  }
  if (phase == ProbePhase::connect) return ProbeOutcome::refused;
  if (error == boost::asio::ssl::error::stream_truncated) return ProbeOutcome::reset;
  if (error.category() == boost::asio::error::get_ssl_category()) return ProbeOutcome::tls;
  return phase == ProbePhase::handshake ? ProbeOutcome::reset : of_exchange(error);
}

}  // namespace meridian::probe
