# Records: SQLite's file, libsodium's seals. Without the two the program says that it was built without records.
find_path(SQLITE3_INCLUDE sqlite3.h)
find_library(SQLITE3_LIBRARY sqlite3)
find_path(SODIUM_INCLUDE sodium.h)
find_library(SODIUM_LIBRARY sodium)
if(SQLITE3_INCLUDE AND SQLITE3_LIBRARY AND SODIUM_INCLUDE AND SODIUM_LIBRARY)
  dp_floor(store api)
  target_include_directories(dp_store_objects PRIVATE ${SQLITE3_INCLUDE} ${SODIUM_INCLUDE})
  target_compile_definitions(dp_store_objects PRIVATE _POSIX_C_SOURCE=200809L)
  target_link_libraries(dp_store PUBLIC ${SQLITE3_LIBRARY} ${SODIUM_LIBRARY})
  add_compile_definitions(DP_HAVE_STORE=1) # for the floors above
endif()
