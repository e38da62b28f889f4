#include "io/observability/access_codec.hpp"

#include <gtest/gtest.h>

#include "io/observability/access_line.hpp"
#include "meridian/core/base/limits.hpp"
#include "record.hpp"

namespace meridian::observability {
namespace {

TEST(AccessCodec, DecodesWhatWasEncodedAfterTheSourceIsGone) {
  std::vector<std::byte> block;
  const std::string expected = format_json(full_record(), {"e"});
  {
    std::string path("/gone/after/this/block/because/it/is/on/the/heap");
    AccessRecord record = full_record();
    record.path = path;
    const AccessRecord cut = bounded(record);
    block.resize(encoded_size(cut));
    encode(cut, block.data());
    path.assign(path.size(), 'X');
  }
  AccessRecord decoded = decode(block);
  EXPECT_EQ(decoded.path, "/gone/after/this/block/because/it/is/on/the/heap");
  decoded.path = full_record().path;
  EXPECT_EQ(format_json(decoded, {"e"}), expected);
}

TEST(AccessCodec, CutsTextsAtTheirBoundAndFlagsACutPath) {
  const std::string long_text(5000, 'a');
  AccessRecord record = full_record();
  record.path = long_text;
  record.host = long_text;
  const AccessRecord cut = bounded(record);
  EXPECT_EQ(cut.path.size(), limits::kLoggedPathBytesMax);
  EXPECT_TRUE(cut.path_cut);
  EXPECT_EQ(cut.host.size(), limits::kLoggedTextBytesMax);
  EXPECT_FALSE(bounded(full_record()).path_cut);
}

TEST(AccessCodec, EmptyTextsStayEmpty) {
  const AccessRecord record;
  std::vector<std::byte> block(encoded_size(record));
  encode(record, block.data());
  EXPECT_EQ(format_json(decode(block), {"e"}), format_json(record, {"e"}));
}

}  // namespace
}  // namespace meridian::observability
