package io.rserpool.protocol.csp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.csp.StatusReport.Association;
import io.rserpool.protocol.csp.StatusReport.ComponentId;
import io.rserpool.protocol.csp.StatusReport.Group;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusReportCodecTest {
    private static final StatusReport REPORT = new StatusReport(
            false,
            new ComponentId(Group.REGISTRAR, 0xabcdef01L),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            "host-1: 10.1.0.1:3863",
            "3[2] PEs in 1 Pool, 1 Peer",
            StatusReport.NO_WORKLOAD,
            List.of(Association.sctp(new ComponentId(Group.REGISTRAR, 0xabcdef02L), 12)));

    /** A report as RSPLIB's registrar sends it. */
    private static byte[] sample() throws IOException {
        try (var in = StatusReportCodecTest.class.getResourceAsStream("/samples/csp-report.hex")) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).strip());
        }
    }

    @Test
    void theSampleIsReencodedToTheSameBytes() throws IOException {
        var sample = sample();
        var report = new StatusReport(
                false,
                new ComponentId(Group.REGISTRAR, 0xabcdef01L),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                "host-1: 10.1.0.1:3863",
                "1 Pools, 2 PEs",
                StatusReport.NO_WORKLOAD,
                List.of(Association.sctp(new ComponentId(Group.REGISTRAR, 0x11223344L), 12)));
        assertThat(StatusReportCodec.decode(ByteBuffer.wrap(sample)))
                .isEqualTo(new Decoded.Message<>(report, List.of()));
        assertThat(StatusReportCodec.encode(report).array()).isEqualTo(sample);
    }

    @Test
    void whatIsEncodedIsDecoded() {
        var last = new StatusReport(
                true,
                new ComponentId(Group.POOL_ELEMENT, 7),
                Duration.ofHours(1000),
                Duration.ofMillis(250),
                "h",
                "",
                1,
                List.of());
        for (var report : List.of(REPORT, last)) {
            assertThat(StatusReportCodec.decode(StatusReportCodec.encode(report)))
                    .isEqualTo(new Decoded.Message<>(report, List.of()));
        }
    }

    @Test
    void longTextIsCutAndAlwaysEnds() {
        var report = new StatusReport(
                false, REPORT.sender(), Duration.ZERO, Duration.ZERO, "x".repeat(500), "", 0.5, List.of());
        assertThat(StatusReportCodec.decode(StatusReportCodec.encode(report)))
                .isInstanceOfSatisfying(
                        Decoded.Message.class, message -> assertThat(((StatusReport) message.message()).location())
                                .isEqualTo("x".repeat(127)));
    }

    @Test
    void whatIsCutOffOrLongerIsBad() throws IOException {
        var sample = sample();
        for (int length = 0; length < sample.length; length++) {
            assertThat(StatusReportCodec.decode(ByteBuffer.wrap(sample, 0, length)))
                    .isInstanceOf(Decoded.Bad.class);
        }
        assertThat(StatusReportCodec.decode(ByteBuffer.wrap(Arrays.copyOf(sample, sample.length + 24))))
                .isInstanceOf(Decoded.Bad.class);
    }
}
