package io.rserpool.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.enrp.EnrpCodec;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a long message is filled, reading it takes memory in proportion to its bytes. */
class AllocationTest {
    /** The smallest things that become objects, error causes, have 4 bytes. */
    private static final int BYTES_PER_BYTE = 64;

    private static final int LONG = 60_000;
    private static final String HANDLE = "0009000c 4563686f506f6f6c";
    private static final String ADDRESS = "0001 0008 0a010203";
    private static final DecoderLimits LIMITS = new DecoderLimits(65536, 65536, 65536, 65536, 65536);

    private final AsapCodec asap = new AsapCodec(LIMITS);
    private final EnrpCodec enrp = new EnrpCodec(LIMITS);

    static Stream<Arguments> fillings() {
        var ids = "abcdef01 11223344";
        var element = "000a001c 12345678 00000000 00015f90 0010 0004 0008 0008 00000001";
        var server = "000b 0018 11223344 0004 0010 26ad0000" + ADDRESS;
        return Stream.of(
                Arguments.of("unknown parameters", Bytes.message("0500", HANDLE, fill("8abc0004"))),
                Arguments.of("reported parameters", Bytes.message("0500", HANDLE, fill("cabc0004"))),
                Arguments.of("error causes", Bytes.message("0e00", fill("000c%04x".formatted(LONG + 4), "00000004"))),
                Arguments.of(
                        "addresses",
                        Bytes.message("0a00", "abcdef01", fill("0004%04x 0f170000".formatted(LONG + 8), ADDRESS))),
                Arguments.of("elements", Bytes.message("0600", HANDLE, fill(element))),
                Arguments.of("pools", Bytes.message("0300", ids, fill(HANDLE + element))),
                Arguments.of("registrars", Bytes.message("0600", ids, fill(server))),
                Arguments.of("cookie", Bytes.message("0b00", fill("000d%04x".formatted(LONG + 4), "00000000"))),
                Arguments.of("pool handle", Bytes.message("0500", fill("0009%04x".formatted(LONG + 4), "ff000000"))),
                Arguments.of("nothing known", Bytes.message("4a00", fill("00000000"))));
    }

    @ParameterizedTest
    @MethodSource("fillings")
    void isInProportion(String filling, ByteBuffer message) {
        assertThat(allocated(asap::decode, message)).isLessThan((long) BYTES_PER_BYTE * message.limit());
        assertThat(allocated(enrp::decode, message)).isLessThan((long) BYTES_PER_BYTE * message.limit());
    }

    private static long allocated(Consumer<ByteBuffer> decoder, ByteBuffer message) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        decoder.accept(message);
        var before = threads.getCurrentThreadAllocatedBytes();
        decoder.accept(message);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static String fill(String part) {
        return fill("", part);
    }

    private static String fill(String head, String part) {
        return head + part.repeat(LONG / (part.replace(" ", "").length() / 2));
    }
}
