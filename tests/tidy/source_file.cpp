#include "tests/tidy/source_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <set>

namespace meridian::tidy {

namespace {

namespace fs = std::filesystem;

constexpr std::array kFolders{"include", "src", "tests", "bench", "conf", "docs", "scripts"};
constexpr std::array kTextSuffixes{".hpp", ".cpp", ".md", ".yaml", ".sh", ".txt", ".cmake"};

// One pass over C++ text that blanks what is no code.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return out_;
  }

 private:
  void step() {
    const char c = text_[at_];
    if (starts("//"))
      blank_until(text_.find('\n', at_));
    else if (starts("/*"))
      blank_until(after(text_.find("*/", at_ + 2), 2));
    else if (starts("R\"") && !in_word())
      raw_string();
    else if (c == '"' || (c == '\'' && !in_word()))
      literal(c);
    else
      ++at_;
  }

  bool starts(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  // A quote after a digit or letter separates digits; u8'x' and L"x" do not occur here.
  bool in_word() const {
    return at_ > 0 && (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0);
  }

  std::size_t after(std::size_t position, std::size_t length) const {
    return position == text_.npos ? text_.npos : position + length;
  }

  void blank_until(std::size_t end) {
    end = std::min(end, text_.size());
    for (; at_ < end; ++at_)
      if (text_[at_] != '\n') out_[at_] = ' ';
  }

  void raw_string() {
    const std::size_t open = text_.find('(', at_);
    const std::string tag(text_.substr(at_ + 2, open - at_ - 2));
    const std::size_t close = text_.find(")" + tag + "\"", open);
    at_ += 2;
    blank_until(after(close, tag.size() + 1));
    ++at_;
  }

  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2 : 1;
    ++at_;
    blank_until(end);
    ++at_;
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
};

bool is_text(const fs::path& path) {
  const std::string suffix = path.extension().string();
  return std::find(kTextSuffixes.begin(), kTextSuffixes.end(), suffix) != kTextSuffixes.end();
}

void read_into(Tree& tree, const fs::path& top, const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  tree.push_back(make_source(path.lexically_relative(top).generic_string(), std::move(text)));
}

}  // namespace

bool is_header(std::string_view path) {
  return path.ends_with(".hpp");
}

bool is_cpp(std::string_view path) {
  return is_header(path) || path.ends_with(".cpp");
}

std::string without_comments_and_literals(std::string_view text) {
  return Blanker(text).run();
}

SourceFile make_source(std::string path, std::string text) {
  std::string code = is_cpp(path) ? without_comments_and_literals(text) : std::string{};
  return {std::move(path), std::move(text), std::move(code)};
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

int line_of(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> includes;
  int number = 0;
  for (const std::string& line : split(file.text, '\n')) {
    ++number;
    if (!line.starts_with("#include ") || line.size() < 12) continue;
    const char close = line[9] == '<' ? '>' : '"';
    const std::size_t end = line.find(close, 10);
    if (end != line.npos) includes.push_back({number, close == '"', line.substr(10, end - 10)});
  }
  return includes;
}

Tree read_tree(const fs::path& top) {
  std::set<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(top))
    if (entry.is_regular_file() && is_text(entry.path())) paths.insert(entry.path());
  for (const char* folder : kFolders) {
    if (!fs::is_directory(top / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(top / folder))
      if (entry.is_regular_file() && is_text(entry.path())) paths.insert(entry.path());
  }
  Tree tree;
  for (const fs::path& path : paths) read_into(tree, top, path);
  return tree;
}

}  // namespace meridian::tidy
