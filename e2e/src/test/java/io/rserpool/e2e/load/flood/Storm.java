package io.rserpool.e2e.load.flood;

import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.protocol.Ports;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpSecurity;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import io.rserpool.transport.setup.CredentialFiles;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that begins associations with a registrar, all from one address, and keeps those that it gets until it reads a line. Arguments: own address,
 * the registrar's address and UDP port, how many, {@code ports} if each is to have a UDP port (and so a DTLS connection) of its own, else {@code one}; files
 * of certificate, key and trusted authorities, if any.
 */
final class Storm {
    private static final int UNDER_WAY = 400;
    private static final int FIRST_PORT = 1024;

    /** Does not hold itself back. */
    private static final DtlsConfig CONFIG = new DtlsConfig(
            4096, 4096, 1, 8000, 8000, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final SctpTransport transport;
    private final IntFunction<EndpointAddress> registrars;
    private final int count;
    private int begun;
    private int tried;
    private int up;

    private Storm(SctpTransport transport, IntFunction<EndpointAddress> registrars, int count) {
        this.transport = transport;
        this.registrars = registrars;
        this.count = count;
    }

    /** Where all that it needs is. */
    static String classPath() {
        return Stream.of(Storm.class, LocalAuthority.class, SctpTransport.class, Ports.class)
                .map(each ->
                        each.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var own = InetAddress.ofLiteral(arguments[0]);
        var registrar = new InetSocketAddress(InetAddress.ofLiteral(arguments[1]), Integer.parseInt(arguments[2]));
        int count = Integer.parseInt(arguments[3]);
        boolean ports = arguments[4].equals("ports");
        var loop = new SelectorEventLoop("storm");
        var transport = open(loop, new InetSocketAddress(own, 0), arguments);
        try (var relay = new Relay(new InetSocketAddress(own, transport.udpPort()), registrar)) {
            var storm = new Storm(transport, i -> address(ports ? relay.open(own) : registrar), count);
            loop.execute(storm::begin);
            System.in.read();
            transport.close();
        }
        loop.close();
    }

    private static EndpointAddress address(InetSocketAddress udp) {
        return EndpointAddress.of(udp.getAddress(), Ports.ASAP, udp.getPort());
    }

    private static SctpTransport open(SelectorEventLoop loop, InetSocketAddress bind, String[] arguments) {
        if (arguments.length == 5) {
            return UsrsctpTransport.open(loop, bind, UsrsctpConfig.DEFAULT);
        }
        var files = new CredentialFiles(Path.of(arguments[5]), Path.of(arguments[6]), Path.of(arguments[7]));
        var security = new UsrsctpSecurity(LocalAuthority.SCOPE, files.read(), CONFIG, new DtlsStatistics());
        return UsrsctpTransport.secured(loop, bind, UsrsctpConfig.DEFAULT, security);
    }

    private void begin() {
        for (int i = 0; i < UNDER_WAY; i++) {
            next();
        }
    }

    private void next() {
        if (begun < count) {
            int number = begun++;
            transport.open(FIRST_PORT + number, SctpOptions.FAST).associate(registrars.apply(number), new Attempt());
        }
    }

    private void tried() {
        tried++;
        if (tried % 100 == 0 || tried == count) {
            System.out.printf("tried %d, has %d%n", tried, up);
        }
        next();
    }

    private final class Attempt implements AssociationHandler {
        private boolean isUp;

        @Override
        public void onUp(Association association) {
            isUp = true;
            up++;
            tried();
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            association.endpoint().close();
            if (isUp) {
                up--;
            } else {
                tried();
            }
        }
    }
}
