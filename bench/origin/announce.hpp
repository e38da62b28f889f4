// Tells whoever started the origin where it listens: a JSON file that appears by rename.
#pragma once

#include <string>
#include <vector>

namespace meridian::origin {

// {"listeners": ["127.0.0.1:9101"], "region": "eu-west", "pid": 4711}. False: could not be written.
bool write_announce(const std::string& path, const std::string& region,
                    const std::vector<std::string>& listeners);

}  // namespace meridian::origin
