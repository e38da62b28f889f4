# Flags and the two functions every folder uses: one folder, one target.

add_library(meridian_flags INTERFACE)
target_include_directories(meridian_flags INTERFACE ${PROJECT_SOURCE_DIR}/include
                                                    ${PROJECT_SOURCE_DIR}/src)
target_compile_options(
  meridian_flags
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wno-missing-field-initializers # designated initialisers leave defaults on purpose
            -Werror
            -fno-omit-frame-pointer)

if(MERIDIAN_SANITIZER STREQUAL "address")
  target_compile_options(meridian_flags INTERFACE -fsanitize=address)
  target_link_options(meridian_flags INTERFACE -fsanitize=address -fsanitize=undefined)
elseif(MERIDIAN_SANITIZER STREQUAL "thread")
  # GCC warns of every atomic_thread_fence, and Asio has one.
  target_compile_options(meridian_flags INTERFACE -fsanitize=thread -Wno-tsan)
  target_link_options(meridian_flags INTERFACE -fsanitize=thread)
elseif(MERIDIAN_SANITIZER STREQUAL "fuzzer")
  target_compile_options(meridian_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined
                                                  -fno-sanitize-recover=undefined)
  target_link_options(meridian_flags INTERFACE -fsanitize=address,undefined)
endif()
if(MERIDIAN_SANITIZER)
  # GCC 12 sees uninitialised reads in instrumented library code; the release build keeps the check.
  target_compile_options(meridian_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(MERIDIAN_COVERAGE)
  target_compile_options(meridian_flags INTERFACE --coverage)
  target_link_options(meridian_flags INTERFACE --coverage)
endif()

# Parsing the standard library is most of what a small unit costs, so a release build parses it once,
# and Asio a second time for what does I/O; the dev build does the same, and so for GoogleTest. The
# tsan build and lint have no precompiled headers.
function(meridian_precompiled name)
  if(NOT MERIDIAN_PCH)
    return()
  endif()
  target_compile_options(${name} PRIVATE -fpch-preprocess) # or ccache never finds what it has
  get_target_property(libraries ${name} LINK_LIBRARIES)
  if(name STREQUAL "core_base")
    target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src/precompiled_std.hpp)
  elseif(name STREQUAL "boost_impl")
    target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src/precompiled_io.hpp)
  elseif("boost_impl" IN_LIST libraries)
    target_precompile_headers(${name} REUSE_FROM boost_impl)
  else()
    target_precompile_headers(${name} REUSE_FROM core_base)
  endif()
endfunction()

# What no request goes through is not worth the time that -O2 takes for it.
function(meridian_cold name)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${name} PRIVATE -O1)
  endif()
endfunction()

# What does I/O takes long to compile, for Asio's and Beast's templates, and is not what the dev tree
# computes with: there it goes without optimisation, in half the time. Everything that shares the
# precompiled header of boost_impl has to.
function(meridian_quick_to_compile name)
  get_target_property(libraries ${name} LINK_LIBRARIES)
  if(CMAKE_BUILD_TYPE STREQUAL "Dev" AND (name STREQUAL "boost_impl" OR "boost_impl" IN_LIST libraries))
    target_compile_options(${name} PRIVATE -O0)
  endif()
endfunction()

# Eight sources of a module are compiled as one: parsing the same headers is most of what each of them
# costs, and so they take a quarter of the time. For this, names inside a module are distinct, private
# ones too. Lint and the fuzz build take each source by itself, and so see that it includes what it
# uses.
function(meridian_joined name)
  if(NOT MERIDIAN_JOIN)
    return()
  endif()
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  # A type private to one source may be part of another one that is private to it as well.
  target_compile_options(${name} PRIVATE -Wno-subobject-linkage)
endfunction()

# APART: some of its sources have private names in common.
# meridian_module(<layer>_<module> [COLD] [APART] SOURCES a.cpp ... DEPS core_base ... LIBRARIES OpenSSL::SSL ...)
# A module may name only targets of its own layer or a lower one; the tidy test checks the includes.
function(meridian_module name)
  cmake_parse_arguments(ARG "COLD;APART" "" "SOURCES;DEPS;LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC meridian_flags ${ARG_DEPS} ${ARG_LIBRARIES})
  meridian_precompiled(${name})
  meridian_quick_to_compile(${name})
  if(ARG_COLD)
    meridian_cold(${name})
  endif()
  if(NOT ARG_APART)
    meridian_joined(${name})
  endif()
  if(MERIDIAN_SANITIZER STREQUAL "address" AND name MATCHES "^core_")
    target_compile_options(${name} PRIVATE -fsanitize=undefined -fno-sanitize-recover=undefined)
  endif()
endfunction()
