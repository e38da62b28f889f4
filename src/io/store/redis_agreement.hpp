// Agreement of a cluster of edges through one Redis. Control thread.
#pragma once

#include <string>

#include "meridian/io/redis/link.hpp"
#include "io/store/agreement_store.hpp"

namespace meridian::store {

class RedisAgreement : public AgreementStore {
 public:
  // `link` outlives it. Edges of the same cluster name share what is agreed.
  RedisAgreement(redis::Link& link, const std::string& cluster);

  void report(const agreement::Report& report,
              std::function<void(Result<agreement::Answer>)> then) override;
  void edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) override;
  void events(std::size_t count,
              std::function<void(Result<std::vector<agreement::Event>>)> then) override;
  void on_change(std::function<void()> changed) override;

 private:
  redis::Link& link_;
  redis::Words keys_;
  std::string channel_;
  redis::Script report_;
  redis::Script edges_;
  redis::Script events_;
};

}  // namespace meridian::store
