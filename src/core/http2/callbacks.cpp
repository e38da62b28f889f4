#include "core/http2/callbacks.hpp"

#include <algorithm>
#include <cstring>

#include "core/http2/bounds.hpp"
#include "core/http2/request_text.hpp"
#include "core/http2/response_fields.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/http2/server_session.hpp"

namespace meridian::http2 {

namespace {

constexpr std::size_t kFrameHeadBytes = 9;

std::string_view text_of(nghttp2_rcbuf* bytes) {
  const nghttp2_vec view = nghttp2_rcbuf_get_buf(bytes);
  return {reinterpret_cast<const char*>(view.base), view.len};
}

bool has_flag(const nghttp2_frame_hd& head, unsigned flag) {
  return (head.flags & flag) != 0;
}

}  // namespace

// The names of the library: each function is one of its callbacks.
struct Callbacks {
  static ServerSession& session_of(void* user) { return *static_cast<ServerSession*>(user); }
  static Stream* stream_of(nghttp2_session* session, std::int32_t id) {
    return static_cast<Stream*>(nghttp2_session_get_stream_user_data(session, id));
  }

  // RFC 9113, 5.1.1: an id that was passed over can never be used. The library cannot tell it from
  // a stream that has ended, whose late trailers are no fault; here the last gap is remembered.
  static bool admit_id(ServerSession& self, std::int32_t id) {
    if (id > self.highest_id_) {
      self.passed_over_ = {self.highest_id_ + 1, id - 1};
      self.highest_id_ = id;
    } else if (id % 2 == 1 && id >= self.passed_over_.first && id <= self.passed_over_.last) {
      self.fail(Fault::protocol);
      return false;
    }
    return true;
  }

  // What a frame's head alone says; false: it is too much.
  static bool admit(ServerSession& self, const nghttp2_frame_hd& head) {
    switch (head.type) {
      case NGHTTP2_HEADERS:
        if (!admit_id(self, head.stream_id)) return false;
        self.in_header_block_ = true;
        self.continuations_ = 0;
        self.list_bytes_ = 0;
        return true;
      case NGHTTP2_CONTINUATION:
        if (++self.continuations_ <= kContinuationsMax) return true;
        self.fail(Fault::continuation);
        return false;
      case NGHTTP2_DATA:
        return head.length != 0 || has_flag(head, NGHTTP2_FLAG_END_STREAM) ||
               self.spend(Fault::empty_frames);
      case NGHTTP2_RST_STREAM: return self.spend(Fault::resets);
      case NGHTTP2_PING: return has_flag(head, NGHTTP2_FLAG_ACK) || self.spend(Fault::pings);
      case NGHTTP2_SETTINGS: return has_flag(head, NGHTTP2_FLAG_ACK) || self.spend(Fault::settings);
      case NGHTTP2_WINDOW_UPDATE:
        if (self.window_updates_free_ == 0) return self.spend(Fault::window_updates);
        --self.window_updates_free_;
        return true;
      default: return self.spend(Fault::other_frames);
    }
  }

  static int on_begin_frame(nghttp2_session*, const nghttp2_frame_hd* head, void* user) {
    return admit(session_of(user), *head) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
  }

  static int on_begin_headers(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    ServerSession& self = session_of(user);
    const std::int32_t id = frame->hd.stream_id;
    Stream* stream = self.open_stream(id);
    if (stream == nullptr) {
      self.in_header_block_ = false;
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM);
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    nghttp2_session_set_stream_user_data(session, id, stream);
    return 0;
  }

  // NOLINTNEXTLINE(readability-function-size): the parameters are the library's
  static int on_header(nghttp2_session* session, const nghttp2_frame* frame, nghttp2_rcbuf* name,
                       nghttp2_rcbuf* value, std::uint8_t, void* user) {
    ServerSession& self = session_of(user);
    const std::string_view name_text = text_of(name);
    const std::string_view value_text = text_of(value);
    self.list_bytes_ += name_text.size() + value_text.size() + kFieldOverhead;
    if (self.list_bytes_ > kHeaderListDecodedMax) {
      self.fail(Fault::header_list);
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    Stream* stream = stream_of(session, frame->hd.stream_id);
    if (stream == nullptr) return 0;
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST)
      stream->request_->add(name_text, value_text);
    else if (self.list_bytes_ <= kHeaderListBytesMax)
      stream->trailers_.append(name_text).append(": ").append(value_text).append("\r\n");
    return 0;
  }

