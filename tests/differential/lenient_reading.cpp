#include <cstdlib>

#include "reading.hpp"

namespace meridian::differential {

namespace {

// Just behind the first empty line, or npos.
std::size_t head_end(std::string_view in) {
  for (std::size_t lf = in.find('\n'); lf != in.npos; lf = in.find('\n', lf + 1)) {
    const std::size_t next = lf + 1;
    if (next < in.size() && in[next] == '\n') return next + 1;
    if (next + 1 < in.size() && in[next] == '\r' && in[next + 1] == '\n') return next + 2;
  }
  return in.npos;
}

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Request head_of(std::string_view text) {
  Request request;
  request.head = text;
  const std::string_view first = take_line(text);
  const std::size_t space = first.find_first_of(" \t");
  request.method = first.substr(0, space);
  if (space != first.npos) {
    const std::string_view rest = trimmed(first.substr(space));
    request.target = trimmed(rest.substr(0, rest.find_last_of(" \t")));
  }
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    request.fields.push_back(
        {lower(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
  }
  return request;
}

// How many bytes the chunks take; 0: they are not complete.
std::size_t take_chunks(std::string_view in, std::string& content) {
  std::string_view rest = in;
  while (rest.find('\n') != rest.npos) {
    const std::string line(take_line(rest));
    const std::size_t size = std::strtoull(line.c_str(), nullptr, 16);
    if (size == 0) {
      while (rest.find('\n') != rest.npos)
        if (take_line(rest).empty()) return in.size() - rest.size();
      return 0;
    }
    if (rest.size() < size) return 0;
    content += rest.substr(0, size);
    rest.remove_prefix(size);
    if (rest.starts_with("\r\n")) rest.remove_prefix(2);
  }
  return 0;
}

}  // namespace

LenientStep read_leniently(std::string_view in) {
  LenientStep step;
  std::size_t from = 0;
  while (from < in.size() && (in[from] == '\r' || in[from] == '\n')) ++from;
  const std::string_view message = in.substr(from);
  const std::size_t end = head_end(message);
  step.request = head_of(message.substr(0, end));
  if (end == message.npos) return step;
  const std::string_view rest = message.substr(end);
  std::size_t size = 0;
  bool complete = true;
  if (lower(step.request.value("transfer-encoding")).find("chunked") != std::string::npos) {
    size = take_chunks(rest, step.request.body);
    complete = size != 0;
  } else if (step.request.has("content-length")) {
    size = std::strtoull(step.request.value("content-length").c_str(), nullptr, 10);
    complete = rest.size() >= size;
    step.request.body = rest.substr(0, size);
  }
  step.request.wire = rest.substr(0, complete ? size : rest.npos);
  step.request.complete = complete;
  if (complete) step.consumed = from + end + size;
  return step;
}

}  // namespace meridian::differential
