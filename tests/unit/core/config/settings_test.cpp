#include "meridian/core/config/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace meridian::config {
namespace {

constexpr const char* kSettingsText = R"(
listeners: [{name: web, bind: [127.0.0.1:8080], protocol: http}]
regions: {eu: {country: FR}}
services:
  api:
    policy: weighted
    upstreams:
      eu:
        endpoints: ["192.0.2.1:80"]
        weight: 20
        health_checks:
          - {name: up, path: /health, headers: {Authorization: "Bearer x", X-Probe: "1"}}
routes: [{service: api}]
)";

const Setting* find_setting(const std::vector<Setting>& settings, std::string_view path) {
  const auto at = std::find_if(settings.begin(), settings.end(),
                               [&](const Setting& one) { return one.path == path; });
  return at == settings.end() ? nullptr : &*at;
}

std::string setting_value(const std::vector<Setting>& settings, std::string_view path) {
  const Setting* found = find_setting(settings, path);
  return found == nullptr ? "none" : found->value + (found->written ? "" : " by default");
}

TEST(SettingsOf, HasWhatIsWrittenAndTheDefaultsBesideIt) {
  const auto settings = settings_of(kSettingsText);
  EXPECT_EQ(setting_value(settings, "services.api.upstreams.eu.weight"), "20");
  EXPECT_EQ(setting_value(settings, "services.api.upstreams.eu.state"), "enabled by default");
  EXPECT_EQ(setting_value(settings, "listeners[0].bind[0]"), "127.0.0.1:8080");
  EXPECT_EQ(setting_value(settings, "listeners[0].redirect_to_https"), "false by default");
  EXPECT_EQ(setting_value(settings, "log.level"), "info by default");
  EXPECT_EQ(setting_value(settings, "regions.eu.country"), "FR");
}

TEST(SettingsOf, LeavesOutWhatIsNotThere) {
  const auto settings = settings_of(kSettingsText);
  EXPECT_EQ(setting_value(settings, "log.views.keep"), "none");
  for (const Setting& one : settings) EXPECT_EQ(one.path.find('*'), std::string::npos) << one.path;
}

TEST(SettingsOf, HidesHeaderFieldsAndTellsThemApart) {
  const auto settings = settings_of(kSettingsText);
  const std::string path = "services.api.upstreams.eu.health_checks[0].headers.Authorization";
  EXPECT_EQ(setting_value(settings, path), kRedacted);
  std::string other = kSettingsText;
  other.replace(other.find("Bearer x"), 8, "Bearer y");
  EXPECT_EQ(difference(settings, settings_of(other)),
            (std::vector<SettingChange>{{path, std::string(kRedacted), std::string(kRedacted)}}));
}

TEST(SettingsOf, ATextThatIsNoTreeHasNone) {
  EXPECT_TRUE(settings_of("a: [").empty());
  EXPECT_TRUE(settings_of("").empty());
}

TEST(Difference, TellsWhatIsOtherNewAndGone) {
  const std::vector<Setting> before{{"a", "1", true}, {"b", "2", true}, {"c", "3", true}};
  const std::vector<Setting> after{{"a", "1", false}, {"b", "5", true}, {"d", "4", true}};
  EXPECT_EQ(difference(before, after),
            (std::vector<SettingChange>{{"b", "2", "5"}, {"c", "3", ""}, {"d", "", "4"}}));
}

}  // namespace
}  // namespace meridian::config
