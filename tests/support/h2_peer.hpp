// The client's side of HTTP/2 for tests: frames as bytes, whatever a test wants to say with them,
// and what a server answered, frame by frame and stream by stream. HPACK is the library's.
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meridian::test {

using H2Fields = std::vector<std::pair<std::string, std::string>>;

struct H2Frame {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload;
  bool has(unsigned flag) const { return (flags & flag) != 0; }
};

struct H2Response {
  int status = 0;            // of the final head; 0: none came
  std::vector<int> interim;  // statuses of the heads before it
  H2Fields fields;           // of the final head
  H2Fields trailers;
  std::string body;
  bool ended = false;  // END_STREAM
  bool reset = false;
  std::uint32_t reset_code = 0;
  std::string field(std::string_view name) const;  // "" where absent
};

class H2Peer {
 public:
  H2Peer();
  ~H2Peer();
  H2Peer(const H2Peer&) = delete;

  // To send.
  static std::string frame(std::uint8_t type, unsigned flags, std::uint32_t stream,
                           std::string_view payload = {});
  static std::string preface(std::string_view settings = {});  // with SETTINGS
  static std::string setting(std::uint16_t id, std::uint32_t value);
  static std::string settings_ack() { return frame(NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0); }
  static std::string data(std::uint32_t stream, std::string_view bytes, bool last = true);
  static std::string reset(std::uint32_t stream, std::uint32_t code = NGHTTP2_CANCEL);
  static std::string window_update(std::uint32_t stream, std::uint32_t bytes);
  static std::string ping(bool ack = false);
  std::string block(const H2Fields& fields);  // HPACK
  std::string headers(std::uint32_t stream, const H2Fields& fields, bool last = true);
  std::string get(std::uint32_t stream, const std::string& path = "/", const H2Fields& more = {});
  std::string post(std::uint32_t stream, const H2Fields& more = {});  // DATA follows
  static H2Fields request(const std::string& method, const std::string& path,
                          const H2Fields& more = {});

  // What the server sent.
  void receive(std::string_view bytes);
  const std::vector<H2Frame>& frames() const { return frames_; }
  std::size_t count(std::uint8_t type) const;
  H2Response& response(std::uint32_t stream) { return responses_[stream]; }
  bool gone_away() const { return gone_away_; }
  std::uint32_t goaway_code() const { return goaway_code_; }
  std::uint32_t goaway_last() const { return goaway_last_; }

 private:
  void take(const H2Frame& frame);
  void take_headers(const H2Frame& frame);
  H2Fields decode(std::string_view block);

  nghttp2_hd_deflater* deflater_ = nullptr;
  nghttp2_hd_inflater* inflater_ = nullptr;
  std::string in_;
  std::vector<H2Frame> frames_;
  std::map<std::uint32_t, H2Response> responses_;
  bool gone_away_ = false;
  std::uint32_t goaway_code_ = 0, goaway_last_ = 0;
};

}  // namespace meridian::test
