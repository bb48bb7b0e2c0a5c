package io.rserpool.e2e.load.flood;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.nio.ByteBuffer;

/** A user that asks a registrar who serves a pool. If its association comes to nothing it makes another, as users do. */
final class Asking implements AssociationHandler {
    /** Who is told. */
    @FunctionalInterface
    interface Listener {
        /**
         * The answer has come.
         *
         * @param nanos that it took, the way to the association included if there was none
         */
        void answered(Asking user, AsapMessage.HandleResolutionResponse answer, long nanos);
    }

    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final SctpTransport transport;
    private final EndpointAddress registrar;
    private final PoolHandle pool;
    private final Listener listener;
    private Association association;
    private boolean isUp;
    private long since;
    private int losses;

    Asking(SctpTransport transport, EndpointAddress registrar, PoolHandle pool, Listener listener) {
        this.transport = transport;
        this.registrar = registrar;
        this.pool = pool;
        this.listener = listener;
        association = connect();
    }

    private Association connect() {
        return transport.open(0, SctpOptions.FAST).associate(registrar, this);
    }

    void ask() {
        since = System.nanoTime();
        send();
    }

    private void send() {
        if (isUp) {
            association.send(0, Ppid.ASAP, CODEC.encode(new AsapMessage.HandleResolution(pool, false, 0)));
        }
    }

    @Override
    public void onUp(Association established) {
        isUp = true;
        send();
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (CODEC.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports)
                && message instanceof AsapMessage.HandleResolutionResponse answer) {
            listener.answered(this, answer, System.nanoTime() - since);
        }
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        isUp = false;
        losses++;
        down.endpoint().close();
        association = connect();
    }

    /** Associations that were lost or not had. */
    int losses() {
        return losses;
    }
}
