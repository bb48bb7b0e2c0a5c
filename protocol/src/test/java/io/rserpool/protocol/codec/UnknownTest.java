package io.rserpool.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Sample;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.parameter.ErrorCause;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unknown messages and parameters are treated as their two top bits say (RFC 5354 sections 3 and 4). */
class UnknownTest {
    private static final String HANDLE = "0009000c 4563686f506f6f6c";
    private static final HandleResolution RESOLUTION = new HandleResolution(PoolHandle.of("EchoPool"), false, 0);

    private final AsapCodec asap = new AsapCodec(DecoderLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"00", "0f", "3f", "80", "c0", "ff"})
    void messageIsDroppedSilently(String type) {
        assertThat(asap.decode(Bytes.of(type + "00 0008 01020304")))
                .isEqualTo(new Decoded.Bad<>("unknown message type 0x" + type, List.of()));
    }

    @Test
    void messageIsDroppedAndReported() {
        assertThat(asap.decode(Bytes.of("4a00 0006 0102 0000")))
                .isEqualTo(new Decoded.Bad<>(
                        "unknown message type 0x4a",
                        List.of(new ErrorCause(ErrorCause.UNRECOGNIZED_MESSAGE, "4a00000601020000"))));
    }

    @Test
    void longMessageIsReportedWholeOrNot() {
        assertThat(reportOfUnknown(60_000)).isEqualTo(60_000);
        assertThat(reportOfUnknown(60_004)).isZero();
    }

    private int reportOfUnknown(int length) {
        var bytes = ByteBuffer.allocate(length).put(0, (byte) 0x4a).putShort(2, (short) length);
        return ((Decoded.Bad<AsapMessage>) asap.decode(bytes))
                .reports()
                .getFirst()
                .information()
                .length;
    }

    @Test
    void longParametersAreReportedWholeOrNot() {
        var reported = "cabc 9c40" + "00".repeat(39_996);
        var tooMuch = "cabd 5210" + "00".repeat(21_004);
        assertThat(asap.decode(Bytes.message("0500", HANDLE, reported, tooMuch)))
                .isEqualTo(new Decoded.Message<>(RESOLUTION, List.of(unrecognized(reported.replace(" ", "")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8abc 0007 010203 00", "bfff 0004", "8abc 0004 8abd 0004"})
    void parameterIsSkipped(String parameters) {
        var expected = new Decoded.Message<>(RESOLUTION, List.of());

        assertThat(asap.decode(Bytes.message("0500", parameters, HANDLE))).isEqualTo(expected);
        assertThat(asap.decode(Bytes.message("0500", HANDLE, parameters))).isEqualTo(expected);
    }

    @Test
    void parametersAreSkippedAndReported() {
        assertThat(asap.decode(Bytes.message("0500", "cabc 0007 010203 00", HANDLE, "fffe 0004")))
                .isEqualTo(new Decoded.Message<>(
                        RESOLUTION, List.of(unrecognized("cabc0007010203"), unrecognized("fffe0004"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3abc 0008 01020304", "0000 0004", "0011 0004"})
    void parameterSpoilsTheMessageSilently(String parameter) {
        assertThat(((Decoded.Bad<AsapMessage>) asap.decode(Bytes.message("0500", parameter, HANDLE))).reports())
                .isEmpty();
        assertThat(((Decoded.Bad<AsapMessage>) asap.decode(Bytes.message("0500", HANDLE, parameter))).reports())
                .isEmpty();
    }

    @Test
    void parameterSpoilsTheMessageAndIsReportedAfterEarlierOnes() {
        assertThat(asap.decode(Bytes.message("0500", "cabc 0004", HANDLE, "4abc 0008 01020304", "cabd 0004")))
                .isEqualTo(new Decoded.Bad<>(
                        "unknown parameter 0x4abc",
                        List.of(unrecognized("cabc0004"), unrecognized("4abc000801020304"))));
    }

    @Test
    void parametersWithinParametersAreTreatedAlike() {
        var good = Bytes.hex(Sample.bytes("P01"));
        var element = "000a0028123456780000000000015f90";
        var skipped = "cabc0004";
        var more = good.replace("01000038", "0100003c").replace(element, element.replace("0028", "002c") + skipped);

        assertThat(asap.decode(Bytes.of(more)))
                .isEqualTo(new Decoded.Message<>(
                        ((Decoded.Message<AsapMessage>) asap.decode(Bytes.of(good))).message(),
                        List.of(unrecognized(skipped))));
    }

    @Test
    void endlessReportsAreCutShort() {
        var resolution = Bytes.message("0500", HANDLE, "cabc0004".repeat(16_000));

        assertThat(((Decoded.Message<AsapMessage>) asap.decode(resolution)).reports())
                .hasSize(16);
    }

    /** Whatever was wrong, the report can be sent. */
    @Test
    void reportsOfLongParametersFitIntoAnError() {
        var parameters = ("cabc0f00" + "00".repeat(0x0f00 - 4)).repeat(16);
        var decoded = (Decoded.Message<AsapMessage>) asap.decode(Bytes.message("0500", HANDLE, parameters));

        var error = new AsapMessage.Error(decoded.reports());

        assertThat(asap.decode(asap.encode(error))).isEqualTo(new Decoded.Message<>(error, List.of()));
    }

    /** Else two peers might report each other's reports for ever. */
    @Test
    void errorsAreNeverAnswered() {
        var enrp = new EnrpCodec(DecoderLimits.DEFAULT);
        var ids = "abcdef01 11223344";

        assertThat(((Decoded.Bad<?>) asap.decode(Bytes.message("0e00", "4abc0004"))).reports())
                .isEmpty();
        assertThat(((Decoded.Bad<?>) asap.decode(Bytes.message("0e00"))).reports())
                .isEmpty();
        assertThat(((Decoded.Bad<?>) asap.decode(Bytes.of("0e00 0009 00"))).reports())
                .isEmpty();
        assertThat(((Decoded.Bad<?>) enrp.decode(Bytes.message("0a00", ids, "000c0004"))).reports())
                .isEmpty();
        assertThat(((Decoded.Message<?>) enrp.decode(Bytes.message("0a00", ids, "cabc0004 000c0008 00000004")))
                        .reports())
                .isEmpty();
    }

    private static ErrorCause unrecognized(String parameter) {
        return new ErrorCause(ErrorCause.UNRECOGNIZED_PARAMETER, parameter);
    }
}
