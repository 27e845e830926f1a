# What `cmake --install` lays beside the program and its dataset, and the .deb that CPack makes of all of it:
# cmake -B build -DCMAKE_INSTALL_PREFIX=/usr, build, then cpack -G DEB in build.
set(deploy ${CMAKE_CURRENT_LIST_DIR})

foreach(unit chancery.service chancery.socket chancery-admin.socket)
    configure_file(${deploy}/systemd/${unit}.in ${CMAKE_BINARY_DIR}/systemd/${unit} @ONLY)
    install(FILES ${CMAKE_BINARY_DIR}/systemd/${unit} DESTINATION lib/systemd/system)
endforeach()
install(FILES ${deploy}/debian/chancery.default DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/default
    RENAME chancery)
install(FILES ${deploy}/debian/copyright README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# A package's files stand where Debian has them: there is one only for that prefix.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(CPACK_GENERATOR DEB)
    set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
    set(CPACK_STRIP_FILES ON)
    set(CPACK_PACKAGE_CONTACT "The maintainers of Chancery <maintainers@chancery.invalid>")
    set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
    set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
    set(CPACK_DEBIAN_PACKAGE_SECTION web)
    set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"A server of what was agreed, by whom, where it held and who says so, as at any
day, with a dataset of the relations of Japan and Russia, 1778-1917. Every date
stands in three calendars and every fact is a cited claim.")
    # procps has the kill that reloads the service.
    set(CPACK_DEBIAN_PACKAGE_DEPENDS "init-system-helpers (>= 1.54~), procps")
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${deploy}/debian/conffiles ${deploy}/debian/postinst
        ${deploy}/debian/prerm ${deploy}/debian/postrm)
    set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
    include(CPack)
endif()
