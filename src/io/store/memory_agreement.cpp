#include "io/store/memory_agreement.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace meridian::store {

namespace {

constexpr std::uint64_t kRun = 1;  // the store ends with its process

agreement::StoreTime now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

MemoryAgreement::MemoryAgreement(boost::asio::io_context& control,
                                 std::shared_ptr<agreement::StoreModel> model)
    : control_(control), model_(std::move(model)) {}

MemoryAgreement::~MemoryAgreement() {
  *alive_ = false;
}

template <class Value>
void MemoryAgreement::answer(std::function<void(Result<Value>)> then, Value value) {
  boost::asio::post(control_,
                    [alive = alive_, then = std::move(then), value = std::move(value)]() mutable {
                      if (*alive) then(std::move(value));
                    });
}

void MemoryAgreement::report(const agreement::Report& report,
                             std::function<void(Result<agreement::Answer>)> then) {
  answer(std::move(then), model_->report(report, now(), kRun));
}

void MemoryAgreement::edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) {
  answer(std::move(then), model_->edges());
}

void MemoryAgreement::events(std::size_t count,
                             std::function<void(Result<std::vector<agreement::Event>>)> then) {
  const auto& all = model_->events();
  const auto first = all.end() - static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  answer(std::move(then), std::vector<agreement::Event>(first, all.end()));
}

// Whoever reports hears of it in the answer.
void MemoryAgreement::on_change(std::function<void()>) {}

}  // namespace meridian::store
