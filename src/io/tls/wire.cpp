#include "io/tls/wire.hpp"

#include <algorithm>
#include <cstring>

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

Wire& wire_of(BIO* bio) {
  return *static_cast<Wire*>(BIO_get_data(bio));
}

int read_wire(BIO* bio, char* into, std::size_t capacity, std::size_t* taken) {
  Wire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  const std::size_t n = std::min(capacity, wire.input.size());
  *taken = n;
  if (n == 0) {
    wire.starved = true;
    BIO_set_retry_read(bio);
    return 0;
  }
  std::memcpy(into, wire.input.data(), n);
  wire.input.remove_prefix(n);
  return 1;
}

int write_wire(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
  const Wire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  *written = 0;
  if (wire.output == nullptr || !wire.output->append(bytes, size)) return 0;
  *written = size;
  return 1;
}

long control_wire(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int create_wire(BIO* bio) {
  BIO_set_data(bio, new Wire);
  BIO_set_init(bio, 1);
  return 1;
}

int destroy_wire(BIO* bio) {
  delete static_cast<Wire*>(BIO_get_data(bio));
  BIO_set_data(bio, nullptr);
  return 1;
}

BIO_METHOD* make_method() {
  BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "meridian wire");
  MERIDIAN_CHECK(method != nullptr);
  BIO_meth_set_read_ex(method, read_wire);
  BIO_meth_set_write_ex(method, write_wire);
  BIO_meth_set_ctrl(method, control_wire);
  BIO_meth_set_create(method, create_wire);
  BIO_meth_set_destroy(method, destroy_wire);
  return method;
}

}  // namespace

void attach_wire(SSL* ssl) {
  static BIO_METHOD* const method = make_method();  // lives as long as the program
  BIO* bio = BIO_new(method);
  MERIDIAN_CHECK(bio != nullptr);
  SSL_set_bio(ssl, bio, bio);  // takes the one reference for both sides
}

WireLoan::WireLoan(SSL* ssl, std::string_view input, CipherBuffer& output)
    : wire_(wire_of(SSL_get_rbio(ssl))) {
  wire_ = Wire{input, &output, false};
}

}  // namespace meridian::tls
