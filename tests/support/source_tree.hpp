// Where the sources lie from which a test was built: its golden files, samples and the rules'
// subject.
#pragma once

#include <filesystem>

namespace meridian::test {

// Absolute. Known to one unit alone, so that every other object is the same for all checkouts, and
// a compiler cache serves them all.
const std::filesystem::path& source_tree();

}  // namespace meridian::test
