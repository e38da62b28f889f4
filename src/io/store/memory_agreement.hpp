// Agreement of those who share this process: of one edge alone, as a rule. Control thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "io/store/agreement_store.hpp"
#include "core/agreement/store_model.hpp"

namespace meridian::store {

class MemoryAgreement : public AgreementStore {
 public:
  // Several may share one model: then each is an edge's way to the same store.
  explicit MemoryAgreement(boost::asio::io_context& control,
                           std::shared_ptr<agreement::StoreModel> model =
                               std::make_shared<agreement::StoreModel>());
  ~MemoryAgreement() override;

  void report(const agreement::Report& report,
              std::function<void(Result<agreement::Answer>)> then) override;
  void edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) override;
  void events(std::size_t count,
              std::function<void(Result<std::vector<agreement::Event>>)> then) override;
  void on_change(std::function<void()> changed) override;

 private:
  template <class Value>
  void answer(std::function<void(Result<Value>)> then, Value value);

  boost::asio::io_context& control_;
  std::shared_ptr<agreement::StoreModel> model_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace meridian::store
