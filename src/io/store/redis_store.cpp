#include "meridian/io/store/redis_store.hpp"

#include "io/store/override_scripts.hpp"
#include "io/store/stored_replies.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/state/change_hint.hpp"

namespace meridian::store {

namespace asio = boost::asio;
using redis::Reply;

namespace {

// So often everything is read though nothing seems to have moved: the copy of an edge is as old as
// its last reading.
constexpr std::uint64_t kPollsPerReading = 30;

std::string text_of(std::uint64_t number) {
  return std::to_string(number);
}

redis::LinkSettings with_key(redis::LinkSettings settings, const std::string& key) {
  settings.greeting.key = key;
  return settings;
}

}  // namespace

std::string RedisStore::key(const std::string& cluster, const std::string& name) {
  return "{meridian:" + cluster + "}:" + name;
}

RedisStore::RedisStore(asio::io_context& control, Settings settings, std::uint64_t seed)
    : settings_(std::move(settings)),
      overrides_key_(key(settings_.cluster, "overrides")),
      conflicts_key_(key(settings_.cluster, "conflicts")),
      events_key_(key(settings_.cluster, "events")),
      channel_(key(settings_.cluster, "changes")),
      poll_timer_(control),
      hint_timer_(control),
      random_(mix64(seed)),
      link_(control, with_key(settings_.link, overrides_key_), seed) {
  link_.on_up([this] { tell(); });
  link_.subscribe(channel_, [this](std::string_view message) { take_message(message); });
  poll_later();
}

void RedisStore::on_change(std::function<void()> changed) {
  changed_ = std::move(changed);
}

void RedisStore::tell() const {
  if (changed_) changed_();
}

void RedisStore::see_fields(const std::vector<Reply>& fields) {
  const auto number = [&](std::size_t i) {
    return i < fields.size() ? parse_decimal(fields[i].text).value_or(0) : 0;
  };
  see(number(0), number(1));
}

void RedisStore::see(std::uint64_t epoch, std::uint64_t version) {
  seen_epoch_ = epoch;
  seen_version_ = version;
}

void RedisStore::read(std::function<void(Result<Stored>)> then) {
  link_.send({"HMGET", overrides_key_, "epoch", "version", "digest", "text"},
             [this, then = std::move(then)](const Result<Reply>& reply) {
               if (!reply) return then(reply.error());
               see_fields(reply->elements);  // also of what is not taken: it is told once
               then(read_stored(reply->elements));
             });
}

void RedisStore::write(const Stored& expected, Stored next,
                       std::function<void(Result<Written>)> then) {
  const state::ChangeHint hint{next.epoch, next.version, next.text.size()};
  const redis::Words arguments{text_of(expected.epoch),
                               text_of(expected.version),
                               text_of(next.epoch),
                               text_of(next.version),
                               digest_text(next.text),
                               next.text,
                               channel_,
                               state::to_string(hint),
                               settings_.edge};
  link_.eval(compare_and_set(), {overrides_key_, events_key_}, arguments,
             [this, next = std::move(next), then = std::move(then)](const Result<Reply>& reply) {
               if (!reply) return then(reply.error());
               const auto& fields = reply->elements;
               if (fields.size() == 1 && fields[0].integer == 1) {
                 see(next.epoch, next.version);
                 return wait_for_replicas({true, next, 0}, then);
               }
               auto stands = read_stored(std::span(fields).subspan(fields.empty() ? 0 : 1));
               if (!stands) return then(stands.error());
               see(stands->epoch, stands->version);
               then(Written{false, std::move(*stands), 0});
             });
}

// It is written, whatever becomes of this.
void RedisStore::wait_for_replicas(Written written, std::function<void(Result<Written>)> then) {
  if (settings_.wait_replicas == 0) return then(std::move(written));
  link_.send(
      {"WAIT", text_of(settings_.wait_replicas), std::to_string(settings_.wait_timeout.count())},
      [written = std::move(written), then = std::move(then)](const Result<Reply>& reply) mutable {
        if (reply && reply->integer > 0)
          written.replicas = static_cast<std::uint32_t>(reply->integer);
        then(std::move(written));
      });
}

void RedisStore::keep_conflict(Conflict conflict, std::function<void(Result<void>)> then) {
  link_.eval(keep_one_conflict(), {conflicts_key_, events_key_},
             {conflict.id, conflict.edge, conflict.text, std::to_string(kConflictsMax)},
             [then = std::move(then)](const Result<Reply>& reply) {
               if (!reply) return then(reply.error());
               then({});
             });
}

void RedisStore::conflicts(std::function<void(Result<std::vector<Conflict>>)> then) {
  link_.send({"XREVRANGE", conflicts_key_, "+", "-", "COUNT", std::to_string(kConflictsMax)},
             [then = std::move(then)](const Result<Reply>& reply) {
               if (!reply) return then(reply.error());
               then(read_conflicts(*reply));
             });
}

// An empty one says that some may have been missed.
void RedisStore::take_message(std::string_view message) {
  if (message.empty()) return poll();
  const auto hint = state::parse_hint(message);
  if (!hint || (hint->epoch == seen_epoch_ && hint->version == seen_version_)) return;
  random_ = mix64(random_);
  const auto spread = static_cast<std::uint64_t>(spread_of(*hint).count());
  hint_timer_.expires_after(milliseconds(random_ % (spread + 1)));
  hint_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tell();
  });
}

void RedisStore::poll_later() {
  poll_timer_.expires_after(settings_.poll_interval);
  poll_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    if (link_.up()) poll();
    poll_later();
  });
}

void RedisStore::poll() {
  if (++polls_ % kPollsPerReading == 0) return tell();
  link_.send({"HMGET", overrides_key_, "epoch", "version"}, [this](const Result<Reply>& reply) {
    if (!reply || reply->elements.size() != 2) return;  // the link says what is wrong
    const auto number = [&](std::size_t i) {
      return parse_decimal(reply->elements[i].text).value_or(0);
    };
    if (number(0) != seen_epoch_ || number(1) != seen_version_) tell();
  });
}

StoreStatus RedisStore::status() const {
  const redis::LinkStatus link = link_.status();
  return {"redis",         link.up,       link.server, link.since,           link.last_answer,
          link.last_error, link.connects, link.losses, link.failed_attempts, link.command_errors};
}

}  // namespace meridian::store