  // T7. By default the library passes over such a field.
  // NOLINTNEXTLINE(readability-function-size): the parameters are the library's
  static int on_invalid_header(nghttp2_session* session, const nghttp2_frame* frame, nghttp2_rcbuf*,
                               nghttp2_rcbuf*, std::uint8_t, void* user) {
    ServerSession& self = session_of(user);
    const std::int32_t id = frame->hd.stream_id;
    Stream* stream = stream_of(session, id);
    self.in_header_block_ = false;
    if (stream != nullptr && !stream->own_reset_) {
      self.blame_reset(stream);
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_PROTOCOL_ERROR);
    }
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }

  static int on_frame_recv(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    ServerSession& self = session_of(user);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS: self.in_header_block_ = false; break;
      case NGHTTP2_DATA: break;
      case NGHTTP2_PING:
        if (has_flag(frame->hd, NGHTTP2_FLAG_ACK)) self.finish_drain();
        return 0;
      default: return 0;
    }
    Stream* stream = stream_of(session, frame->hd.stream_id);
    if (stream == nullptr) return 0;
    const bool last = has_flag(frame->hd, NGHTTP2_FLAG_END_STREAM);
    stream->input_ended_ = stream->input_ended_ || last;
    if (!stream->head_complete_) {
      stream->request_->finish(!last, self.nonce_ + static_cast<std::uint32_t>(stream->id_));
      if (stream->request_->chunked()) stream->in_prefix_ = kChunkHeadBytes;
      stream->head_complete_ = true;
    }
    self.add_news(*stream);
    return 0;
  }

  // NOLINTNEXTLINE(readability-function-size): the parameters are the library's
  static int on_data(nghttp2_session* session, std::uint8_t, std::int32_t id,
                     const std::uint8_t* bytes, std::size_t size, void* user) {
    ServerSession& self = session_of(user);
    Stream* stream = stream_of(session, id);
    if (stream == nullptr || stream->forgotten_) {
      nghttp2_session_consume(session, id, size);
      return 0;
    }
    const std::size_t before = stream->held();
    if (stream->in_.empty()) stream->in_.assign(stream->in_prefix_, ' ');
    stream->in_.append(reinterpret_cast<const char*>(bytes), size);
    self.note_held(*stream, before);
    self.add_news(*stream);
    return 0;
  }

  static int on_stream_close(nghttp2_session* session, std::int32_t id, std::uint32_t, void* user) {
    Stream* stream = stream_of(session, id);
    if (stream != nullptr) session_of(user).close_stream(*stream);
    return 0;
  }

  static int on_frame_send(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    ServerSession& self = session_of(user);
    Stream* stream = stream_of(session, frame->hd.stream_id);
    switch (frame->hd.type) {
      case NGHTTP2_RST_STREAM:
        if (frame->rst_stream.error_code == NGHTTP2_REFUSED_STREAM)
          self.spend(Fault::resets);
        else if (stream == nullptr || !stream->own_reset_)
          self.blame_reset(stream);
        return 0;
      case NGHTTP2_GOAWAY:
        if (frame->goaway.error_code != NGHTTP2_NO_ERROR && !self.failed_) {
          self.failed_ = true;
          self.count(Fault::protocol);
        }
        return 0;
      case NGHTTP2_HEADERS: note_sent(self, kSmallFrameBytes); break;
      case NGHTTP2_DATA: note_sent(self, frame->hd.length); break;
      default: return 0;
    }
    if (stream != nullptr && has_flag(frame->hd, NGHTTP2_FLAG_END_STREAM)) {
      stream->end_sent_ = true;
      self.refuse_rest(*stream);
    }
    return 0;
  }

  // Frames of types that have no meaning here: on_begin_frame has counted them.
  static int on_extension(nghttp2_session*, void**, const nghttp2_frame_hd*, void*) {
    return NGHTTP2_ERR_CANCEL;
  }

  static void note_sent(ServerSession& self, std::size_t bytes) {
    if (bytes < kSmallFrameBytes) return;
    self.window_updates_free_ =
        std::min(self.window_updates_free_ + kWindowUpdatesPerFrame, kWindowUpdatesFreeMax);
  }

  // NOLINTNEXTLINE(readability-function-size): the parameters are the library's
  static ssize_t read_content(nghttp2_session* session, std::int32_t id, std::uint8_t*,
                              std::size_t most, std::uint32_t* flags, nghttp2_data_source*, void*) {
    Stream* stream = stream_of(session, id);
    MERIDIAN_CHECK(stream != nullptr);
    const std::size_t size = std::min(most, stream->unsent());
    if (size == 0 && !stream->ended_) {
      stream->deferred_ = true;
      return NGHTTP2_ERR_DEFERRED;
    }
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (!stream->ended_ || size != stream->unsent()) return static_cast<ssize_t>(size);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!stream->out_trailers_.empty()) {
      std::array<nghttp2_nv, kResponseFieldsMax> fields;
      const std::size_t count = read_lines(stream->out_trailers_, NGHTTP2_NV_FLAG_NONE, fields);
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      nghttp2_submit_trailer(session, id, fields.data(), count);
    }
    return static_cast<ssize_t>(size);
  }

  // NOLINTNEXTLINE(readability-function-size): the parameters are the library's
  static int send_content(nghttp2_session* session, nghttp2_frame* frame, const std::uint8_t* head,
                          std::size_t size, nghttp2_data_source*, void* user) {
    ServerSession& self = session_of(user);
    if (self.room_.size() < kFrameHeadBytes + size) return NGHTTP2_ERR_WOULDBLOCK;
    Stream* stream = stream_of(session, frame->hd.stream_id);
    MERIDIAN_CHECK(stream != nullptr && stream->unsent() >= size);
    const std::size_t before = stream->held();
    std::memcpy(self.room_.data(), head, kFrameHeadBytes);
    std::memcpy(self.room_.data() + kFrameHeadBytes, stream->out_.data() + stream->out_sent_, size);
    self.room_ = self.room_.subspan(kFrameHeadBytes + size);
    self.content_sent_ += size;
    stream->out_sent_ += size;
    if (stream->unsent() == 0) {
      stream->out_.clear();
      stream->out_sent_ = 0;
    }
    self.note_held(*stream, before);
    if (stream->full_ && stream->unsent() < kStreamOutputMax) {
      stream->full_ = false;
      self.add_news(*stream);
    }
    return 0;
  }
};

