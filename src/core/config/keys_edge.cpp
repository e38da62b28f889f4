#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {
namespace {

const Section<geo::Coordinates>& coordinates_section() {
  static const Section<geo::Coordinates> section{
      key("latitude", &geo::Coordinates::latitude, Degrees{90}, kRequired, "north is positive"),
      key("longitude", &geo::Coordinates::longitude, Degrees{180}, kRequired, "east is positive"),
  };
  return section;
}

const Section<Certificate>& certificate_section() {
  static const Section<Certificate> section{
      key("cert", &Certificate::cert, FileName{}, kRequired,
          "PEM file: the certificate, then the intermediate ones"),
      key("key", &Certificate::key, FileName{}, kRequired, "PEM file: the private key"),
      key("ocsp", &Certificate::ocsp, FileName{}, kUnset,
          "DER file: the OCSP answer that is stapled to handshakes"),
  };
  return section;
}

const Section<AccessLog>& access_section() {
  static const Section<AccessLog> section{
      key("path", &AccessLog::path, FileName{true}, kUnset,
          "where one line for each request goes; none: no access log"),
      custom_key<AccessLog>({{"format", "json", "json", "how a line is written"}}, "format",
                            [](const Cursor& cursor, AccessLog&) {
                              std::string word;
                              Word{{"json"}}.read(cursor, word);
                            }),
  };
  return section;
}

const Section<SavedViews>& views_section() {
  static const Section<SavedViews> section{
      key("path", &SavedViews::path, DirectoryName{}, kRequired,
          "directory in which views are kept for `meridian replay`"),
      key("keep", &SavedViews::keep, Integer<std::uint32_t>{{2, limits::kSavedViewsMax}}, "256",
          "how many, the newest"),
  };
  return section;
}

}  // namespace

const Section<Edge>& edge_section() {
  static const Section<Edge> section{
      key("id", &Edge::id, Name{}, "edge-1", "name of this process in logs and metrics"),
      key("location", &Edge::location, SectionOf<geo::Coordinates>{coordinates_section}, kUnset,
          "where this machine stands"),
      key("country", &Edge::country, CountryCode{}, kUnset,
          "whose law this machine is under; fences with `edges: inside` ask for it"),
      key("workers", &Edge::workers, Integer<std::uint32_t>{{1, limits::kWorkersMax, "", "auto"}},
          "auto", "threads that serve connections; auto: one for each processor"),
      key("user", &Edge::user, Text{"user name", 32, false}, kUnset,
          "whom it becomes once its addresses are bound"),
      key("group", &Edge::group, Text{"group name", 32, false}, kUnset, "and of which group"),
      key("reload_on_change", &Edge::reload_on_change, Flag{}, "false",
          "take a changed config file without being told"),
  };
  return section;
}

const Section<Listener>& listener_section() {
  static const Section<Listener> section{
      key("name", &Listener::name, Name{}, kRequired, "name of the listener"),
      key("bind", &Listener::bind, ListOf<BindAddress>{{}, 16}, kRequired,
          "addresses to listen on; port 0: the kernel chooses one"),
      key("protocol", &Listener::protocol,
          Choice<ListenerProtocol>{
              {{"https", ListenerProtocol::https}, {"http", ListenerProtocol::http}}},
          kRequired, "https: TLS in front of HTTP"),
      key("certificates", &Listener::certificates,
          ListOf<SectionOf<Certificate>>{{certificate_section}, 256}, kUnset,
          "chosen by the client's server name (SNI), the first one where nothing fits"),
      key("alpn", &Listener::alpn, ListOf<Word>{{{"h2", "http/1.1"}}, 4}, "[http/1.1]",
          "protocols offered inside TLS; h2 without TLS: HTTP/2 by prior knowledge is taken"),
      key("proxy_protocol", &Listener::proxy_protocol,
          Choice<ProxyProtocol>{{{"off", ProxyProtocol::off},
                                 {"optional", ProxyProtocol::optional},
                                 {"required", ProxyProtocol::required}}},
          "off", "PROXY header in front of a connection, read from trusted proxies only"),
      key("tls", &Listener::tls, SectionOf<TlsPolicy>{tls_section}, kUnset,
          "what clients must do to be served"),
      tls_hosts_key(),
      key("strict_sni", &Listener::strict_sni, Flag{}, "false",
          "refuse a client that names no host, or one that no certificate has"),
      key("redirect_to_https", &Listener::redirect_to_https, Flag{}, "false",
          "answer every request with a redirect to https"),
  };
  return section;
}

const Section<Log>& log_section() {
  static const Section<Log> section{
      key("level", &Log::level,
          Choice<LogLevel>{{{"debug", LogLevel::debug},
                            {"info", LogLevel::info},
                            {"warning", LogLevel::warning},
                            {"error", LogLevel::error}}},
          "info", "least important line that is written to stderr"),
      key("access", &Log::access, SectionOf<AccessLog>{access_section}, kUnset,
          "one line for each request"),
      key("views", &Log::views, SectionOf<SavedViews>{views_section}, kUnset,
          "what requests were decided on"),
  };
  return section;
}

}  // namespace meridian::config
