#include "io/probe/probe_outcome.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/system/errc.hpp>

namespace meridian::probe {
namespace {

namespace asio_error = boost::asio::error;
namespace http = boost::beast::http;
using health::ProbeOutcome;

TEST(ProbeOutcome, ThisMachinesOwnTroublesSayNothingOfTheEndpoint) {
  namespace errc = boost::system::errc;
  for (const auto code :
       {errc::too_many_files_open, errc::too_many_files_open_in_system, errc::no_buffer_space,
        errc::not_enough_memory, errc::address_not_available}) {
    EXPECT_EQ(outcome_of(ProbePhase::connect, make_error_code(code)), std::nullopt) << code;
  }
}

TEST(ProbeOutcome, NamesWhatTheEndpointDid) {
  EXPECT_EQ(outcome_of(ProbePhase::connect, {}), ProbeOutcome::ok);
  EXPECT_EQ(outcome_of(ProbePhase::connect, asio_error::connection_refused), ProbeOutcome::refused);
  EXPECT_EQ(outcome_of(ProbePhase::connect, asio_error::host_unreachable), ProbeOutcome::refused);
  EXPECT_EQ(outcome_of(ProbePhase::connect, asio_error::timed_out), ProbeOutcome::timeout);
  EXPECT_EQ(outcome_of(ProbePhase::connect, boost::beast::error::timeout), ProbeOutcome::timeout);
  EXPECT_EQ(outcome_of(ProbePhase::handshake, asio_error::connection_reset), ProbeOutcome::reset);
  EXPECT_EQ(outcome_of(ProbePhase::handshake, boost::asio::ssl::error::stream_truncated),
            ProbeOutcome::reset);
  EXPECT_EQ(outcome_of(ProbePhase::exchange, http::error::end_of_stream), ProbeOutcome::reset);
  EXPECT_EQ(outcome_of(ProbePhase::exchange, http::error::partial_message), ProbeOutcome::reset);
  EXPECT_EQ(outcome_of(ProbePhase::exchange, http::error::bad_version), ProbeOutcome::bad_answer);
  EXPECT_EQ(outcome_of(ProbePhase::exchange, http::error::header_limit), ProbeOutcome::bad_answer);
  EXPECT_EQ(outcome_of(ProbePhase::exchange, asio_error::eof), ProbeOutcome::reset);
}

}  // namespace
}  // namespace meridian::probe
