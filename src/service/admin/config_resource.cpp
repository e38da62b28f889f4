#include "service/admin/config_resource.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/async_result.hpp>
#include <memory>
#include <optional>

#include "meridian/core/config/parse.hpp"
#include "meridian/core/config/settings.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/observability/log.hpp"
#include "service/admin/request_body.hpp"
#include "service/admin/status_json.hpp"

namespace meridian::admin {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Complaints = std::vector<std::string>;

constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warning", "error"};

std::string_view to_string(config::LogLevel level) {
  return kLevels[static_cast<std::size_t>(level)];
}

std::optional<config::LogLevel> parse_level(std::string_view word) {
  const auto at = std::find(kLevels.begin(), kLevels.end(), word);
  if (at == kLevels.end()) return std::nullopt;
  return static_cast<config::LogLevel>(at - kLevels.begin());
}

std::string settings_text(const LiveConfig& live) {
  Json json{{"file", live.file},
            {"taken_at", time_json(live.taken_at)},
            {"digest", state::hexadecimal(live.config->topology_digest)},
            {"settings", Json::array()}};
  for (const config::Setting& one : config::settings_of(live.config->source))
    json["settings"].push_back(
        {{"path", one.path}, {"value", one.value}, {"written", one.written}});
  return text_of(json);
}

std::string difference_text(const LiveConfig& live,
                            const std::variant<config::Config, Complaints>& file) {
  Json json{{"file", live.file}, {"errors", Json::array()}, {"changes", Json::array()}};
  if (const auto* complaints = std::get_if<Complaints>(&file)) json["errors"] = *complaints;
  if (const auto* read = std::get_if<config::Config>(&file))
    for (const config::SettingChange& change : config::difference(
             config::settings_of(live.config->source), config::settings_of(read->source)))
      json["changes"].push_back(
          {{"path", change.path}, {"live", change.before}, {"file", change.after}});
  return text_of(json);
}

// Files that the text names are not looked at: whoever may ask need not know what there is.
std::string verdict_text(const Complaints& complaints) {
  return text_of({{"valid", complaints.empty()}, {"errors", complaints}});
}

Complaints complaints_of(const std::string& text) {
  const auto outcome = config::parse_config(text, "");
  Complaints complaints;
  if (const auto* wrong = std::get_if<std::vector<config::Diagnostic>>(&outcome))
    for (const config::Diagnostic& one : *wrong)
      complaints.push_back(config::format(one, "config"));
  return complaints;
}

Reply refusal(const ReloadOutcome& outcome) {
  if (outcome.busy) return rule_broken(409, "a reload is under way already", {"reload_busy"});
  std::string detail = "the config is not taken and the one from before goes on";
  for (const std::string& complaint : outcome.complaints) detail += "; " + complaint;
  return rule_broken(422, detail, {"config"});
}

}  // namespace

ConfigResource::ConfigResource(Background background, ConfigOperations config,
                               LogLevelOperations log_level)
    : background_(std::move(background)),
      config_(std::move(config)),
      log_level_(std::move(log_level)) {}

asio::awaitable<Reply> ConfigResource::answer(const Call& call) const {
  switch (call.path.kind) {
    case ResourceKind::config_diff: co_return co_await compare();
    case ResourceKind::config_validate: co_return co_await validate(call);
    case ResourceKind::config_reload: co_return co_await reload(call);
    case ResourceKind::log_level:
      co_return call.endpoint.method == "PUT" ? set_level(call) : show_level();
    default: co_return co_await show();
  }
}

asio::awaitable<Reply> ConfigResource::show() const {
  std::function<std::string()> job = [live = config_.live()] { return settings_text(live); };
  Reply reply;
  reply.body = co_await background_.run(std::move(job));
  co_return reply;
}

asio::awaitable<Reply> ConfigResource::compare() const {
  std::function<std::string()> job = [live = config_.live(), read = config_.read_file] {
    return difference_text(live, read());
  };
  Reply reply;
  reply.body = co_await background_.run(std::move(job));
  co_return reply;
}

asio::awaitable<Reply> ConfigResource::validate(const Call& call) const {
  auto body = read_body(call.body(), {"config"}, {"config"});
  if (auto* refused = std::get_if<Reply>(&body)) co_return std::move(*refused);
  std::function<std::string()> job = [text = std::get<Json>(body)["config"].get<std::string>()] {
    return verdict_text(complaints_of(text));
  };
  Reply reply;
  reply.body = co_await background_.run(std::move(job));
  co_return reply;
}

asio::awaitable<Reply> ConfigResource::reload(const Call& call) const {
  auto body = read_body(call.body(), {"reason"}, {"reason"});
  if (auto* refused = std::get_if<Reply>(&body)) co_return std::move(*refused);
  observability::log_info("audit", call.caller.name + " reloads the config; reason: " +
                                       std::get<Json>(body)["reason"].get<std::string>());
  using Answer = std::shared_ptr<ReloadOutcome>;
  const auto begin = [this](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    config_.reload([shared](const ReloadOutcome& outcome) {
      auto once = std::move(*shared);
      once(std::make_shared<ReloadOutcome>(outcome));
    });
  };
  const Answer outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      begin, asio::use_awaitable);
  if (outcome->busy || !outcome->complaints.empty()) co_return refusal(*outcome);
  Reply reply;
  reply.body = text_of(
      {{"taken", true}, {"digest", state::hexadecimal(config_.live().config->topology_digest)}});
  co_return reply;
}

Reply ConfigResource::show_level() const {
  const std::string level(to_string(log_level_.get()));
  const std::string_view file = to_string(config_.live().config->log.level);
  return {.body = text_of({{"level", level}, {"file", file}, {"tag", level}}), .tag = level};
}

Reply ConfigResource::set_level(const Call& call) const {
  auto body = read_body(call.body(), {"level", "reason"}, {"level", "reason"});
  if (auto* refused = std::get_if<Reply>(&body)) return std::move(*refused);
  const Json& json = std::get<Json>(body);
  const auto level = parse_level(json["level"].get<std::string>());
  if (!level) return rule_broken(422, "write debug, info, warning or error", {"level", "level"});
  const std::string before(to_string(log_level_.get()));
  const std::string_view seen = call.field(http::field::if_match);
  if (seen.empty())
    return rule_broken(428, "send `If-Match` with the ETag of what you have read", {"if_match"});
  if (seen != "\"" + before + "\"") {
    Reply reply = rule_broken(412, "somebody has changed this since you read it", {"if_match"});
    reply.tag = before;
    return reply;
  }
  observability::log_warning("audit", call.caller.name + " set the log level: " + before + " -> " +
                                          std::string(to_string(*level)) +
                                          "; reason: " + json["reason"].get<std::string>());
  log_level_.set(*level);
  return show_level();
}

}  // namespace meridian::admin
