#include "service/admin/operator_resource.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "meridian/core/routing/safety.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "service/admin/local_change.hpp"
#include "service/admin/operator_change.hpp"

namespace meridian::admin {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

Reply not_found(const std::string& what) {
  return rule_broken(404, "there is no " + what, {"unknown_name"});
}

// What the path names exists.
std::optional<Reply> check_names(const Standing& standing, const ResourcePath& path) {
  const auto& regions = standing.view->topology->config()->regions;
  const auto* service = find_service(*standing.view, path.service);
  if (!path.service.empty() && service == nullptr)
    return not_found("service `" + path.service + "`");
  switch (path.kind) {
    case ResourceKind::region_state:
      if (!regions.contains(path.region)) return not_found("region `" + path.region + "`");
      break;
    case ResourceKind::upstream_state:
      if (standing.view->topology->find(path.service, path.region) == nullptr)
        return not_found("region `" + path.region + "` in service `" + path.service + "`");
      break;
    case ResourceKind::service:
    case ResourceKind::weights:
    case ResourceKind::primary:
      if (service == nullptr) return not_found("service without a name");
      break;
    case ResourceKind::override_: {
      const auto target = state::parse_id(path.id);
      if (!target || !standing.overrides->entries.contains(*target))
        return not_found("override `" + path.id + "`");
      break;
    }
    default: break;
  }
  return std::nullopt;
}

Reply reply_of(Json json) {
  Reply reply{.body = text_of(json)};
  if (json.contains("tag")) reply.tag = json["tag"].get<std::string>();
  return reply;
}

Reply read_resource(const Standing& standing, const ResourcePath& path) {
  const auto* service = find_service(*standing.view, path.service);
  switch (path.kind) {
    case ResourceKind::regions: return reply_of(regions_json(standing));
    case ResourceKind::service: return reply_of(service_json(standing, *service));
    case ResourceKind::weights: return reply_of(weights_json(standing, *service));
    case ResourceKind::primary: return reply_of(primary_json(standing, *service));
    case ResourceKind::region_state:
    case ResourceKind::upstream_state: return reply_of(state_json(standing, *resource_of(path)));
    case ResourceKind::override_: return reply_of(override_json(standing, *resource_of(path)));
    default: break;
  }
  return reply_of(overrides_json(standing));
}

Reply refusal(const state::Applied& applied, const Standing& standing,
              const state::Resource& resource) {
  if (applied.refusal == state::Refusal::unsafe) {
    std::string detail;
    for (const state::Breach& breach : applied.breaches)
      detail.append(detail.empty() ? "" : "; ").append(breach.rule + ": " + breach.text);
    return rule_broken(409, detail + "; nothing was changed", {applied.breaches.front().rule});
  }
  if (applied.refusal == state::Refusal::too_large)
    return rule_broken(409,
                       "there are too many overrides; remove some that are not needed any more",
                       {"overrides_max"});
  const std::string tag = state::tag_of(*standing.overrides, resource);
  Reply reply = rule_broken(
      412,
      "somebody has changed this since you read it; its ETag is \"" + tag + "\" now: read it again",
      {"if_match"});
  reply.tag = tag;
  return reply;
}

Json breaches_json(const std::vector<state::Breach>& breaches) {
  Json list = Json::array();
  for (const state::Breach& breach : breaches)
    list.push_back({{"rule", breach.rule}, {"detail", breach.text}});
  return list;
}

Reply failure(const Error& error) {
  if (error.source != ErrorSource::store)
    return rule_broken(503, error.context, {"edge_unavailable"});
  return rule_broken(503,
                     error.context +
                         "; nothing was changed that is known of. With `scope=local` a region is "
                         "drained or disabled on this edge alone",
                     {"store_unavailable"});
}

std::variant<Circumstances, Reply> read_circumstances(const Query& query) {
  const auto dry_run = flag_of(query, "dry_run");
  if (!dry_run) return rule_broken(400, "dry_run is true or false", {"query", "dry_run"});
  const auto scope = query.find("scope");
  if (scope == query.end() || scope->second == "cluster") return Circumstances{*dry_run, false};
  if (scope->second == "local") return Circumstances{*dry_run, true};
  return rule_broken(400, "scope is cluster or local", {"query", "scope"});
}

}  // namespace

OperatorResource::OperatorResource(Operations operations, std::shared_ptr<EventFeed> events)
    : operations_(std::move(operations)), events_(std::move(events)) {}

Standing OperatorResource::standing() const {
  return {operations_.view(), operations_.overrides(), operations_.local()};
}

