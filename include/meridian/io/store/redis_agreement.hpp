// Agreement of a cluster of edges through one Redis. Control thread.
#pragma once

#include <memory>
#include <string>

#include "meridian/io/redis/link.hpp"
#include "meridian/io/store/agreement_store.hpp"

namespace meridian::store {

class RedisAgreement : public AgreementStore {
 public:
  // `link` outlives it. Edges of the same cluster name share what is agreed.
  RedisAgreement(redis::Link& link, const std::string& cluster);

  void report(const agreement::Report& report,
              std::function<void(Result<agreement::Answer>)> then) override;
  void edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) override;
  void on_change(std::function<void(const agreement::VersionHint&)> changed) override;

 private:
  template <class Value>
  redis::Link::Then reading(Result<Value> (*decode)(std::string_view),
                            std::function<void(Result<Value>)> then) const;

  redis::Link& link_;
  redis::Words keys_;
  std::string channel_;
  redis::Script report_;
  redis::Script edges_;
  // What the link has of this object ends with it.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace meridian::store
