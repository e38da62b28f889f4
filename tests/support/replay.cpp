// Runs a fuzz target over the files of its corpus, for compilers without libFuzzer. A corpus
// without files is an error, so that a wrong path cannot pass.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

namespace fs = std::filesystem;

void collect(const fs::path& path, std::vector<fs::path>& files) {
  if (fs::is_regular_file(path)) files.push_back(path);
  if (!fs::is_directory(path)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
}

bool replay(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad() || !in.is_open()) return false;
  // Named before the run: if the target dies, the last line says on which input.
  std::printf("%s (%zu bytes)\n", file.c_str(), text.size());
  std::fflush(stdout);
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) collect(argv[i], files);
  if (files.empty()) {
    std::fprintf(stderr, "error: no corpus files in the arguments\n");
    return 1;
  }
  for (const auto& file : files) {
    if (replay(file)) continue;
    std::fprintf(stderr, "error: cannot read %s\n", file.c_str());
    return 1;
  }
  return 0;
}
