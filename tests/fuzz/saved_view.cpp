// The reader of saved views on arbitrary bytes: it ends without throwing, and what it accepts is
// written back as a view that it accepts again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"
#include "meridian/core/config/parse.hpp"
#include "meridian/core/replay/saved_view.hpp"

namespace config = meridian::config;
namespace replay = meridian::replay;
namespace routing = meridian::routing;

namespace {

// tests/fuzz/corpus/saved_view has views of this config.
constexpr std::string_view kConfig =
    R"(listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
regions: {eu: {country: FR}, us: {country: US}}
services:
  api:
    policy: nearest
    panic: last_good
    upstreams:
      eu: {endpoints: ["192.0.2.1:80", "192.0.2.2:80"]}
      us: {endpoints: ["192.0.2.3:80"], weight: 30}
routes: [{hosts: [api.test], service: api}]
)";

std::shared_ptr<const routing::Topology> make_topology() {
  auto parsed = std::get<config::Config>(config::parse_config(kConfig, ""));
  return routing::Topology::build(std::make_shared<const config::Config>(std::move(parsed)),
                                  nullptr)
      .value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto topology = make_topology();
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  (void)replay::parse_view_file_name(text);
  const auto head = replay::read_saved_head(text);
  const auto view = replay::restore_view(text, topology);
  if (!view) {
    MERIDIAN_CHECK(!view.error().context.empty());
    return 0;
  }
  MERIDIAN_CHECK(head.has_value());
  const std::string again = replay::save_view(**view, head->name.run);
  const auto second = replay::restore_view(again, topology);
  MERIDIAN_CHECK(second.has_value());
  MERIDIAN_CHECK(replay::save_view(**second, head->name.run) == again);
  return 0;
}