asio::awaitable<Reply> OperatorResource::answer(const Call& call) const {
  const ResourcePath& path = call.path;
  const Standing now = standing();
  if (auto refused = check_names(now, path)) co_return std::move(*refused);
  if (path.kind == ResourceKind::conflicts) {
    const auto kept = co_await conflicts();
    co_return kept ? reply_of(conflicts_json(now, *kept)) : failure(kept.error());
  }
  if (!call.endpoint.changes) co_return read_resource(now, path);
  auto how = read_circumstances(call.query);
  if (auto* refused = std::get_if<Reply>(&how)) co_return std::move(*refused);
  co_return co_await change(call, std::get<Circumstances>(how));
}

asio::awaitable<Reply> OperatorResource::change(const Call& call, Circumstances how) const {
  const Standing now = standing();
  const ResourcePath& path = call.path;
  const OperatorRequest asked{
      path,        call.endpoint.method,
      call.body(), call.field(http::field::if_match),
      call.caller, std::chrono::floor<milliseconds>(std::chrono::system_clock::now())};
  auto read = read_operator_change(asked, *now.view->topology->config(), *now.overrides);
  if (auto* refused = std::get_if<Reply>(&read)) co_return std::move(*refused);
  auto& asked_for = std::get<state::Change>(read);
  std::optional<Reply> refused;
  if (how.local) refused = make_local(now, operations_.store_is_up(), asked_for);
  if (path.kind == ResourceKind::adopt) refused = co_await take_entries(path.id, asked_for);
  if (refused) co_return std::move(*refused);
  co_return co_await perform(std::move(asked_for), how);
}

// Of the conflict of this id.
asio::awaitable<std::optional<Reply>> OperatorResource::take_entries(const std::string& id,
                                                                     state::Change& change) const {
  const auto kept = co_await conflicts();
  if (!kept) co_return failure(kept.error());
  for (const store::Conflict& conflict : *kept) {
    if (conflict.id != id) continue;
    auto lost = state::decode(conflict.text);
    if (!lost) co_return rule_broken(409, lost.error().context, {"format"});
    change.entries = std::move(lost->entries);
    co_return std::nullopt;
  }
  co_return not_found("conflict `" + id + "`; see /v1/overrides/conflicts");
}

asio::awaitable<Reply> OperatorResource::perform(state::Change change, Circumstances how) const {
  using state::Refusal;
  const Standing before = standing();
  const state::Resource resource = change.resource;
  const std::string by = change.by;
  change.judge = [view = before.view, at = change.at](const auto& from, const auto& to) {
    return routing::judge_change(*view, from, to, at);
  };
  if (how.local) change.judge = judge_locally(before);
  state::Applied applied = state::apply(how.local ? *before.local : *before.overrides, change);
  const bool told = how.dry_run && applied.refusal == Refusal::unsafe;  // what would be broken
  if (!how.dry_run && applied.refusal == Refusal::none) {
    auto done = co_await apply(std::move(change), how.local);
    if (done.has_error()) co_return failure(done.error());
    applied = std::move(*done);
  }
  if (applied.refusal == Refusal::unsafe && !told)
    events_->push({.kind = events::Kind::refused,
                   .subject = applied.breaches.front().rule,
                   .text = applied.breaches.front().text,
                   .by = by});
  if (applied.refusal != Refusal::none && !told) co_return refusal(applied, standing(), resource);
  Json breaches = breaches_json(applied.breaches);
  Standing after = before;
  (how.local ? after.local : after.overrides) =
      std::make_shared<const state::Overrides>(std::move(applied.overrides));
  Json json{{"dry_run", how.dry_run},
            {"scope", how.local ? "local" : "cluster"},
            {"version", after.overrides->version},
            {"replicas", applied.replicas},
            {"tag", state::tag_of(*after.overrides, resource)},
            {"services", difference_json(before, after)},
            {"violations", std::move(breaches)}};
  co_return reply_of(std::move(json));
}

asio::awaitable<Result<std::vector<store::Conflict>>> OperatorResource::conflicts() const {
  using Kept = Result<std::vector<store::Conflict>>;
  using Answer = std::shared_ptr<Kept>;
  const auto begin = [this](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    operations_.conflicts([shared](Kept kept) {
      auto once = std::move(*shared);
      once(std::make_shared<Kept>(std::move(kept)));
    });
  };
  const Answer answer = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      begin, asio::use_awaitable);
  co_return std::move(*answer);
}

asio::awaitable<Result<state::Applied>> OperatorResource::apply(state::Change change,
                                                                bool local) const {
  const auto begin = [this, local](auto handler, state::Change asked) {
    // std::function wants to copy what it holds; a handler is moved only.
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    operations_.change(std::move(asked), local, [shared](Result<state::Applied> result) {
      auto once = std::move(*shared);
      once(std::make_shared<Result<state::Applied>>(std::move(result)));
    });
  };
  // By pointer: what a coroutine waits for must have a value without arguments.
  using Answer = std::shared_ptr<Result<state::Applied>>;
  const Answer answer = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      begin, asio::use_awaitable, std::move(change));
  co_return std::move(*answer);
}

}  // namespace meridian::admin
