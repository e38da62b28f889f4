#include "io/store/redis_agreement.hpp"

#include <utility>

#include "core/agreement/messages.hpp"
#include "core/agreement/scripts.hpp"

namespace meridian::store {

namespace {

// What a script answers: the text of a message.
template <class Value>
redis::Link::Then reading(Result<Value> (*decode)(std::string_view),
                          std::function<void(Result<Value>)> then) {
  return [decode, then = std::move(then)](const Result<redis::Reply>& reply) {
    if (!reply) return then(reply.error());
    if (reply->type != redis::Reply::Type::string)
      return then(Error{ErrorCode::invalid, ErrorSource::store, false,
                        "the store's script answered with another type than text"});
    then(decode(reply->text));
  };
}

}  // namespace

RedisAgreement::RedisAgreement(redis::Link& link, const std::string& cluster)
    : link_(link),
      keys_(agreement::keys_of(cluster)),
      channel_(agreement::channel_of(cluster)),
      report_(std::string(agreement::report_script())),
      edges_(std::string(agreement::edges_script())),
      events_(std::string(agreement::events_script())) {}

void RedisAgreement::report(const agreement::Report& report,
                            std::function<void(Result<agreement::Answer>)> then) {
  link_.eval(report_, keys_, {agreement::encode(report), channel_},
             reading(agreement::decode_answer, std::move(then)));
}

void RedisAgreement::edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) {
  link_.eval(edges_, keys_, {}, reading(agreement::decode_edges, std::move(then)));
}

void RedisAgreement::events(std::size_t count,
                            std::function<void(Result<std::vector<agreement::Event>>)> then) {
  link_.eval(events_, keys_, {std::to_string(count)},
             reading(agreement::decode_events, std::move(then)));
}

void RedisAgreement::on_change(std::function<void()> changed) {
  link_.subscribe(channel_, [changed = std::move(changed)](std::string_view) { changed(); });
}

}  // namespace meridian::store
