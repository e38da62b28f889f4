# ./dev format [--check]: formats the C++ sources in place, or says which are not formatted.
. scripts/prelude.sh
bash scripts/setup.sh format
if [ "${1:-}" = --check ]; then options=(--dry-run -Werror); else options=(-i); fi
bash scripts/sources.sh | xargs clang-format "${options[@]}"
