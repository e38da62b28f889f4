// The project as text, which is all that the tidy rules look at. Values, no I/O but read_tree().
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::tidy {

struct SourceFile {
  std::string path;  // relative to the top, with '/'
  std::string text;  // as written
  std::string code;  // C++ only: comments and the insides of literals are blank, lines kept
};

using Tree = std::vector<SourceFile>;

struct Finding {
  std::string path;
  int line = 0;  // 0: the file as a whole
  std::string message;
  bool operator==(const Finding&) const = default;
};

struct Include {
  int line = 0;
  bool quoted = false;
  std::string path;
};

bool is_cpp(std::string_view path);
bool is_header(std::string_view path);
SourceFile make_source(std::string path, std::string text);
// Comments and the insides of string and character literals become spaces.
std::string without_comments_and_literals(std::string_view text);
std::vector<Include> includes_of(const SourceFile& file);
int line_of(std::string_view text, std::size_t offset);
std::vector<std::string> split(std::string_view text, char separator);

// Every text file below the folders and the files directly in the top that belong to the project.
Tree read_tree(const std::filesystem::path& top);

}  // namespace meridian::tidy
