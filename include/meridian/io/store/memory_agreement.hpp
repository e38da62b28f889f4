// Agreement of one edge alone, in this process. Control thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "meridian/core/agreement/store_model.hpp"
#include "meridian/io/store/agreement_store.hpp"

namespace meridian::store {

class MemoryAgreement : public AgreementStore {
 public:
  // Several may share one model: then each is an edge's way to the same store.
  explicit MemoryAgreement(
      boost::asio::io_context& control,
      std::shared_ptr<agreement::StoreModel> model = std::make_shared<agreement::StoreModel>());

  void report(const agreement::Report& report,
              std::function<void(Result<agreement::Answer>)> then) override;
  void edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) override;
  // Whoever reports hears of it in the answer.
  void on_change(std::function<void(const agreement::VersionHint&)>) override {}

 private:
  template <class Value>
  void answer(std::function<void(Result<Value>)> then, Value value);

  boost::asio::io_context& control_;
  std::shared_ptr<agreement::StoreModel> model_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace meridian::store
