// Client connections whose TLS handshake is under way, in the order in which they came. Where there
// are more than there may be, the oldest one goes (E4): whoever opens connections and says nothing
// only drives out its own, while a client that goes on is through before it is the oldest. One
// thread.
#pragma once

#include <cstddef>

namespace meridian::proxy {

class Handshakes {
 public:
  // A connection is its own place in the list: no allocation, and it leaves from anywhere.
  class Entry {
   public:
    Entry() = default;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   protected:
    ~Entry() = default;

   private:
    friend class Handshakes;
    Entry* older_ = nullptr;
    Entry* newer_ = nullptr;
    bool listed_ = false;
  };

  void begin(Entry& entry) {
    entry.older_ = newest_;
    entry.newer_ = nullptr;
    (newest_ != nullptr ? newest_->newer_ : oldest_) = &entry;
    newest_ = &entry;
    entry.listed_ = true;
    ++size_;
  }
  // It is done, or given up; also of one that has not begun.
  void end(Entry& entry) {
    if (!entry.listed_) return;
    (entry.older_ != nullptr ? entry.older_->newer_ : oldest_) = entry.newer_;
    (entry.newer_ != nullptr ? entry.newer_->older_ : newest_) = entry.older_;
    entry.listed_ = false;
    --size_;
  }
  std::size_t size() const { return size_; }
  Entry* oldest() const { return oldest_; }  // null: none

 private:
  Entry* oldest_ = nullptr;
  Entry* newest_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace meridian::proxy
