package io.rserpool.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.csp.StatusReportCodec;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.session.SessionCodec;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes: a decoder says what became of them, at a cost of their length, and what it took for a message is one:
 * its encoding means the same.
 */
class CodecFuzzTest {
    private static final int ALLOCATED_PER_BYTE = 256;

    private static final AsapCodec ASAP = new AsapCodec(DecoderLimits.DEFAULT);
    private static final EnrpCodec ENRP = new EnrpCodec(DecoderLimits.DEFAULT);
    private static final SessionCodec SESSION = new SessionCodec(DecoderLimits.DEFAULT);

    static Stream<byte[]> asapCorpus() {
        return Corpus.of("asap");
    }

    @MethodSource("asapCorpus")
    @FuzzTest(maxDuration = "2h")
    void asap(byte[] bytes) {
        check(bytes, ASAP::decode, ASAP::encode);
    }

    static Stream<byte[]> enrpCorpus() {
        return Corpus.of("enrp");
    }

    @MethodSource("enrpCorpus")
    @FuzzTest(maxDuration = "2h")
    void enrp(byte[] bytes) {
        check(bytes, ENRP::decode, ENRP::encode);
    }

    static Stream<byte[]> sessionCorpus() {
        return Corpus.of("session");
    }

    @MethodSource("sessionCorpus")
    @FuzzTest(maxDuration = "2h")
    void session(byte[] bytes) {
        check(bytes, SESSION::decode, SESSION::encode);
    }

    static Stream<byte[]> statusCorpus() {
        return Corpus.of("status");
    }

    @MethodSource("statusCorpus")
    @FuzzTest(maxDuration = "2h")
    void status(byte[] bytes) {
        check(bytes, StatusReportCodec::decode, StatusReportCodec::encode);
    }

    private static <M> void check(
            byte[] bytes, Function<ByteBuffer, Decoded<M>> decode, Function<M, ByteBuffer> encode) {
        var received = ByteBuffer.wrap(bytes);
        Decoded<M> decoded;
        try (var cost = Cost.ofInput(bytes.length, ALLOCATED_PER_BYTE)) {
            decoded = decode.apply(received);
        }
        assertThat(received.remaining()).isEqualTo(bytes.length);
        switch (decoded) {
            case Decoded.Message<M>(var message, var reports) -> {
                var again = decode.apply(encode.apply(message));
                assertThat(again).isInstanceOfSatisfying(Decoded.Message.class, same -> assertThat(same.message())
                        .isEqualTo(message));
            }
            case Decoded.Bad<M>(var reason, var reports) -> assertThat(reason).isNotBlank();
        }
    }
}
