// The generated databases, and folders to change copies of them in.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "meridian/io/mmdb/database.hpp"

namespace meridian::mmdb {

inline std::string generated(const std::string& name) {
  return std::string(TEST_DATABASES) + "/" + name + ".mmdb";
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::span<const std::byte> as_bytes(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline IpAddress ip(std::string_view text) {
  return IpAddress::parse(text).value();
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mmdb.XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string path(const std::string& name) const { return path_ + "/" + name; }
  // In place: whoever has the file open sees it change.
  void overwrite(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  void replace(const std::string& name, const std::string& bytes) const {
    overwrite(name + ".new", bytes);
    std::filesystem::rename(path(name + ".new"), path(name));
  }

 private:
  std::string path_;
};

}  // namespace meridian::mmdb
