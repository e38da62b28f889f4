#include <charconv>
#include <cstdint>
#include <optional>

#include "reading.hpp"

namespace meridian::differential {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!alphanumeric && kOthers.find(c) == kOthers.npos) return false;
  }
  return !text.empty();
}

bool is_value(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

bool is_target(std::string_view text) {
  for (const char c : text)
    if (c <= ' ' || c >= 0x7f || c == '#') return false;
  return !text.empty();
}

// Of digits only, and below 2^63.
std::optional<std::uint64_t> number(std::string_view text, int base) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (end.ptr != text.data() + text.size() || value >> 63 != 0) return std::nullopt;
  return value;
}

class Strict {
 public:
  explicit Strict(std::string_view in) : in_(in) {}

  std::vector<Request> all() {
    std::vector<Request> requests;
    for (bool more = true; more && !in_.empty();) {
      if (in_.starts_with(kLineEnd)) in_.remove_prefix(2);
      const std::string_view before = in_;
      Request request;
      if (!head(request)) break;
      request.head = before.substr(0, before.size() - in_.size());
      more = framed_body(request) && !ends_connection(request);
      requests.push_back(std::move(request));
    }
    return requests;
  }

 private:
  std::optional<std::string_view> line() {
    const std::size_t end = in_.find(kLineEnd);
    if (end == in_.npos) return std::nullopt;
    const std::string_view found = in_.substr(0, end);
    in_.remove_prefix(end + 2);
    return found;
  }

  bool head(Request& request) {
    const auto first = line();
    if (!first || !request_line(*first, request)) return false;
    for (auto next = line(); next; next = line()) {
      if (next->empty()) return is_one_host(request) && framing(request);
      const std::size_t colon = next->find(':');
      if (colon == next->npos || !is_token(next->substr(0, colon))) return false;
      if (!is_value(next->substr(colon + 1))) return false;
      request.fields.push_back(
          {lower(next->substr(0, colon)), std::string(trimmed(next->substr(colon + 1)))});
    }
    return false;
  }

  bool request_line(std::string_view text, Request& request) {
    const std::size_t first = text.find(' ');
    const std::size_t last = text.rfind(' ');
    if (first == text.npos || first == last) return false;
    const std::string_view method = text.substr(0, first);
    const std::string_view target = text.substr(first + 1, last - first - 1);
    const std::string_view version = text.substr(last + 1);
    const bool known = version.size() == 8 && version.starts_with("HTTP/1.") && version[7] >= '0' &&
                       version[7] <= '9';
    if (!known || !is_token(method) || lower(method) == method || !is_target(target)) return false;
    old_ = version[7] == '0';
    request.method = method;
    request.target = target;
    return true;
  }

  bool is_one_host(const Request& request) const {
    const std::size_t hosts = request.count("host");
    if (hosts == 0) return old_;
    const std::string host = request.value("host");
    return hosts == 1 && !host.empty() && host.find_first_of(" \t,@#/?\\") == host.npos;
  }

  bool framing(const Request& request) {
    length_ = 0;
    const std::size_t codings = request.count("transfer-encoding");
    const std::size_t lengths = request.count("content-length");
    chunked_ = codings == 1;
    if (codings + lengths > 1) return false;
    if (codings == 1) return !old_ && lower(request.value("transfer-encoding")) == "chunked";
    if (lengths == 0) return true;
    const std::string value = request.value("content-length");
    const auto length = number(value, 10);
    if (!length || value.find_first_not_of("0123456789") != value.npos) return false;
    length_ = *length;
    return true;
  }

  // False: what follows it is not known to be a request.
  bool framed_body(Request& request) {
    if (!chunked_) {
      request.body = in_.substr(0, length_);
      request.complete = request.body.size() == length_;
      in_.remove_prefix(request.body.size());
      return request.complete;
    }
    while (true) {
      const auto size_line = line();
      if (!size_line || !is_value(*size_line)) return false;
      const std::string_view digits = size_line->substr(0, size_line->find(';'));
      const auto size = digits.size() <= 16 ? number(digits, 16) : std::nullopt;
      if (!size) return false;
      if (*size == 0) return request.complete = trailers();
      request.body += in_.substr(0, *size);
      if (in_.size() < *size + 2 || in_.substr(*size, 2) != kLineEnd) return false;
      in_.remove_prefix(*size + 2);
    }
  }

  bool trailers() {
    for (auto next = line(); next; next = line()) {
      if (next->empty()) return true;
      const std::size_t colon = next->find(':');
      if (colon == next->npos || !is_token(next->substr(0, colon)) || !is_value(*next))
        return false;
    }
    return false;
  }

  bool ends_connection(const Request& request) const {
    if (request.method == "CONNECT") return true;
    return lower(request.value("connection")).find("close") != std::string::npos;
  }

  std::string_view in_;
  bool old_ = false;
  bool chunked_ = false;
  std::uint64_t length_ = 0;
};

}  // namespace

std::vector<Request> read_strictly(std::string_view sent) {
  return Strict(sent).all();
}

}  // namespace meridian::differential
