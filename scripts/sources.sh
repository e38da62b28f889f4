# Prints every C++ file of the project, one per line.
. scripts/prelude.sh
find include src tests bench -name '*.cpp' -o -name '*.hpp' | LC_ALL=C sort
