// What nghttp2 calls back for while it reads and writes; `user` is the ServerSession.
#pragma once

#include <nghttp2/nghttp2.h>

namespace meridian::http2 {

// Made once, live as long as the program.
const nghttp2_session_callbacks* callbacks();
const nghttp2_option* options();
// Of the content and the trailers of a stream's response.
nghttp2_data_provider response_content();

}  // namespace meridian::http2
