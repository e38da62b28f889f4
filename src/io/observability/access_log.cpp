#include "meridian/io/observability/access_log.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "io/observability/access_codec.hpp"
#include "io/observability/access_line.hpp"
#include "io/observability/byte_ring.hpp"
#include "io/observability/log_file.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::observability {
namespace {

// The log thread looks at the rings by itself instead of being woken: a wake-up would cost the
// worker a fence on every record and a system call on many. Idle, 20 looks a second cost nothing
// that can be measured; a ring that fills fast is looked at sooner.
constexpr milliseconds kPause{50};
constexpr milliseconds kPauseBusy{5};
constexpr std::size_t kBatchBytes = 64 * 1024;

}  // namespace

struct AccessRing::State {
  explicit State(std::size_t bytes) : ring(bytes) {}
  ByteRing ring;
};

AccessRing::AccessRing(std::size_t bytes) : state_(std::make_unique<State>(bytes)) {}
AccessRing::~AccessRing() = default;

bool AccessRing::append(const AccessRecord& record) {
  const AccessRecord cut = bounded(record);
  std::byte* room = state_->ring.reserve(encoded_size(cut));
  if (room == nullptr) return false;
  encode(cut, room);
  state_->ring.publish();
  return true;
}

struct AccessLog::Body {
  Body(LogFile opened, LogOrigin of) : file(std::move(opened)), origin(std::move(of)) {}

  void run();
  // True where a ring was so full that the next look should come soon.
  bool drain();
  bool drain(ByteRing& ring);
  void flush();
  void note(const Result<void>& result, std::uint64_t records);

  LogFile file;
  LogOrigin origin;
  std::vector<std::unique_ptr<AccessRing>> rings;
  std::string batch;
  std::uint64_t batched = 0;  // records in `batch`
  bool failing = false;
  std::atomic<std::uint64_t> lost{0};

  std::mutex mutex;
  std::condition_variable wake;
  bool stop = false;
  bool reopen = false;
  std::thread thread;
};

void AccessLog::Body::run() {
  bool stopping = false;
  bool busy = false;
  while (!stopping) {
    bool reopening = false;
    {
      std::unique_lock lock(mutex);
      wake.wait_for(lock, busy ? kPauseBusy : kPause, [this] { return stop || reopen; });
      stopping = stop;
      reopening = std::exchange(reopen, false);
    }
    busy = drain();
    if (reopening) note(file.reopen(), 0);
  }
}

bool AccessLog::Body::drain() {
  bool busy = false;
  for (auto& ring : rings) busy = drain(ring->state_->ring) || busy;
  flush();
  return busy;
}

// What arrives meanwhile waits for the next look, so that one busy ring does not starve the others.
bool AccessLog::Body::drain(ByteRing& ring) {
  const std::size_t used = ring.used();
  std::size_t taken = 0;
  while (taken < used) {
    const auto block = ring.front();
    if (block.empty()) break;
    append_access_line(batch, decode(block), origin);
    batch += '\n';
    ++batched;
    taken += block.size();
    ring.pop();
    if (batch.size() >= kBatchBytes) flush();
  }
  return used > ring.size() / 4;
}

void AccessLog::Body::flush() {
  if (batch.empty()) return;
  note(file.write(batch), batched);
  batch.clear();
  batched = 0;
}

// Says once that writing fails, and once that it works again.
void AccessLog::Body::note(const Result<void>& result, std::uint64_t records) {
  if (result.has_error()) {
    lost.fetch_add(records, std::memory_order_relaxed);
    if (!std::exchange(failing, true)) log_error("access_log", result.error().context);
  } else if (std::exchange(failing, false)) {
    log_info("access_log", "writing works again");
  }
}

AccessLog::AccessLog(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path, LogOrigin origin,
                                                   std::size_t workers) {
  MERIDIAN_CHECK(workers <= limits::kWorkersMax);
  auto file = LogFile::open(path);
  if (!file) return file.error();
  auto body = std::make_unique<Body>(std::move(*file), std::move(origin));
  for (std::size_t i = 0; i < workers; ++i) {
    body->rings.push_back(std::make_unique<AccessRing>(limits::kAccessRingBytes));
  }
  body->thread = std::thread([b = body.get()] { b->run(); });
  return std::make_unique<AccessLog>(std::move(body));
}

AccessLog::~AccessLog() {
  {
    const std::lock_guard lock(body_->mutex);
    body_->stop = true;
  }
  body_->wake.notify_one();
  body_->thread.join();
}

AccessRing& AccessLog::ring(std::size_t worker) {
  MERIDIAN_CHECK(worker < body_->rings.size());
  return *body_->rings[worker];
}

void AccessLog::reopen() {
  {
    const std::lock_guard lock(body_->mutex);
    body_->reopen = true;
  }
  body_->wake.notify_one();
}

std::uint64_t AccessLog::records_lost() const {
  return body_->lost.load(std::memory_order_relaxed);
}

}  // namespace meridian::observability
