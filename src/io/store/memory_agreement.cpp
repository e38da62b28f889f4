#include "meridian/io/store/memory_agreement.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace meridian::store {

namespace {

constexpr std::uint64_t kRun = 1;  // the store ends with its process

agreement::StoreTime time_now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

MemoryAgreement::MemoryAgreement(boost::asio::io_context& control,
                                 std::shared_ptr<agreement::StoreModel> model)
    : control_(control), model_(std::move(model)) {}

template <class Value>
void MemoryAgreement::answer(std::function<void(Result<Value>)> then, Value value) {
  boost::asio::post(control_, [alive = std::weak_ptr(alive_), then = std::move(then),
                               value = std::move(value)]() mutable {
    if (!alive.expired()) then(std::move(value));
  });
}

void MemoryAgreement::report(const agreement::Report& report,
                             std::function<void(Result<agreement::Answer>)> then) {
  answer(std::move(then), model_->report(report, time_now(), kRun));
}

void MemoryAgreement::edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) {
  answer(std::move(then), model_->edges());
}

}  // namespace meridian::store
