package io.rserpool.protocol.asap;

import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.OperationErrorCodec;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PeIdentifierCodec;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;

/**
 * Registration and deregistration (RFC 5352 sections 2.2.1 to 2.2.4):
 *
 * <pre>
 * 0x01 Registration                           Pool Handle, Pool Element
 * 0x02 Deregistration                         Pool Handle, PE Identifier
 * 0x03 Registration Response    0x01 R reject Pool Handle, PE Identifier, [Operation Error]
 * 0x04 Deregistration Response                Pool Handle, PE Identifier, [Operation Error]
 * </pre>
 */
final class RegistrationCodec {
    static final int REGISTRATION = 0x01;
    static final int DEREGISTRATION = 0x02;
    static final int REGISTRATION_RESPONSE = 0x03;
    static final int DEREGISTRATION_RESPONSE = 0x04;

    private static final int REJECT_FLAG = 0x01;

    private RegistrationCodec() {}

    static void encode(Registration message, ParameterWriter writer) {
        writer.message(REGISTRATION, 0);
        PoolHandleCodec.encode(message.handle(), writer);
        PoolElementCodec.encode(message.element(), writer);
    }

    static Registration decodeRegistration(ParameterReader reader) throws DecodeException {
        return new Registration(PoolHandleCodec.decode(reader), PoolElementCodec.decode(reader));
    }

    static void encode(Deregistration message, ParameterWriter writer) {
        writer.message(DEREGISTRATION, 0);
        PoolHandleCodec.encode(message.handle(), writer);
        PeIdentifierCodec.encode(message.identifier(), writer);
    }

    static Deregistration decodeDeregistration(ParameterReader reader) throws DecodeException {
        return new Deregistration(PoolHandleCodec.decode(reader), PeIdentifierCodec.decode(reader));
    }

    static void encode(RegistrationResponse message, ParameterWriter writer) {
        writer.message(REGISTRATION_RESPONSE, message.rejected() ? REJECT_FLAG : 0);
        PoolHandleCodec.encode(message.handle(), writer);
        PeIdentifierCodec.encode(message.identifier(), writer);
        OperationErrorCodec.encodeOptional(message.causes(), writer);
    }

    static RegistrationResponse decodeRegistrationResponse(int flags, ParameterReader reader) throws DecodeException {
        return new RegistrationResponse(
                PoolHandleCodec.decode(reader),
                PeIdentifierCodec.decode(reader),
                (flags & REJECT_FLAG) != 0,
                OperationErrorCodec.decodeOptional(reader));
    }

    static void encode(DeregistrationResponse message, ParameterWriter writer) {
        writer.message(DEREGISTRATION_RESPONSE, 0);
        PoolHandleCodec.encode(message.handle(), writer);
        PeIdentifierCodec.encode(message.identifier(), writer);
        OperationErrorCodec.encodeOptional(message.causes(), writer);
    }

    static DeregistrationResponse decodeDeregistrationResponse(ParameterReader reader) throws DecodeException {
        return new DeregistrationResponse(
                PoolHandleCodec.decode(reader),
                PeIdentifierCodec.decode(reader),
                OperationErrorCodec.decodeOptional(reader));
    }
}