const nghttp2_session_callbacks* callbacks() {
  static const nghttp2_session_callbacks* const made = [] {
    nghttp2_session_callbacks* all = nullptr;
    MERIDIAN_CHECK(nghttp2_session_callbacks_new(&all) == 0);
    nghttp2_session_callbacks_set_on_begin_frame_callback(all, Callbacks::on_begin_frame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(all, Callbacks::on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback2(all, Callbacks::on_header);
    nghttp2_session_callbacks_set_on_invalid_header_callback2(all, Callbacks::on_invalid_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(all, Callbacks::on_frame_recv);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, Callbacks::on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(all, Callbacks::on_stream_close);
    nghttp2_session_callbacks_set_on_frame_send_callback(all, Callbacks::on_frame_send);
    nghttp2_session_callbacks_set_send_data_callback(all, Callbacks::send_content);
    nghttp2_session_callbacks_set_unpack_extension_callback(all, Callbacks::on_extension);
    return all;
  }();
  return made;
}

const nghttp2_option* options() {
  static const nghttp2_option* const made = [] {
    nghttp2_option* all = nullptr;
    MERIDIAN_CHECK(nghttp2_option_new(&all) == 0);
    nghttp2_option_set_no_auto_window_update(all, 1);
    nghttp2_option_set_no_closed_streams(all, 1);
    // Else the library passes over them without telling.
    for (unsigned type = NGHTTP2_CONTINUATION + 1; type <= 0xff; ++type)
      nghttp2_option_set_user_recv_extension_type(all, static_cast<std::uint8_t>(type));
    return all;
  }();
  return made;
}

nghttp2_data_provider response_content() {
  nghttp2_data_provider content{};
  content.read_callback = Callbacks::read_content;
  return content;
}

}  // namespace meridian::http2
