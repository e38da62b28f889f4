#include "meridian/core/http/framing.hpp"

#include <limits>

#include "core/http/chars.hpp"
#include "core/http/connection.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

// One field, digits only, below 2^63 (F2): peers that keep lengths signed agree with us.
bool take_length(const FieldList& fields, std::uint64_t& length) {
  if (fields.repeats(FieldId::content_length)) return false;
  const auto value = parse_decimal(fields.find(FieldId::content_length)->value);
  if (!value || *value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return false;
  length = *value;
  return true;
}

enum class Coding : std::uint8_t { chunked, malformed, unsupported };

bool is_known_coding(std::string_view token) {
  for (const std::string_view known : {"gzip", "x-gzip", "deflate", "compress", "x-compress"})
    if (equals_ignoring_case(token, known)) return true;
  return false;
}

struct CodingList {
  int codings = 0;
  int chunked = 0;
  bool chunked_last = false;
  bool unknown = false;
  bool malformed = false;

  void take(std::string_view token) {
    ++codings;
    chunked_last = equals_ignoring_case(token, "chunked");
    chunked += chunked_last ? 1 : 0;
    malformed = malformed || !is_token(token);
    unknown = unknown || (!chunked_last && !is_known_coding(token));
  }
};

// F3. Empty list elements count as malformed: intermediaries disagree about them.
Coding judge_codings(const FieldList& fields) {
  CodingList list;
  for (const Field& field : fields) {
    if (field.id != FieldId::transfer_encoding) continue;
    std::string_view rest = field.value;
    for (std::size_t comma = 0; comma != rest.npos;) {
      comma = rest.find(',');
      list.take(trim(rest.substr(0, comma)));
      if (comma != rest.npos) rest.remove_prefix(comma + 1);
    }
  }
  if (list.malformed || list.chunked > 1 || (list.chunked == 1 && !list.chunked_last))
    return Coding::malformed;
  if (list.chunked == 1) return list.codings == 1 ? Coding::chunked : Coding::unsupported;
  return list.unknown ? Coding::unsupported : Coding::malformed;
}

FramingVerdict refuse(Violation violation, std::uint16_t status) {
  FramingVerdict verdict;
  verdict.framing.persistent = false;
  verdict.violation = violation;
  verdict.status = status;
  return verdict;
}

bool has_no_body(std::uint16_t status, Method method) {
  return status < 200 || status == 204 || status == 304 || method == Method::head;
}

}  // namespace

FramingVerdict judge_request(const RequestHead& head) {
  const ConnectionOptions options = connection_options(head.fields);
  if (options.too_many) return refuse(Violation::too_many_fields, 431);
  FramingVerdict verdict;
  verdict.framing.persistent = is_persistent(head.minor_version, options);
  const bool has_length = head.fields.has(FieldId::content_length);
  if (head.fields.has(FieldId::transfer_encoding)) {
    if (has_length) return refuse(Violation::length_and_coding, 400);
    if (head.minor_version == 0) return refuse(Violation::transfer_encoding, 400);
    const Coding coding = judge_codings(head.fields);
    if (coding != Coding::chunked)
      return refuse(Violation::transfer_encoding, coding == Coding::unsupported ? 501 : 400);
    verdict.framing.kind = BodyKind::chunked;
  } else if (has_length) {
    if (!take_length(head.fields, verdict.framing.length))
      return refuse(Violation::content_length, 400);
    verdict.framing.kind = BodyKind::length;
  }
  return verdict;
}

FramingVerdict judge_response(const ResponseHead& head, Method method) {
  constexpr std::uint16_t kStatus = 502;
  if (head.status == 101) return refuse(Violation::upgrade_unasked, kStatus);
  const ConnectionOptions options = connection_options(head.fields);
  if (options.too_many) return refuse(Violation::too_many_fields, kStatus);
  FramingVerdict verdict;
  Framing& framing = verdict.framing;
  framing.persistent = is_persistent(head.minor_version, options);
  const bool coded = head.fields.has(FieldId::transfer_encoding);
  const bool has_length = head.fields.has(FieldId::content_length);
  if (coded && has_length) return refuse(Violation::length_and_coding, kStatus);
  if (coded && (head.minor_version == 0 || judge_codings(head.fields) != Coding::chunked))
    return refuse(Violation::transfer_encoding, kStatus);
  if (has_length && !take_length(head.fields, framing.length))
    return refuse(Violation::content_length, kStatus);
  if (has_no_body(head.status, method)) return verdict;
  if (coded) {
    framing.kind = BodyKind::chunked;
  } else if (has_length) {
    framing.kind = BodyKind::length;
  } else {
    framing.kind = BodyKind::until_close;
    framing.persistent = false;
  }
  return verdict;
}

}  // namespace meridian::http
