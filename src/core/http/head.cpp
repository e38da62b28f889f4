#include "meridian/core/http/head.hpp"

#include <algorithm>

namespace meridian::http {

std::string_view to_string(Violation violation) {
  switch (violation) {
    case Violation::none: return "none";
    case Violation::request_line: return "request_line";
    case Violation::version: return "version";
    case Violation::uri_too_long: return "uri_too_long";
    case Violation::head_too_large: return "head_too_large";
    case Violation::too_many_fields: return "too_many_fields";
    case Violation::field_name: return "field_name";
    case Violation::field_value: return "field_value";
    case Violation::obs_fold: return "obs_fold";
    case Violation::host: return "host";
    case Violation::target: return "target";
    case Violation::content_length: return "content_length";
    case Violation::transfer_encoding: return "transfer_encoding";
    case Violation::length_and_coding: return "length_and_coding";
    case Violation::chunk: return "chunk";
    case Violation::trailer: return "trailer";
    case Violation::status_line: return "status_line";
    case Violation::unexpected_body: return "unexpected_body";
    case Violation::method_not_allowed: return "method_not_allowed";
    case Violation::expectation: return "expectation";
    case Violation::upgrade_unasked: return "upgrade_unasked";
    case Violation::too_many_interim: return "too_many_interim";
    case Violation::max_forwards: return "max_forwards";
    case Violation::misdirected: return "misdirected";
    case Violation::early_data: return "early_data";
  }
  return "none";
}

std::size_t find_head_end(std::string_view in, std::size_t& scanned) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t from = scanned < kEnd.size() ? 0 : scanned - (kEnd.size() - 1);
  const std::size_t at = in.find(kEnd, from);
  scanned = in.size();
  return at == in.npos ? in.npos : at + kEnd.size();
}

}  // namespace meridian::http
