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

# meridian_module(<layer>_<module> SOURCES a.cpp ... DEPS core_base ... LIBRARIES OpenSSL::SSL ...)
# A module may name only targets of its own layer or a lower one; the tidy test checks the includes.
function(meridian_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC meridian_flags ${ARG_DEPS} ${ARG_LIBRARIES})
  if(MERIDIAN_SANITIZER STREQUAL "address" AND name MATCHES "^core_")
    target_compile_options(${name} PRIVATE -fsanitize=undefined -fno-sanitize-recover=undefined)
  endif()
endfunction()
