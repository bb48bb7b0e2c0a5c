package io.rserpool.transport.message;

import io.rserpool.transport.association.AssociationContract;
import io.rserpool.transport.association.Driver;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.RealDriver;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Messages over TCP keep the contract, too. */
@NullMarked
class MessageContractTest extends AssociationContract {
    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
    private static final int HEADER = 4;

    private final List<Endpoint> endpoints = new ArrayList<>();
    private SelectorEventLoop loop;
    private TcpStack stack;

    @Override
    protected Driver newDriver() {
        var real = new RealDriver();
        loop = real.loop();
        return real;
    }

    @Override
    protected void openBoth() {
        stack = new TcpStack(loop);
    }

    @Override
    protected void closeBoth() {
        endpoints.forEach(Endpoint::close);
    }

    @Nullable
    TlsStreams tls(SelectorEventLoop on) {
        return null;
    }

    private static MessageOptions options(int buffer) {
        return new MessageOptions(
                PPID, 1 << 16, buffer, 1024, 1024, Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(3));
    }

    @Override
    protected Endpoint serverEndpoint(int buffer) throws Exception {
        var endpoint = MessageEndpoint.bound(stack, new InetSocketAddress(LOCAL, 0), options(buffer), tls(loop));
        endpoints.add(endpoint);
        return endpoint;
    }

    @Override
    protected Endpoint clientEndpoint(int buffer) {
        var endpoint = MessageEndpoint.connecting(stack, options(buffer), tls(loop));
        endpoints.add(endpoint);
        return endpoint;
    }

    @Override
    protected EndpointAddress addressOf(Endpoint server) {
        return EndpointAddress.of(LOCAL, server.port(), 0);
    }

    @Override
    protected EndpointAddress nowhere() throws Exception {
        try (var socket = new ServerSocket(0, 1, LOCAL)) {
            return EndpointAddress.of(LOCAL, socket.getLocalPort(), 0);
        }
    }

    /** The length of a message is in its header; what follows it up to a multiple of 4 is padding. */
    @Override
    protected byte[] framed(byte[] content) {
        int length = HEADER + content.length;
        return ByteBuffer.allocate(length + 3 & ~3)
                .putShort(2, (short) length)
                .put(HEADER, content)
                .array();
    }

    @Override
    protected byte[] content(byte[] message) {
        var content = new byte[Short.toUnsignedInt(ByteBuffer.wrap(message).getShort(2)) - HEADER];
        ByteBuffer.wrap(message).get(HEADER, content);
        return content;
    }
}
