// Counts what operator new is asked for in this binary, for functions that must allocate nothing.
#pragma once

#include <cstddef>

namespace meridian::test {

std::size_t allocations();

}  // namespace meridian::test
