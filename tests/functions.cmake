# The two functions by which every test folder declares its tests.

get_filename_component(MERIDIAN_TOP ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

set(MERIDIAN_TEST_TIMEOUT 120) # seconds for one test case, sanitizers and a busy machine included

# Where the kernel randomises more bits of mmap than TSan's shadow layout bears, its binaries start
# only without address randomisation.
set(MERIDIAN_TEST_LAUNCHER "")
if(MERIDIAN_SANITIZER STREQUAL "thread" AND EXISTS /proc/sys/vm/mmap_rnd_bits)
  file(READ /proc/sys/vm/mmap_rnd_bits mmap_bits)
  string(STRIP "${mmap_bits}" mmap_bits)
  if(mmap_bits GREATER 28)
    find_program(SETARCH setarch REQUIRED)
    set(MERIDIAN_TEST_LAUNCHER ${SETARCH} -R)
  endif()
endif()

if(MERIDIAN_PCH)
  add_library(precompiled_tests OBJECT ${MERIDIAN_TOP}/tests/support/precompiled.cpp)
  target_link_libraries(precompiled_tests PRIVATE meridian_flags GTest::gmock)
  target_compile_options(precompiled_tests PRIVATE $<$<CONFIG:Dev>:-O0> -fpch-preprocess)
  target_precompile_headers(precompiled_tests PRIVATE ${MERIDIAN_TOP}/tests/support/precompiled.hpp)
endif()

add_library(test_source_tree STATIC ${MERIDIAN_TOP}/tests/support/source_tree.cpp)
target_link_libraries(test_source_tree PRIVATE meridian_flags)
target_include_directories(test_source_tree PRIVATE ${MERIDIAN_TOP})
target_compile_definitions(test_source_tree PRIVATE MERIDIAN_SOURCE_DIR="${MERIDIAN_TOP}")

# meridian_test(unit_core_geo SOURCES place_test.cpp ... DEPS core_geo ... [THREADED] [NETNS] [APART])
# One GoogleTest binary; each of its cases is one ctest test, <preset>.unit_core_geo.<Suite>.<Case>.
#   THREADED  the binary starts threads: it is also built and run under TSan, where all others are
#             left out.
#   APART     its sources have private names in common, so that they are not compiled as one: see
#             meridian_joined in src/module.cmake.
#   NETNS     each case runs in its own network namespace with only loopback, so fixed ports are free.
function(meridian_test name)
  cmake_parse_arguments(ARG "THREADED;NETNS;APART" "" "SOURCES;DEPS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_SOURCES)
    message(FATAL_ERROR "meridian_test(${name}): bad arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(MERIDIAN_SANITIZER STREQUAL "thread" AND NOT ARG_THREADED)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE meridian_flags ${ARG_DEPS} test_source_tree GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${MERIDIAN_TOP})
  # A test's own code runs once: compiling it without optimisation halves the build of a tree.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Dev>:-O0>)
  if(MERIDIAN_PCH)
    target_compile_options(${name} PRIVATE -fpch-preprocess)
    target_precompile_headers(${name} REUSE_FROM precompiled_tests)
  endif()
  if(NOT ARG_APART)
    meridian_joined(${name})
  endif()
  set(launcher ${MERIDIAN_TEST_LAUNCHER})
  if(ARG_NETNS)
    list(APPEND launcher ${MERIDIAN_TOP}/tests/support/netns)
  endif()
  set_target_properties(${name} PROPERTIES CROSSCOMPILING_EMULATOR "${launcher}")
  gtest_discover_tests(
    ${name}
    TEST_PREFIX ${MERIDIAN_PRESET}.${name}.
    WORKING_DIRECTORY ${MERIDIAN_TOP}
    DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${MERIDIAN_TEST_TIMEOUT})
endfunction()

# meridian_fuzz(http_head SOURCES http_head.cpp DEPS core_http ...)
# The sources define LLVMFuzzerTestOneInput. With MERIDIAN_FUZZ this is a libFuzzer binary
# fuzz_http_head; elsewhere it is a replayer of tests/fuzz/corpus/http_head, run as the one ctest
# test <preset>.fuzz_replay.http_head.
function(meridian_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_SOURCES)
    message(FATAL_ERROR "meridian_fuzz(${name}): bad arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(MERIDIAN_FUZZ)
    add_executable(fuzz_${name} ${ARG_SOURCES})
    target_link_libraries(fuzz_${name} PRIVATE meridian_flags ${ARG_DEPS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  add_executable(fuzz_replay_${name} ${ARG_SOURCES} ${MERIDIAN_TOP}/tests/support/replay.cpp)
  target_link_libraries(fuzz_replay_${name} PRIVATE meridian_flags ${ARG_DEPS})
  add_test(NAME ${MERIDIAN_PRESET}.fuzz_replay.${name}
           COMMAND fuzz_replay_${name} ${MERIDIAN_TOP}/tests/fuzz/corpus/${name})
  set_tests_properties(${MERIDIAN_PRESET}.fuzz_replay.${name} PROPERTIES TIMEOUT
                                                                         ${MERIDIAN_TEST_TIMEOUT})
endfunction()
