#include "service/admin/operator_resource.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "meridian/core/state/local.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::admin {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Request = OperatorResource::Request;

std::string_view view_of(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

Reply not_found(const std::string& what) {
  return rule_broken(404, "there is no " + what, {"unknown_name"});
}

// What the path names exists.
std::optional<Reply> check_names(const Standing& standing, const OperatorPath& path) {
  const auto& regions = standing.view->topology->config()->regions;
  const auto* service = find_service(*standing.view, path.service);
  if (!path.service.empty() && service == nullptr)
    return not_found("service `" + path.service + "`");
  switch (path.kind) {
    case OperatorKind::region_state:
      if (!regions.contains(path.region)) return not_found("region `" + path.region + "`");
      break;
    case OperatorKind::upstream_state:
      if (standing.view->topology->find(path.service, path.region) == nullptr)
        return not_found("region `" + path.region + "` in service `" + path.service + "`");
      break;
    case OperatorKind::service:
    case OperatorKind::weights:
    case OperatorKind::primary:
      if (service == nullptr) return not_found("service without a name");
      break;
    case OperatorKind::override_: {
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

Reply read_resource(const Standing& standing, const OperatorPath& path) {
  const auto* service = find_service(*standing.view, path.service);
  switch (path.kind) {
    case OperatorKind::regions: return reply_of(regions_json(standing));
    case OperatorKind::service: return reply_of(service_json(standing, *service));
    case OperatorKind::weights: return reply_of(weights_json(standing, *service));
    case OperatorKind::primary: return reply_of(primary_json(standing, *service));
    case OperatorKind::region_state:
    case OperatorKind::upstream_state: return reply_of(state_json(standing, *resource_of(path)));
    case OperatorKind::override_: return reply_of(override_json(standing, *resource_of(path)));
    case OperatorKind::overrides:
    case OperatorKind::conflicts:
    case OperatorKind::adopt:
    case OperatorKind::reset: break;
  }
  return reply_of(overrides_json(standing));
}

std::optional<Reply> refuse_method(std::string_view method, OperatorKind kind) {
  const std::string_view allowed = methods_of(kind);
  const std::size_t at = allowed.find(method);
  const std::size_t end = at + method.size();
  const bool whole = at != allowed.npos && (at == 0 || allowed[at - 1] == ' ') &&
                     (end == allowed.size() || allowed[end] == ',');
  if (whole) return std::nullopt;
  Reply reply = problem(405, "Method Not Allowed", "this resource takes " + std::string(allowed));
  reply.allow = allowed;
  return reply;
}

// A page of another origin can send no such request without being asked about it first.
std::optional<Reply> refuse_content(const Request& request) {
  const auto type = view_of(request[http::field::content_type]);
  if (type.substr(0, type.find(';')) == "application/json") return std::nullopt;
  return rule_broken(415, "send the body as `Content-Type: application/json`", {"content_type"});
}

std::optional<Reply> refuse_caller(const Caller& caller, OperatorKind kind) {
  const bool all = kind == OperatorKind::reset || kind == OperatorKind::adopt;
  const auto needed = all ? config::AdminRole::admin : config::AdminRole::operator_;
  if (caller.role >= needed) return std::nullopt;
  return rule_broken(
      403, caller.name + " may not do this: it needs the role " + (all ? "admin" : "operator"),
      {"role"});
}

std::vector<std::string> regions_for(const Standing& standing, const OperatorPath& path) {
  std::vector<std::string> names;
  if (const auto* service = find_service(*standing.view, path.service))
    for (const routing::UpstreamView& upstream : service->upstreams)
      names.push_back(upstream.region);
  return names;
}

Reply refusal(state::Refusal refused, const Standing& standing, const state::Resource& resource) {
  if (refused == state::Refusal::too_large)
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

Reply failure(const Error& error) {
  return rule_broken(503,
                     error.context +
                         "; nothing was changed that is known of. With `?scope=local` a region is "
                         "drained or disabled on this edge alone",
                     {"store_unavailable"});
}

// "dry_run=true&scope=local". Nothing: there is another parameter, or another value.
std::optional<Circumstances> read_query(std::string_view target) {
  Circumstances asked;
  const std::size_t mark = target.find('?');
  std::string_view query = mark == target.npos ? "" : target.substr(mark + 1);
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view one = query.substr(0, end);
    query.remove_prefix(end == query.npos ? query.size() : end + 1);
    if (one == "dry_run=true")
      asked.dry_run = true;
    else if (one == "scope=local")
      asked.local = true;
    else if (one != "dry_run=false")
      return std::nullopt;
  }
  return asked;
}

// On one edge alone a state only becomes stricter, for an hour at most, and only while the way of
// all edges is closed. What was done so may always be ended.
std::optional<Reply> make_local(const Standing& standing, const OperatorPath& path,
                                bool store_is_up, state::Change& change) {
  if (path.kind != OperatorKind::region_state && path.kind != OperatorKind::upstream_state)
    return rule_broken(400, "`scope=local` is for states of regions and upstreams", {"query"});
  change.seen.reset();
  auto& [target, value] = change.sets.front();
  if (!value || std::get<config::UpstreamState>(*value) == config::UpstreamState::enabled) {
    value.reset();
    return std::nullopt;
  }
  if (store_is_up)
    return rule_broken(409, "the store answers: leave out `scope=local`, and all edges do it",
                       {"store_available"});
  if (!change.expires || *change.expires - change.at > state::kLocalExpiryMax)
    return rule_broken(422, "on one edge alone it must end by itself: `expires_in` of at most 1h",
                       {"local_expiry", "expires_in"});
  const auto now = state::parse_state(state_json(standing, target)["state"].get<std::string>());
  if (now && *now > std::get<config::UpstreamState>(*value))
    return rule_broken(409,
                       "it is " + std::string(state::to_string(*now)) +
                           " already: on one edge alone a state only becomes stricter",
                       {"local_scope"});
  return std::nullopt;
}

Reply no_conflict(const std::string& id) {
  return not_found("conflict `" + id + "`; see /v1/overrides/conflicts");
}

}  // namespace

OperatorResource::OperatorResource(Operations operations) : operations_(std::move(operations)) {}

Standing OperatorResource::standing() const {
  return {operations_.view(), operations_.overrides(),
          operations_.local ? operations_.local() : nullptr};
}

asio::awaitable<Reply> OperatorResource::answer(const Request& request, const OperatorPath& path,
                                                const Caller& caller) const {
  const std::string_view method = view_of(request.method_string());
  const Standing now = standing();
  if (auto refused = refuse_method(method, path.kind)) co_return std::move(*refused);
  if (auto refused = check_names(now, path)) co_return std::move(*refused);
  const bool reads = method == "GET" || method == "HEAD";
  if (reads && path.kind == OperatorKind::conflicts) {
    const auto kept = co_await conflicts();
    co_return kept ? reply_of(conflicts_json(now, *kept)) : failure(kept.error());
  }
  if (reads) co_return read_resource(now, path);
  if (auto refused = refuse_caller(caller, path.kind)) co_return std::move(*refused);
  if (auto refused = refuse_content(request)) co_return std::move(*refused);
  co_return co_await change(request, path, caller);
}

asio::awaitable<Reply> OperatorResource::change(const Request& request, const OperatorPath& path,
                                                const Caller& caller) const {
  const Standing now = standing();
  const auto how = read_query(view_of(request.target()));
  if (!how)
    co_return rule_broken(400, "the parameters are dry_run=true and scope=local", {"query"});
  const ChangeRequest asked{
      path,           method,
      request.body(), view_of(request[http::field::if_match]),
      caller.name,    std::chrono::floor<milliseconds>(std::chrono::system_clock::now())};
  const ChangeContext context{
      regions_for(now, path),
      !path.service.empty() && find_service(*now.view, path.service)->primary != 0, *now.overrides};
  auto read = read_change(asked, context);
  if (auto* refused = std::get_if<Reply>(&read)) co_return std::move(*refused);
  auto& wanted = std::get<state::Change>(read);
  if (how->local) {
    auto refused =
        make_local(now, path, !operations_.store_is_up || operations_.store_is_up(), wanted);
    if (refused) co_return std::move(*refused);
  }
  if (path.kind == OperatorKind::adopt) {
    auto refused = co_await take_entries(path.id, wanted);
    if (refused) co_return std::move(*refused);
  }
  co_return co_await perform(std::move(wanted), *how);
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
  co_return no_conflict(id);
}

asio::awaitable<Reply> OperatorResource::perform(state::Change change, Circumstances how) const {
  const Standing before = standing();
  const state::Resource resource = change.resource;
  const state::Overrides none;
  const state::Overrides& own = before.local != nullptr ? *before.local : none;
  state::Applied applied = state::apply(how.local ? own : *before.overrides, change);
  if (!how.dry_run && applied.refusal == state::Refusal::none) {
    auto done = co_await apply(std::move(change), how.local);
    if (done.has_error()) co_return failure(done.error());
    applied = std::move(*done);
  }
  if (applied.refusal != state::Refusal::none)
    co_return refusal(applied.refusal, standing(), resource);
  Standing after = before;
  (how.local ? after.local : after.overrides) =
      std::make_shared<const state::Overrides>(std::move(applied.overrides));
  Json json{{"dry_run", how.dry_run},
            {"scope", how.local ? "local" : "cluster"},
            {"version", after.overrides->version},
            {"replicas", applied.replicas},
            {"tag", state::tag_of(*after.overrides, resource)},
            {"services", difference_json(before, after)}};
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
