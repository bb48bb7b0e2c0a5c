package io.rserpool.fuzz;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says to a registrar what it is told to, and insists on well-formed answers. */
final class FuzzedPeer implements AssociationHandler {
    private static final AsapCodec ASAP = new AsapCodec(DecoderLimits.DEFAULT);
    private static final EnrpCodec ENRP = new EnrpCodec(DecoderLimits.DEFAULT);

    private final boolean asap;
    private final Endpoint endpoint;
    private final List<AsapMessage> received = new ArrayList<>();
    private @Nullable Association association;

    /** @param asap whether it is an element or user, else a registrar */
    FuzzedPeer(SctpTransport transport, boolean asap) {
        this.asap = asap;
        endpoint = transport.open(asap ? 0 : Ports.ENRP, SctpOptions.FAST);
        endpoint.listen(incoming -> this);
    }

    /** Makes an association; what was is aborted. */
    void connect(InetAddress registrar) {
        if (association != null) {
            association.abort("fuzz");
        }
        var port = asap ? Ports.ASAP : Ports.ENRP;
        try {
            association = endpoint.associate(
                    EndpointAddress.of(registrar, port, EndpointAddress.UDP_ENCAPSULATION_PORT), this);
        } catch (TransportException registrarWasFirst) {
            association = null;
        }
    }

    void send(ByteBuffer message, boolean ownProtocol) {
        var ppid = asap == ownProtocol ? Ppid.ASAP : Ppid.ENRP;
        if (association != null && message.hasRemaining()) {
            association.send(0, ppid, message);
        }
    }

    void ask(AsapMessage message) {
        send(ASAP.encode(message), true);
    }

    List<AsapMessage> received() {
        return received;
    }

    @Override
    public void onUp(Association up) {
        association = up;
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        var decoded = asap ? ASAP.decode(payload) : ENRP.decode(payload);
        switch (decoded) {
            case Decoded.Message<?>(AsapMessage message, var reports) -> received.add(message);
            case Decoded.Message<?> other -> {}
            case Decoded.Bad<?>(var reason, var reports) ->
                throw new AssertionError("the registrar said something malformed: " + reason);
        }
    }
}
