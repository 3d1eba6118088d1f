# The core as one WebAssembly module without imports: diagpad.wasm. Its exports are the functions of src/wasm. With it goes the
# knowledge compiler, but for what reads folders: the app fetches the knowledge as text, a quarter of the image, and compiles it once.
file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/wasm/*.c ${PROJECT_SOURCE_DIR}/src/kbc/*.c)
list(FILTER sources EXCLUDE REGEX "/kbc/(main|load|check|check_rivals|stats)\\.c$")
add_executable(diagpad_wasm ${sources} ${core_objects})
target_include_directories(diagpad_wasm PRIVATE ${PROJECT_SOURCE_DIR}/include)
# A loop that copies bytes must not be turned into a call of the very memcpy that it is.
target_compile_options(diagpad_wasm PRIVATE -fno-builtin)
target_link_options(diagpad_wasm PRIVATE -nostdlib -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=1048576)
set_target_properties(diagpad_wasm PROPERTIES OUTPUT_NAME diagpad SUFFIX .wasm)
