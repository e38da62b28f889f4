// The reader of a Redis server's replies on arbitrary bytes, cut in two at any place, and
// everything that reads replies: it ends within its bounds, and a whole reply comes out the same in
// one piece.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "meridian/core/base/check.hpp"
#include "meridian/core/redis/cluster.hpp"
#include "meridian/core/redis/greeting.hpp"
#include "meridian/core/redis/judge.hpp"
#include "meridian/core/redis/reply.hpp"
#include "meridian/core/redis/sentinel.hpp"

namespace redis = meridian::redis;

namespace {

std::vector<redis::Reply> read(std::string_view bytes, std::size_t cut) {
  redis::ReplyReader reader;
  std::vector<redis::Reply> replies;
  for (const std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    reader.feed(piece);
    while (auto reply = reader.next()) replies.push_back(std::move(*reply));
  }
  return replies;
}

void judge(const redis::Reply& reply) {
  const redis::Address asked{"asked", 1, {}};
  const auto judgement = redis::judge(reply.text, asked);
  MERIDIAN_CHECK(!judgement.error.context.empty());
  if (judgement.elsewhere) MERIDIAN_CHECK(judgement.elsewhere->port != 0);
  if (const auto master = redis::read_master(reply)) MERIDIAN_CHECK(!master->host.empty());
  if (const auto found = redis::read_slots(reply, 7, asked))
    MERIDIAN_CHECK(found->nodes.size() <= redis::kClusterNodesMax);
  if (const auto next = redis::read_switch(reply.text, "main")) MERIDIAN_CHECK(next->port != 0);
  redis::GreetingSettings settings;
  const std::vector<redis::Reply> replies(redis::greeting(settings).size(), reply);
  redis::judge_greeting(settings, replies, asked);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto whole = read(text, size);
  MERIDIAN_CHECK(whole == read(text, size / 2));
  MERIDIAN_CHECK(whole == read(text, size / 3));
  for (const redis::Reply& reply : whole) judge(reply);
  return 0;
}
