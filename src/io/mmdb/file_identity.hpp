// Which version of a file is behind an open descriptor; the one of a path is public.
#pragma once

#include <optional>

#include "meridian/io/mmdb/reloader.hpp"

namespace meridian::mmdb {

std::optional<FileIdentity> identity_of(int descriptor);  // empty for what is no regular file

}  // namespace meridian::mmdb
