// Both forms, written.
#include "core/proxy_protocol/forms.hpp"

namespace meridian::proxy_protocol {

namespace {

bool is_inet(const Addresses& addresses) {
  return addresses.source.address.is_v4() && addresses.destination.address.is_v4();
}

// An IPv4 address beside an IPv6 one. "::ffff:192.0.2.1" is the form inet_ntop writes.
std::string text_of(const IpAddress& address, bool v4) {
  return !v4 && address.is_v4() ? "::ffff:" + address.to_string() : address.to_string();
}

std::string write_line(const Header& header) {
  if (!header.addresses) return "PROXY UNKNOWN\r\n";
  const auto& [source, destination] = *header.addresses;
  const bool v4 = is_inet(*header.addresses);
  std::string line = v4 ? "PROXY TCP4 " : "PROXY TCP6 ";
  line.append(text_of(source.address, v4)).append(" ");
  line.append(text_of(destination.address, v4)).append(" ");
  line.append(std::to_string(source.port)).append(" ");
  return line.append(std::to_string(destination.port)).append("\r\n");
}

void put_number(std::string& out, std::size_t number) {
  out += static_cast<char>(number >> 8 & 255);
  out += static_cast<char>(number & 255);
}

void put_address(std::string& out, const IpAddress& address, bool v4) {
  const auto& bytes = address.bytes();
  out.append(bytes.begin() + (v4 ? 12 : 0), bytes.end());
}

std::string write_binary(const Header& header) {
  std::string out(kSignature);
  out += header.command == Command::local ? '\x20' : '\x21';
  if (!header.addresses || header.command == Command::local)
    return out.append(3, '\0');  // UNSPEC, nothing follows
  const auto& [source, destination] = *header.addresses;
  const bool v4 = is_inet(*header.addresses);
  out += v4 ? '\x11' : '\x21';
  put_number(out, v4 ? kInetBytes : kInet6Bytes);
  put_address(out, source.address, v4);
  put_address(out, destination.address, v4);
  put_number(out, source.port);
  put_number(out, destination.port);
  return out;
}

}  // namespace

std::string write(const Header& header) {
  return header.version == Version::v1 ? write_line(header) : write_binary(header);
}

}  // namespace meridian::proxy_protocol
