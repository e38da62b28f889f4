#include "meridian/core/http/body.hpp"

#include <charconv>

namespace meridian::http {

namespace {

constexpr std::string_view kLastChunk = "0\r\n\r\n";

// Pieces of output that stay one view as long as they lie side by side, and are gathered in
// `scratch` from the first one that does not.
class Gathered {
 public:
  explicit Gathered(Output& scratch) : scratch_(scratch) {}

  void add(std::string_view piece) {
    if (piece.empty()) return;
    if (view_.empty() && !copied_) {
      view_ = piece;
    } else if (!copied_ && view_.data() + view_.size() == piece.data()) {
      view_ = {view_.data(), view_.size() + piece.size()};
    } else {
      if (!copied_) scratch_.append(view_);
      copied_ = true;
      scratch_.append(piece);
    }
  }
  std::string_view view() const { return copied_ ? scratch_.view() : view_; }

 private:
  Output& scratch_;
  std::string_view view_;
  bool copied_ = false;
};

void append_chunk(std::string_view content, Output& out) {
  char digits[16];
  const auto hex = std::to_chars(digits, digits + sizeof digits, content.size(), 16);
  out.append({digits, static_cast<std::size_t>(hex.ptr - digits)});
  out.append("\r\n");
  out.append(content);
  out.append("\r\n");
}

}  // namespace

void BodyRelay::begin(const Framing& in, OutFraming out) {
  decoder_.begin(in);
  out_ = out;
  encodes_ = out == OutFraming::chunked &&
             (in.kind == BodyKind::length || in.kind == BodyKind::until_close);
  last_chunk_due_ = encodes_;
  content_bytes_ = 0;
}

BodyRelay::Step BodyRelay::next(std::string_view in, Output& scratch) {
  scratch.clear();
  if (encodes_) return encode(in, scratch);
  Gathered sent(scratch);
  Step step;
  do {
    const BodyStep part = decoder_.next(in.substr(step.consumed));
    step.consumed += part.consumed;
    step.state = part.state;
    step.violation = part.violation;
    content_bytes_ += part.content.size();
    sent.add(out_ == OutFraming::content_only ? part.content : part.wire);
  } while (step.state == BodyState::more && step.consumed < in.size());
  step.bytes = sent.view();
  return step;
}

// An identity body towards a receiver that gets chunks.
BodyRelay::Step BodyRelay::encode(std::string_view in, Output& scratch) {
  const BodyStep part = decoder_.next(in);
  content_bytes_ += part.content.size();
  if (!part.content.empty()) append_chunk(part.content, scratch);
  if (part.state == BodyState::complete) append_last_chunk(scratch);
  return {part.consumed, scratch.view(), part.state, part.violation};
}

void BodyRelay::append_last_chunk(Output& scratch) {
  if (last_chunk_due_) scratch.append(kLastChunk);
  last_chunk_due_ = false;
}

BodyRelay::Step BodyRelay::close(Output& scratch) {
  scratch.clear();
  Step step;
  if (!decoder_.ends_at_close()) {
    step.state = BodyState::refused;
    return step;
  }
  step.state = BodyState::complete;
  append_last_chunk(scratch);
  step.bytes = scratch.view();
  decoder_.begin({});
  return step;
}

}  // namespace meridian::http
