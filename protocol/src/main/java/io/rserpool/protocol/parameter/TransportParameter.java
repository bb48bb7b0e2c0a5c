package io.rserpool.protocol.parameter;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

/** A transport parameter: where a pool element or registrar is reached (RFC 5354 sections 3.3 to 3.7, 3.16). */
public sealed interface TransportParameter {
    /** SCTP (RFC 5354 section 3.4). */
    record Sctp(int port, TransportUse use, List<InetAddress> addresses) implements TransportParameter {
        public Sctp {
            addresses = List.copyOf(addresses);
        }
    }

    /** TCP (RFC 5354 section 3.5). */
    record Tcp(int port, InetAddress address) implements TransportParameter {}

    /** UDP (RFC 5354 section 3.6). */
    record Udp(int port, InetAddress address) implements TransportParameter {}

    /** UDP-Lite (RFC 5354 section 3.7). */
    record UdpLite(int port, InetAddress address) implements TransportParameter {}

    /** DCCP (RFC 5354 section 3.3). */
    record Dccp(int port, int serviceCode, InetAddress address) implements TransportParameter {}

    /** Opaque to RSerPool (RFC 5354 section 3.16). */
    record Opaque(String hex) implements TransportParameter {
        public static Opaque of(byte[] value) {
            return new Opaque(HexFormat.of().formatHex(value));
        }

        public byte[] toBytes() {
            return HexFormat.of().parseHex(hex);
        }
    }
}
