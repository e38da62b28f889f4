#include "meridian/io/store/redis_agreement.hpp"

#include <utility>

#include "meridian/core/agreement/scripts.hpp"

namespace meridian::store {

RedisAgreement::RedisAgreement(redis::Link& link, const std::string& cluster)
    : link_(link),
      keys_(agreement::keys_of(cluster)),
      channel_(agreement::channel_of(cluster)),
      report_(std::string(agreement::report_script())),
      edges_(std::string(agreement::edges_script())) {}

// What a script answers: the text of a message.
template <class Value>
redis::Link::Then RedisAgreement::reading(Result<Value> (*decode)(std::string_view),
                                          std::function<void(Result<Value>)> then) const {
  return [decode, then = std::move(then),
          alive = std::weak_ptr(alive_)](const Result<redis::Reply>& reply) {
    if (alive.expired()) return;
    if (!reply) return then(reply.error());
    if (reply->type != redis::Reply::Type::string)
      return then(Error{ErrorCode::invalid, ErrorSource::store, false,
                        "the store's script answered with another type than text"});
    then(decode(reply->text));
  };
}

void RedisAgreement::report(const agreement::Report& report,
                            std::function<void(Result<agreement::Answer>)> then) {
  link_.eval(report_, keys_, {agreement::encode(report), channel_},
             reading(agreement::decode_answer, std::move(then)));
}

void RedisAgreement::edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) {
  link_.eval(edges_, keys_, {}, reading(agreement::decode_edges, std::move(then)));
}

void RedisAgreement::on_change(std::function<void(const agreement::VersionHint&)> changed) {
  const std::weak_ptr alive(alive_);
  link_.subscribe(channel_, [changed, alive](std::string_view message) {
    if (alive.expired()) return;
    if (const auto hint = agreement::parse_hint(message); hint || message.empty()) changed(hint);
  });
  link_.on_up([changed, alive] {
    if (!alive.expired()) changed(std::nullopt);
  });
}

}  // namespace meridian::store
