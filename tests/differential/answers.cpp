#include "answers.hpp"

#include <cstdlib>

namespace meridian::differential {

namespace {

bool parse_head(std::string_view& in, Answer& answer) {
  const std::size_t end = in.find("\r\n\r\n");
  if (!in.starts_with("HTTP/1.") || end == in.npos) return false;
  answer.head = in.substr(0, end + 4);
  in.remove_prefix(end + 4);
  answer.status = static_cast<int>(std::strtol(answer.head.c_str() + 8, nullptr, 10));
  std::string_view rest(answer.head);
  rest.remove_prefix(rest.find("\r\n") + 2);
  for (std::size_t stop = rest.find("\r\n"); stop != rest.npos && stop > 0;
       stop = rest.find("\r\n")) {
    const std::string_view line = rest.substr(0, stop);
    const std::size_t colon = line.find(':');
    rest.remove_prefix(stop + 2);
    if (colon == line.npos) continue;
    answer.fields.push_back(
        {lower(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  }
  return true;
}

// False: cut short.
bool take_chunks(std::string_view& in, std::string& content) {
  while (true) {
    const std::size_t line = in.find("\r\n");
    if (line == in.npos) return false;
    const std::size_t size = std::strtoull(std::string(in.substr(0, line)).c_str(), nullptr, 16);
    in.remove_prefix(line + 2);
    if (size == 0) break;
    if (in.size() < size || in.size() - size < 2) return false;
    content += in.substr(0, size);
    in.remove_prefix(size + 2);
  }
  while (true) {
    const std::size_t line = in.find("\r\n");
    if (line == in.npos) return false;
    in.remove_prefix(line + 2);
    if (line == 0) return true;
  }
}

void take_body(std::string_view& in, Answer& answer, bool ended) {
  if (lower(answer.value("transfer-encoding")) == "chunked") {
    answer.complete = take_chunks(in, answer.body);
    return;
  }
  std::size_t size = in.size();
  answer.complete = ended;
  if (answer.has("content-length")) {
    const std::size_t length = std::strtoull(answer.value("content-length").c_str(), nullptr, 10);
    answer.complete = in.size() >= length;
    size = std::min(size, length);
  }
  answer.body = in.substr(0, size);
  in.remove_prefix(size);
}

}  // namespace

bool Answer::has(std::string_view name) const {
  for (const FieldLine& line : fields)
    if (line.name == name) return true;
  return false;
}

std::string Answer::value(std::string_view name) const {
  for (const FieldLine& line : fields)
    if (line.name == name) return line.value;
  return {};
}

std::vector<int> Answers::statuses() const {
  std::vector<int> all;
  for (const Answer& answer : interim) all.push_back(answer.status);
  for (const Answer& answer : finals) all.push_back(answer.status);
  return all;
}

Answers read_answers(std::string_view in, const std::vector<std::string>& methods, bool ended) {
  Answers out;
  while (!in.empty()) {
    Answer answer;
    if (!parse_head(in, answer)) break;
    if (answer.status < 200 && answer.status != 101) {
      answer.complete = true;
      out.interim.push_back(std::move(answer));
      continue;
    }
    const std::size_t number = out.finals.size();
    const bool to_head = number < methods.size() && methods[number] == "HEAD";
    if (to_head || answer.status == 101 || answer.status == 204 || answer.status == 304) {
      answer.complete = true;
    } else {
      take_body(in, answer, ended);
    }
    out.finals.push_back(std::move(answer));
    if (!out.finals.back().complete) break;
  }
  out.left_over = in;
  return out;
}

}  // namespace meridian::differential
