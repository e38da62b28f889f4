// Awaiting what a worker counts after it has answered.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "meridian/io/observability/worker_metrics.hpp"

namespace meridian::proxy::test {

// Until it holds, for at most 20 s; false: it never did.
template <class Condition>
bool eventually(Condition holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

inline bool ends_with(const observability::WorkerMetrics& metrics,
                      observability::Termination termination, std::uint64_t count = 1) {
  const auto& counter = metrics.terminations[static_cast<std::size_t>(termination)];
  return eventually([&] { return counter.value() == count; });
}

// `text` with its one `from` replaced.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == text.npos ? "no '" + from + "' to replace" : text.replace(at, from.size(), to);
}

}  // namespace meridian::proxy::test
