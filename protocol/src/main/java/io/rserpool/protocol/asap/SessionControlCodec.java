package io.rserpool.protocol.asap;

import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.asap.AsapMessage.Cookie;
import io.rserpool.protocol.asap.AsapMessage.CookieEcho;
import io.rserpool.protocol.codec.DecodeException;
import io.rserpool.protocol.codec.ParameterReader;
import io.rserpool.protocol.codec.ParameterType;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.PoolHandleCodec;

/**
 * The control channel between pool user and pool element (RFC 5352 sections 2.2.11 to 2.2.13):
 *
 * <pre>
 * 0x0b Cookie         Cookie
 * 0x0c Cookie Echo    Cookie
 * 0x0d Business Card  Pool Handle, 1 or more Pool Elements in the order of failover
 * </pre>
 */
final class SessionControlCodec {
    static final int COOKIE = 0x0b;
    static final int COOKIE_ECHO = 0x0c;
    static final int BUSINESS_CARD = 0x0d;

    private SessionControlCodec() {}

    static void encode(Cookie message, ParameterWriter writer) {
        writer.message(COOKIE, 0);
        encodeCookie(message.toBytes(), writer);
    }

    static Cookie decodeCookie(ParameterReader reader) throws DecodeException {
        return Cookie.of(decodeCookieParameter(reader));
    }

    static void encode(CookieEcho message, ParameterWriter writer) {
        writer.message(COOKIE_ECHO, 0);
        encodeCookie(message.toBytes(), writer);
    }

    static CookieEcho decodeCookieEcho(ParameterReader reader) throws DecodeException {
        return CookieEcho.of(decodeCookieParameter(reader));
    }

    private static void encodeCookie(byte[] cookie, ParameterWriter writer) {
        var start = writer.begin(ParameterType.COOKIE);
        writer.put(cookie);
        writer.end(start);
    }

    private static byte[] decodeCookieParameter(ParameterReader message) throws DecodeException {
        var reader = message.enter(ParameterType.COOKIE);
        if (reader.remaining() > reader.limits().cookie()) {
            throw reader.invalid("cookie of %d bytes: more than %d"
                    .formatted(reader.remaining(), reader.limits().cookie()));
        }
        return reader.rest();
    }

    static void encode(BusinessCard message, ParameterWriter writer) {
        if (message.elements().isEmpty()) {
            throw new IllegalArgumentException("a business card names at least one element");
        }
        writer.message(BUSINESS_CARD, 0);
        PoolHandleCodec.encode(message.handle(), writer);
        message.elements().forEach(element -> PoolElementCodec.encode(element, writer));
    }

    static BusinessCard decodeBusinessCard(ParameterReader reader) throws DecodeException {
        var handle = PoolHandleCodec.decode(reader);
        var elements = PoolElementCodec.decodeAll(reader);
        if (elements.isEmpty()) {
            throw reader.invalid("business card without elements");
        }
        return new BusinessCard(handle, elements);
    }
}
