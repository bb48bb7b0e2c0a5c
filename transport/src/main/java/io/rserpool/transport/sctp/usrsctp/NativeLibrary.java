package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** Finds the shared library, or says what to install. */
final class NativeLibrary {
    static final String USRSCTP = "libusrsctp.so.2";

    private NativeLibrary() {}

    static SymbolLookup load(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new TransportException(
                    "SCTP over UDP needs " + name + ", which is not installed: install the package libusrsctp2 "
                            + "(Debian, Ubuntu) or usrsctp (Fedora, Alpine)",
                    e);
        }
    }
}
