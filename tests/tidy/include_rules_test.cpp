#include <gtest/gtest.h>

#include "tests/tidy/rules.hpp"

namespace meridian::tidy {
namespace {

Tree one(std::string path, std::string text) {
  return {make_source(std::move(path), std::move(text))};
}

TEST(IncludeRules, ALowerLayerMayNotNameAHigherOne) {
  const std::string up = "#include \"meridian/io/net/socket.hpp\"\n";
  EXPECT_EQ(lower_layers_name_no_higher_ones(one("src/core/geo/place.cpp", up)).size(), 1u);
  EXPECT_EQ(lower_layers_name_no_higher_ones(one("include/meridian/core/geo/place.hpp", up)).size(),
            1u);
  EXPECT_TRUE(lower_layers_name_no_higher_ones(one("src/service/proxy/session.cpp", up)).empty());
}

TEST(IncludeRules, ModulesOfOneLayerAreRankedToo) {
  const std::string routing = "#include \"meridian/core/routing/view.hpp\"\n";
  EXPECT_EQ(lower_layers_name_no_higher_ones(one("src/core/http/head.cpp", routing)).size(), 1u);
  EXPECT_TRUE(
      lower_layers_name_no_higher_ones(one("src/core/routing/decide.cpp", routing)).empty());
}

TEST(IncludeRules, APrivateHeaderIsNotIncludedFromOutside) {
  const std::string text = "#include \"io/net/buffer.hpp\"\n";
  EXPECT_EQ(private_headers_stay_in_their_module(one("src/service/proxy/a.cpp", text)).size(), 1u);
  EXPECT_EQ(private_headers_stay_in_their_module(one("src/main.cpp", text)).size(), 1u);
  EXPECT_EQ(private_headers_stay_in_their_module(one("include/meridian/io/net/a.hpp", text)).size(),
            1u);
  EXPECT_TRUE(private_headers_stay_in_their_module(one("src/io/net/a.cpp", text)).empty());
  const auto main = one("src/main.cpp", "#include \"app/command_line.hpp\"\n");
  EXPECT_TRUE(private_headers_stay_in_their_module(main).empty());
}

TEST(IncludeRules, CoreTouchesNoWorld) {
  for (const char* header : {"thread", "fstream", "sys/socket.h", "openssl/ssl.h",
                             "spdlog/spdlog.h", "boost/asio/io_context.hpp", "maxminddb.h",
                             "arpa/inet.h", "prometheus/registry.h", "yaml-cpp/yaml.h", "ctime"})
    EXPECT_EQ(core_includes_no_world(
                  one("src/core/routing/a.cpp", "#include <" + std::string(header) + ">\n"))
                  .size(),
              1u)
        << header;
}

TEST(IncludeRules, CoreMayUseWhatOnlyTurnsBytesIntoValues) {
  EXPECT_TRUE(
      core_includes_no_world(one("src/core/base/ip_address.cpp", "#include <arpa/inet.h>\n"))
          .empty());
  EXPECT_TRUE(core_includes_no_world(
                  one("src/core/config/read.cpp", "#include <yaml-cpp/eventhandler.h>\n"))
                  .empty());
  EXPECT_TRUE(core_includes_no_world(
                  one("src/core/http/a.cpp", "#include <chrono>\n#include <nghttp2/nghttp2.h>\n"))
                  .empty());
  EXPECT_TRUE(core_includes_no_world(one("src/io/net/a.cpp", "#include <sys/socket.h>\n")).empty());
}

TEST(IncludeRules, ASourceIncludesItsOwnHeaderFirst) {
  const auto header = make_source("include/meridian/core/geo/place.hpp", "");
  const auto good =
      make_source("src/core/geo/place.cpp", "#include \"meridian/core/geo/place.hpp\"\n");
  const auto bad = make_source("src/core/geo/place.cpp",
                               "#include <vector>\n#include \"meridian/core/geo/place.hpp\"\n");
  EXPECT_TRUE(sources_include_their_own_header_first({header, good}).empty());
  EXPECT_EQ(sources_include_their_own_header_first({header, bad}).size(), 1u);
}

TEST(IncludeRules, ASourceWithoutAHeaderStartsWithOneOfItsModule) {
  const auto good =
      make_source("src/core/geo/lands.cpp", "#include \"meridian/core/geo/place.hpp\"\n");
  const auto bad =
      make_source("src/core/geo/lands.cpp", "#include \"meridian/core/base/text.hpp\"\n");
  EXPECT_TRUE(sources_include_their_own_header_first({good}).empty());
  EXPECT_EQ(sources_include_their_own_header_first({bad}).size(), 1u);
  EXPECT_EQ(sources_include_their_own_header_first(one("src/io/net/a.cpp", "")).size(), 1u);
}

TEST(IncludeRules, APublicHeaderNeedsAUserInAnotherModule) {
  const auto header =
      make_source("include/meridian/io/net/a.hpp", "#include \"meridian/io/net/b.hpp\"\n");
  const auto inner = make_source("include/meridian/io/net/b.hpp", "");
  const auto own = make_source("src/io/net/a.cpp", "#include \"meridian/io/net/a.hpp\"\n");
  const auto user = make_source("src/service/proxy/s.cpp", "#include \"meridian/io/net/a.hpp\"\n");
  EXPECT_EQ(public_headers_are_used_by_another_module({header, inner, own}).size(), 2u);
  EXPECT_TRUE(public_headers_are_used_by_another_module({header, inner, own, user}).empty());
}

TEST(IncludeRules, HeadersHaveAGuardAndPublicOnesAnOpeningComment) {
  EXPECT_EQ(headers_have_a_guard_and_an_opening_comment(one("src/io/net/a.hpp", "int a;\n")).size(),
            1u);
  EXPECT_EQ(headers_have_a_guard_and_an_opening_comment(
                one("include/meridian/io/net/a.hpp", "#pragma once\n"))
                .size(),
            1u);
  EXPECT_TRUE(headers_have_a_guard_and_an_opening_comment(
                  one("include/meridian/io/net/a.hpp", "// A.\n#pragma once\n"))
                  .empty());
}

}  // namespace
}  // namespace meridian::tidy
