package io.rserpool.transport.sctp.usrsctp;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** The MTU of the interface that has an address. */
final class LocalMtu {
    private static final System.Logger LOG = System.getLogger(LocalMtu.class.getName());
    private static final int UNKNOWN = 1280;
    private static final int LOOPBACK = 65_536;

    private LocalMtu() {}

    static int of(InetAddress local) {
        if (local.isLoopbackAddress()) {
            return LOOPBACK;
        }
        try {
            var device = NetworkInterface.getByInetAddress(local);
            return device == null ? UNKNOWN : device.getMTU();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no MTU of " + local, e);
            return UNKNOWN;
        }
    }
}
