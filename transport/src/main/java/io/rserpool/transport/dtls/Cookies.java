package io.rserpool.transport.dtls;

import io.rserpool.transport.system.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Proof that a client receives at the address that it sends from, for which nothing is kept (RFC 6347 section 4.2.1): HMAC of its address. The secret
 * changes; the one before is good for one more term.
 */
final class Cookies implements AutoCloseable {
    private static final int SECRET = 32;
    private static final int LENGTH = 32;
    private static final int LONGEST_ADDRESS = 16 + 2;
    private static final long TERM_NANOS = 60_000_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final NativeBuffer secret = new NativeBuffer(SECRET, ByteOrder.BIG_ENDIAN);
    private final NativeBuffer former = new NativeBuffer(SECRET, ByteOrder.BIG_ENDIAN);
    private final NativeBuffer client = new NativeBuffer(LONGEST_ADDRESS, ByteOrder.BIG_ENDIAN);
    private final NativeBuffer cookie = new NativeBuffer(LENGTH, ByteOrder.BIG_ENDIAN);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment generate;
    private final MemorySegment verify;
    private int clientLength;
    private long since;

    Cookies(long now) {
        draw(secret);
        draw(former);
        since = now;
        var l = ValueLayout.JAVA_LONG;
        generate = stub("generate", FunctionDescriptor.of(ValueLayout.JAVA_INT, l, l, l), long.class);
        verify = stub("verify", FunctionDescriptor.of(ValueLayout.JAVA_INT, l, l, ValueLayout.JAVA_INT), int.class);
    }

    private MemorySegment stub(String name, FunctionDescriptor descriptor, Class<?> last) {
        try {
            var type = MethodType.methodType(int.class, long.class, long.class, last);
            var target = MethodHandles.lookup().findVirtual(Cookies.class, name, type);
            return OpenSsl.LINKER.upcallStub(target.bindTo(this), descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("our own method", e);
        }
    }

    private void draw(NativeBuffer into) {
        var bytes = new byte[SECRET];
        random.nextBytes(bytes);
        into.bytes.clear().put(bytes).clear();
    }

    long generate() {
        return generate.address();
    }

    long verify() {
        return verify.address();
    }

    /** Says whose cookies are made and checked until this is called again. */
    void client(InetSocketAddress address, long now) {
        if (now - since > TERM_NANOS) {
            former.bytes.clear().put(secret.bytes.clear());
            draw(secret);
            since = now;
        }
        client.bytes.clear().put(address.getAddress().getAddress()).putShort((short) address.getPort());
        clientLength = client.bytes.position();
    }

    private byte[] cookie(NativeBuffer key) {
        OpenSsl.hmac(key.address, SECRET, client.address, clientLength, cookie.address);
        var bytes = new byte[LENGTH];
        cookie.bytes.clear().get(bytes);
        return bytes;
    }

    /** Called by OpenSSL: writes a cookie and its length. */
    int generate(long connection, long into, long length) {
        var bytes = cookie(secret);
        MemorySegment.copy(bytes, 0, OpenSsl.MEMORY, ValueLayout.JAVA_BYTE, into, LENGTH);
        OpenSsl.MEMORY.set(ValueLayout.JAVA_INT, length, LENGTH);
        return 1;
    }

    /** Called by OpenSSL: whether a cookie is one of ours. */
    int verify(long connection, long told, int length) {
        if (length != LENGTH) {
            return 0;
        }
        var bytes = new byte[LENGTH];
        MemorySegment.copy(OpenSsl.MEMORY, ValueLayout.JAVA_BYTE, told, bytes, 0, LENGTH);
        // Not short-circuited: how long this takes says nothing.
        return MessageDigest.isEqual(bytes, cookie(secret)) | MessageDigest.isEqual(bytes, cookie(former)) ? 1 : 0;
    }

    /** No connection may be left that was made with it. */
    @Override
    public void close() {
        arena.close();
    }
}
