package io.rserpool.protocol.asap;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of ASAP (RFC 5352 section 2.2). An empty list of causes = no Operation Error. */
public sealed interface AsapMessage {
    /** PE to registrar (section 2.2.1). */
    record Registration(PoolHandle handle, PoolElementParameter element) implements AsapMessage {}

    /** PE to registrar (section 2.2.2). */
    record Deregistration(PoolHandle handle, PeIdentifier identifier) implements AsapMessage {}

    /** Registrar to PE (section 2.2.3). Not rejected but with causes = granted with warnings. */
    record RegistrationResponse(PoolHandle handle, PeIdentifier identifier, boolean rejected, List<ErrorCause> causes)
            implements AsapMessage {
        public RegistrationResponse {
            causes = List.copyOf(causes);
        }
    }

    /** Registrar to PE, also unasked when a registration has expired (section 2.2.4). Causes = refused. */
    record DeregistrationResponse(PoolHandle handle, PeIdentifier identifier, List<ErrorCause> causes)
            implements AsapMessage {
        public DeregistrationResponse {
            causes = List.copyOf(causes);
        }
    }

    /**
     * PU to registrar (section 2.2.5).
     *
     * @param subscribe asks for dynamic updates (S bit)
     * @param items elements wanted (Handle Resolution Option of RSPLIB); 0 = no option
     */
    record HandleResolution(PoolHandle handle, boolean subscribe, int items) implements AsapMessage {}

    /**
     * Registrar to PU (section 2.2.6): elements, or causes and no elements.
     *
     * @param subscribed dynamic updates will follow (A bit)
     * @param policy the pool's; null = not said, which means round robin
     */
    record HandleResolutionResponse(
            PoolHandle handle,
            boolean subscribed,
            @Nullable Policy policy,
            List<PoolElementParameter> elements,
            List<ErrorCause> causes)
            implements AsapMessage {
        public HandleResolutionResponse {
            elements = List.copyOf(elements);
            causes = List.copyOf(causes);
        }
    }

    /**
     * Registrar to PE (section 2.2.7).
     *
     * @param newHome the sender is the PE's home registrar from now on (H bit)
     * @param identifier which PE is meant (RSPLIB's addition); null = all of that pool on this association
     */
    record EndpointKeepAlive(
            ServerId server,
            PoolHandle handle,
            boolean newHome,
            @Nullable PeIdentifier identifier) implements AsapMessage {}

    /** PE to registrar (section 2.2.8). */
    record EndpointKeepAliveAck(PoolHandle handle, PeIdentifier identifier) implements AsapMessage {}

    /** PU to registrar (section 2.2.9). */
    record EndpointUnreachable(PoolHandle handle, PeIdentifier identifier) implements AsapMessage {}

    /** Registrar to all, by multicast (section 2.2.10). No transports = SCTP at the source address. */
    record ServerAnnounce(ServerId server, List<TransportParameter> transports) implements AsapMessage {
        public ServerAnnounce {
            transports = List.copyOf(transports);
        }
    }

    /** PE to PU: state to keep (section 2.2.11). */
    record Cookie(String hex) implements AsapMessage {
        public static Cookie of(byte[] value) {
            return new Cookie(HexFormat.of().formatHex(value));
        }

        public byte[] toBytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** PU to the next PE: the last cookie, unchanged (section 2.2.12). */
    record CookieEcho(String hex) implements AsapMessage {
        public static CookieEcho of(byte[] value) {
            return new CookieEcho(HexFormat.of().formatHex(value));
        }

        public byte[] toBytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** PE to PU or back: where to fail over to, in this order (section 2.2.13). */
    record BusinessCard(PoolHandle handle, List<PoolElementParameter> elements) implements AsapMessage {
        public BusinessCard {
            elements = List.copyOf(elements);
        }
    }

    /** Any to any (section 2.2.14). */
    record Error(List<ErrorCause> causes) implements AsapMessage {
        public Error {
            causes = List.copyOf(causes);
        }
    }
}
