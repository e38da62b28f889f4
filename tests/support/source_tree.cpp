#include "tests/support/source_tree.hpp"

namespace meridian::test {

const std::filesystem::path& source_tree() {
  static const std::filesystem::path top = MERIDIAN_SOURCE_DIR;
  return top;
}

}  // namespace meridian::test
