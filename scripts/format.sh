# ./dev format: formats the C++ sources in place.
. scripts/prelude.sh
bash scripts/setup.sh lint
bash scripts/sources.sh | xargs clang-format -i
