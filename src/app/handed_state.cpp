#include "app/handed_state.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "meridian/core/base/limits.hpp"

namespace meridian::app {

namespace {

using nlohmann::json;

constexpr std::size_t kStateBytesMax = 2 << 20;  // overrides and sockets at their bounds
constexpr int kFormat = 1;

Error bad_state(const std::string& what) {
  return {ErrorCode::invalid, ErrorSource::system, false,
          "what the process before handed over cannot be used: " + what};
}

Error system_failure(const std::string& what) {
  return {ErrorCode::io, ErrorSource::system, false, what + ": " + std::strerror(errno)};
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4];
    text += kDigits[value & 15];
  }
  return text;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// False: no hexadecimal number of so many bytes.
bool from_hex(std::string_view text, char* out, std::size_t bytes) {
  if (text.size() != 2 * bytes) return false;
  for (std::size_t i = 0; i < bytes; ++i) {
    const int high = digit_of(text[2 * i]);
    const int low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<char>(high << 4 | low);
  }
  return true;
}

std::int64_t in_milliseconds(WallTime time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::string encode(const HandedState& state) {
  json document{{"format", kFormat},
                {"tickets", to_hex({reinterpret_cast<const char*>(state.tickets.keys.data()),
                                    sizeof state.tickets.keys})},
                {"pin_secret", to_hex(state.pin_secret)},
                {"overrides", state.overrides},
                {"local_overrides", state.local_overrides},
                {"overrides_known_at_ms", in_milliseconds(state.overrides_known_at)},
                {"listeners", json::array()}};
  for (const HandedSockets& one : state.listeners)
    document["listeners"].push_back(
        {{"listener", one.listener}, {"bind", one.bind}, {"sockets", one.sockets.size()}});
  return document.dump();
}

Result<HandedState> decode(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || document.value("format", 0) != kFormat)
    return bad_state("it has another format");
  HandedState state;
  try {
    const std::string tickets = document.at("tickets").get<std::string>();
    const std::string pin = document.at("pin_secret").get<std::string>();
    state.pin_secret.resize(pin.size() / 2);
    if (!from_hex(tickets, reinterpret_cast<char*>(state.tickets.keys.data()),
                  sizeof state.tickets.keys) ||
        !from_hex(pin, state.pin_secret.data(), state.pin_secret.size()))
      return bad_state("a key is damaged");
    state.overrides = document.at("overrides").get<std::string>();
    state.local_overrides = document.at("local_overrides").get<std::string>();
    state.overrides_known_at =
        WallTime(milliseconds(document.at("overrides_known_at_ms").get<std::int64_t>()));
    for (const json& one : document.at("listeners")) {
      const auto sockets = one.at("sockets").get<std::size_t>();
      if (sockets > limits::kWorkersMax) return bad_state("too many sockets");
      state.listeners.push_back({one.at("listener").get<std::string>(),
                                 one.at("bind").get<std::string>(), std::vector<int>(sockets, -1)});
    }
  } catch (const json::exception& error) {
    return bad_state(error.what());
  }
  return state;
}

// A file without a name that holds the text; the caller closes it.
Result<int> file_of(std::string_view text) {
  const int fd = ::memfd_create("meridian-state", MFD_CLOEXEC);
  if (fd < 0) return system_failure("cannot make a file in memory");
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      ::close(fd);
      return system_failure("cannot write a file in memory");
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return fd;
}

Result<std::string> text_of(int fd) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  if (size < 0 || static_cast<std::size_t>(size) > kStateBytesMax) return bad_state("its size");
  std::string text(static_cast<std::size_t>(size), '\0');
  if (::pread(fd, text.data(), text.size(), 0) != size) return system_failure("cannot read it");
  return text;
}

}  // namespace

Result<bool> send_state(net::DescriptorChannel& to, const HandedState& state) {
  auto file = file_of(encode(state));
  if (file.has_error()) return file.error();
  auto sent = to.send("state", {&*file, 1});
  ::close(*file);
  if (sent.has_error()) return sent;
  for (const HandedSockets& one : state.listeners) {
    std::span<const int> rest(one.sockets);
    while (!rest.empty()) {
      const auto some = rest.first(std::min(rest.size(), net::DescriptorChannel::kDescriptorsMax));
      if (sent = to.send("sockets", some); sent.has_error()) return sent;
      rest = rest.subspan(some.size());
    }
  }
  return true;
}

Result<HandedState> receive_state(net::DescriptorChannel& from) {
  auto first = from.receive();
  if (first.has_error()) return first.error();
  if (first->descriptors.size() != 1) return bad_state("it has no file");
  auto text = text_of(first->descriptors.front());
  ::close(first->descriptors.front());
  if (text.has_error()) return text.error();
  auto state = decode(*text);
  if (state.has_error()) return state;
  for (HandedSockets& one : state->listeners) {
    for (std::size_t at = 0; at < one.sockets.size();) {
      auto some = from.receive();
      if (some.has_error()) return some.error();
      if (some->descriptors.empty() || some->descriptors.size() > one.sockets.size() - at)
        return bad_state("its sockets");
      std::copy(some->descriptors.begin(), some->descriptors.end(),
                one.sockets.begin() + static_cast<std::ptrdiff_t>(at));
      at += some->descriptors.size();
    }
  }
  return state;
}

}  // namespace meridian::app
