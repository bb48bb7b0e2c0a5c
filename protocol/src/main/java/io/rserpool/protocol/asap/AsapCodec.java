package io.rserpool.protocol.asap;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.asap.AsapMessage.Cookie;
import io.rserpool.protocol.asap.AsapMessage.CookieEcho;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.MessageFraming;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** ASAP messages to bytes and back (RFC 5352 section 2.2). Immutable; any number of threads may use it. */
public final class AsapCodec {
    private final MessageFraming<AsapMessage> framing;

    public AsapCodec(DecoderLimits limits) {
        framing = new MessageFraming<>(limits, ErrorCodec.TYPE, AsapCodec::encode, AsapCodec::decode);
    }

    /**
     * The bytes of a message, ready to be sent: from position 0 to the limit, padded to a multiple of 4.
     *
     * @throws IllegalArgumentException if there is no such message: it is longer than 65535 bytes, a port is no
     *     port, a list that must not be empty is
     */
    public ByteBuffer encode(AsapMessage message) {
        return framing.encode(message);
    }

    /**
     * Puts the bytes of a message into a buffer and moves its position behind them.
     *
     * @throws IllegalArgumentException if there is no such message
     * @throws java.nio.BufferOverflowException if they do not fit; the position has not moved then
     */
    public void encode(AsapMessage message, ByteBuffer target) {
        framing.encode(message, target);
    }

    /** What one received message, from position to limit, says. Never throws and does not move the position. */
    public Decoded<AsapMessage> decode(ByteBuffer received) {
        return framing.decode(received);
    }

    private static void encode(AsapMessage message, ParameterWriter writer) {
        switch (message) {
            case Registration m -> RegistrationCodec.encode(m, writer);
            case Deregistration m -> RegistrationCodec.encode(m, writer);
            case RegistrationResponse m -> RegistrationCodec.encode(m, writer);
            case DeregistrationResponse m -> RegistrationCodec.encode(m, writer);
            case HandleResolution m -> HandleResolutionCodec.encode(m, writer);
            case HandleResolutionResponse m -> HandleResolutionCodec.encode(m, writer);
            case EndpointKeepAlive m -> EndpointCodec.encode(m, writer);
            case EndpointKeepAliveAck m -> EndpointCodec.encode(m, writer);
            case EndpointUnreachable m -> EndpointCodec.encode(m, writer);
            case ServerAnnounce m -> ServerAnnounceCodec.encode(m, writer);
            case Cookie m -> SessionControlCodec.encode(m, writer);
            case CookieEcho m -> SessionControlCodec.encode(m, writer);
            case BusinessCard m -> SessionControlCodec.encode(m, writer);
            case AsapMessage.Error m -> ErrorCodec.encode(m, writer);
        }
    }

    private static @Nullable AsapMessage decode(int type, int flags, ParameterReader reader) throws DecodeException {
        return switch (type) {
            case RegistrationCodec.REGISTRATION -> RegistrationCodec.decodeRegistration(reader);
            case RegistrationCodec.DEREGISTRATION -> RegistrationCodec.decodeDeregistration(reader);
            case RegistrationCodec.REGISTRATION_RESPONSE -> RegistrationCodec.decodeRegistrationResponse(flags, reader);
            case RegistrationCodec.DEREGISTRATION_RESPONSE -> RegistrationCodec.decodeDeregistrationResponse(reader);
            case HandleResolutionCodec.REQUEST -> HandleResolutionCodec.decodeRequest(flags, reader);
            case HandleResolutionCodec.RESPONSE -> HandleResolutionCodec.decodeResponse(flags, reader);
            case EndpointCodec.KEEP_ALIVE -> EndpointCodec.decodeKeepAlive(flags, reader);
            case EndpointCodec.KEEP_ALIVE_ACK -> EndpointCodec.decodeKeepAliveAck(reader);
            case EndpointCodec.UNREACHABLE -> EndpointCodec.decodeUnreachable(reader);
            case ServerAnnounceCodec.TYPE -> ServerAnnounceCodec.decode(reader);
            case SessionControlCodec.COOKIE -> SessionControlCodec.decodeCookie(reader);
            case SessionControlCodec.COOKIE_ECHO -> SessionControlCodec.decodeCookieEcho(reader);
            case SessionControlCodec.BUSINESS_CARD -> SessionControlCodec.decodeBusinessCard(reader);
            case ErrorCodec.TYPE -> ErrorCodec.decode(reader);
            default -> null;
        };
    }
}
