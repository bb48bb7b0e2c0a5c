package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortHolderTest {
    @Test
    void theHolderOfAPortIsFound() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var holder = PortHolder.of((InetSocketAddress) socket.getLocalSocketAddress());
            assertThat(holder).hasValueSatisfying(text -> assertThat(text)
                    .endsWith("(pid " + ProcessHandle.current().pid() + ")"));
        }
    }

    @Test
    void nobodyHoldsAFreePort() throws Exception {
        InetSocketAddress address;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        assertThat(PortHolder.of(address)).isEmpty();
    }
}
