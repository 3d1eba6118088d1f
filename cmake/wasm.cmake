# Toolchain of the wasm preset: clang and wasm-ld for bare wasm32. Of wasi-libc only the headers are used (memcpy and its
# sisters are in src/wasm); -nostdlibinc keeps the host's headers out.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
find_program(WASM_CLANG NAMES clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14
  HINTS /opt/homebrew/opt/llvm/bin /usr/local/opt/llvm/bin REQUIRED)
set(CMAKE_C_COMPILER ${WASM_CLANG})
set(CMAKE_ASM_COMPILER ${WASM_CLANG})
set(CMAKE_C_COMPILER_TARGET wasm32)
set(CMAKE_ASM_COMPILER_TARGET wasm32)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
find_path(WASM_HEADERS string.h PATHS /usr/include/wasm32-wasi /opt/homebrew/opt/wasi-libc/share/wasi-sysroot/include/wasm32-wasi
  /usr/local/opt/wasi-libc/share/wasi-sysroot/include/wasm32-wasi NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
add_compile_options(-nostdlibinc -isystem ${WASM_HEADERS} -mbulk-memory)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
