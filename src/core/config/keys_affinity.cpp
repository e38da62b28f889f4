#include "core/config/http_values.hpp"
#include "core/config/keys.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {

namespace {

constexpr std::size_t kKeyFilesMax = 8;
constexpr std::chrono::hours kTtlMax{24 * 365};

}  // namespace

const Section<Affinity>& affinity_section() {
  static const Section<Affinity> section{
      key("by", &Affinity::by,
          Choice<AffinityBy>{{{"address", AffinityBy::address},
                              {"cookie", AffinityBy::cookie},
                              {"header", AffinityBy::header}}},
          "address", "what a client is known by"),
      key("cookie", &Affinity::cookie, Token{"cookie name"}, "meridian_pin", "by cookie: its name"),
      key("ttl", &Affinity::ttl, Duration{seconds(2), kTtlMax}, "24h",
          "by cookie: how long it lasts; given anew from half of it on"),
      key("key_files", &Affinity::key_files,
          ListOf<FileName>{{false, kPinKeyBytesMin}, kKeyFilesMax}, kUnset,
          "by cookie: secrets; the first signs, all verify; none: a key of this process"),
      key("header", &Affinity::header, HeaderName{}, kUnset,
          "by header: whose value is drawn on instead of the address"),
      key("drain_deadline", &Affinity::drain_deadline, Duration{seconds(1), kTtlMax}, kUnset,
          "by cookie: how long an operator's drain leaves a region its pins; none: all their time"),
  };
  return section;
}

}  // namespace meridian::config
