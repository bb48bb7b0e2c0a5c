package io.rserpool.pe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An ordinary program that serves TCP, in a process group of its own, as in a container. */
final class OrdinaryServer implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress address;

    private OrdinaryServer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** socat that forks a child for each connection, which does what is given. */
    static OrdinaryServer start(InetSocketAddress address, String... perConnection) throws Exception {
        var command = new ArrayList<>(List.of("setsid", "socat"));
        command.addAll(List.of(perConnection).subList(0, perConnection.length - 1));
        command.add("TCP-LISTEN:%d,bind=%s,reuseaddr,fork"
                .formatted(address.getPort(), address.getAddress().getHostAddress()));
        command.add(perConnection[perConnection.length - 1]);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var server = new OrdinaryServer(process, address);
        server.awaitListening();
        return server;
    }

    static InetSocketAddress freeAddress() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private void awaitListening() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (var probe = new Socket(address.getAddress(), address.getPort())) {
                if (probe.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("socat does not listen at " + address);
    }

    InetSocketAddress address() {
        return address;
    }

    /** SIGKILL to the whole process group. */
    void kill() throws Exception {
        new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid()).start().waitFor();
    }

    @Override
    public void close() throws Exception {
        kill();
        process.waitFor(5, TimeUnit.SECONDS);
    }
}
