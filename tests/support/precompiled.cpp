// Carries the precompiled headers of all test binaries.
#include "precompiled.hpp"
