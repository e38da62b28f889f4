#include "meridian/core/redis/reply.hpp"

#include <hiredis/read.h>

#include "meridian/core/base/check.hpp"

namespace meridian::redis {

namespace {

// What is being built; hiredis calls for each part and gets the place where it stands.
struct Building {
  Reply root;
  std::size_t parts = 0;
  bool too_large = false;

  Reply* place(const redisReadTask* task) {
    if (task->parent == nullptr) {
      root = Reply{};
      return &root;
    }
    auto* parent = static_cast<Reply*>(task->parent->obj);
    return &parent->elements[static_cast<std::size_t>(task->idx)];
  }
};

Building& building(const redisReadTask* task) {
  return *static_cast<Building*>(task->privdata);
}

void* create_string(const redisReadTask* task, char* text, std::size_t size) {
  Reply* reply = building(task).place(task);
  reply->type = task->type == REDIS_REPLY_ERROR    ? Reply::Type::error
                : task->type == REDIS_REPLY_STATUS ? Reply::Type::status
                                                   : Reply::Type::string;
  reply->text.assign(text, size);
  return reply;
}

void* create_array(const redisReadTask* task, int size) {
  Building& built = building(task);
  const auto parts = static_cast<std::size_t>(size < 0 ? 0 : size);
  if (parts > kReplyPartsMax - built.parts) {
    built.too_large = true;
    return nullptr;
  }
  built.parts += parts;
  Reply* reply = built.place(task);
  reply->type = Reply::Type::array;
  reply->elements.resize(parts);
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) {
  Reply* reply = building(task).place(task);
  reply->type = Reply::Type::integer;
  reply->integer = value;
  return reply;
}

void* create_nil(const redisReadTask* task) {
  return building(task).place(task);
}

void free_object(void* /*part of Building::root*/) {}

}  // namespace

struct ReplyReader::Parser {
  Parser() {
    MERIDIAN_CHECK(reader != nullptr);
    reader->privdata = &built;
  }
  ~Parser() { redisReaderFree(reader); }
  Parser(const Parser&) = delete;

  Building built;
  redisReplyObjectFunctions functions{create_string, create_array, create_integer, create_nil,
                                      free_object};
  redisReader* reader = redisReaderCreateWithFunctions(&functions);
};

ReplyReader::ReplyReader() : parser_(std::make_unique<Parser>()) {}
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  if (!failure_.empty()) return;
  unfinished_ += bytes.size();
  if (redisReaderFeed(parser_->reader, bytes.data(), bytes.size()) != 0)
    failure_ = redisReaderGetError(parser_->reader);
}

std::optional<Reply> ReplyReader::next() {
  if (!failure_.empty()) return std::nullopt;
  void* whole = nullptr;
  if (redisReaderGetReply(parser_->reader, &whole) != 0) {
    failure_ = parser_->built.too_large ? "a reply of too many parts"
                                        : redisReaderGetError(parser_->reader);
    if (failure_.empty()) failure_ = "no reply of Redis";
    return std::nullopt;
  }
  if (whole == nullptr) {
    if (unfinished_ > kReplyBytesMax) failure_ = "a reply that is too long";
    return std::nullopt;
  }
  unfinished_ = parser_->reader->len - parser_->reader->pos;
  parser_->built.parts = 0;
  return std::move(parser_->built.root);
}

}  // namespace meridian::redis
