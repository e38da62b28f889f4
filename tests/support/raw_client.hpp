// A blocking client of raw bytes for in-process tests, plain TCP, with a deadline on every wait.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meridian::test {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;

  void send(std::string_view bytes);
  void finish_sending();  // FIN
  struct Response {
    int status = 0;  // 0: none came
    std::string head;
    std::string body;  // content: chunks removed
    bool complete = false;
    std::string field(std::string_view name) const;  // "" where absent
  };
  // The next response; `head_request`: it has no body. Interim responses are returned as well.
  Response receive(bool head_request = false);
  // Everything up to the end of the connection.
  std::string receive_to_end();
  std::string receive_some();  // what comes next; empty at the end
  void reset();                // RST; nothing may be called afterwards
  bool was_reset() const { return reset_; }
  Response get(std::string_view path, std::string_view fields = "");

 private:
  bool fill();  // false at the end
  void receive_chunks(Response& response);
  int fd_;
  std::string in_;
  bool reset_ = false;
};

}  // namespace meridian::test
