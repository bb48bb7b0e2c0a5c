package io.rserpool.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Sample;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.parameter.ErrorCause;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad messages are told apart, with a reason for people and a cause for the peer. */
class MalformedTest {
    private static final DecoderLimits LIMITS = new DecoderLimits(256, 8, 2, 2, 4);
    private static final String HANDLE = "0009000c 4563686f506f6f6c";
    private static final String ELEMENT =
            "000a0028 12345678 00000000 00015f90" + "0004 0010 1e610001 0001 0008 0a010203 0008 0008 00000001";

    private final AsapCodec asap = new AsapCodec(LIMITS);
    private final EnrpCodec enrp = new EnrpCodec(LIMITS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                        | 0 bytes: less than a header
            050000                    | 3 bytes: less than a header
            """)
    void fragmentIsDroppedSilently(String hex, String reason) {
        assertThat(asap.decode(Bytes.of(hex))).isEqualTo(new Decoded.Bad<>(reason, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            05000003                  | length 3 in a message of 4 bytes
            05000010 0009000c         | length 16 in a message of 8 bytes
            05000004 0009000c         | length 4 in a message of 8 bytes
            0500000e 0009000a 4563686f506f | length 14 in a message of 14 bytes
            """)
    void lengthMustBeTheNumberOfBytes(String hex, String reason) {
        assertThat(asap.decode(Bytes.of(hex.replace(" ", "")))).isEqualTo(bad(reason, ErrorCause.UNSPECIFIED, ""));
    }

    @Test
    void messageOverTheLimit() {
        var bytes = ByteBuffer.allocate(260).put(0, (byte) 5).putShort(2, (short) 260);

        assertThat(asap.decode(bytes)).isEqualTo(bad("260 bytes: more than 256", ErrorCause.LACK_OF_RESOURCES, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0009 0004                 | empty pool handle                              | 00090004
            0009 000d 414243444546474849 000000 | pool handle of 9 bytes: more than 8  | 0009000d414243444546474849
            000e 0008 00000001        | parameter 0x000e where 0x0009 is expected      | 000e000800000001
            """)
    void resolutionWithoutProperHandle(String handle, String reason, String reported) {
        assertThat(asap.decode(Bytes.message("0500", handle)))
                .isEqualTo(bad(reason, ErrorCause.INVALID_VALUES, reported));
    }

    /** A cause 0x3 has the offending parameter (RFC 5354 section 3.12.4): what is cut off is none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0009 0003 45000000        | parameter 0x0009 of length 3 in 8 bytes
            0009 0000 45000000        | parameter 0x0009 of length 0 in 8 bytes
            0009 000d 4563686f506f6f6c | parameter 0x0009 of length 13 in 12 bytes
            8abc 0005                 | parameter 0x8abc of length 5 in 4 bytes
            0009                      | 2 bytes where a parameter is expected
            """)
    void parameterCutOff(String handle, String reason) {
        assertThat(asap.decode(Bytes.message("0500", handle))).isEqualTo(bad(reason, ErrorCause.UNSPECIFIED, ""));
    }

    @Test
    void lengthThatEndsInThePaddingOfTheLastParameter() {
        assertThat(asap.decode(Bytes.of("0500 000e 0009 0009 4142434445 000000")))
                .isEqualTo(bad("parameter 0x0009 is cut off in its padding", ErrorCause.UNSPECIFIED, ""));
    }

    @Test
    void parameterCutOffWithinAnother() {
        var element = "000a0018 12345678 00000000 00015f90 0004 0010 1e610001".replace(" ", "");
        assertThat(asap.decode(Bytes.message("0100", HANDLE, element)))
                .isEqualTo(bad("parameter 0x0004 of length 16 in 8 bytes", ErrorCause.INVALID_VALUES, element));
    }

    @Test
    void nothingWhereAParameterIsMandatory() {
        assertThat(asap.decode(Bytes.message("0500")))
                .isEqualTo(bad("parameter 0x0009 is missing", ErrorCause.UNSPECIFIED, ""));
        assertThat(enrp.decode(Bytes.message("0100", "abcdef01 00000000")))
                .isEqualTo(bad("parameter 0x000f is missing", ErrorCause.UNSPECIFIED, ""));
    }

    @Test
    void parameterWhereNoneIsExpected() {
        assertThat(asap.decode(Bytes.message("0500", HANDLE, HANDLE)))
                .isEqualTo(bad(
                        "parameter 0x0009 where none is expected",
                        ErrorCause.INVALID_VALUES,
                        "0009000c4563686f506f6f6c"));
    }

    @Test
    void fixedFieldsCutOff() {
        assertThat(enrp.decode(Bytes.message("0400", "abcdef01 00000000")))
                .isEqualTo(bad("0 bytes where 2 are expected", ErrorCause.UNSPECIFIED, ""));
        assertThat(enrp.decode(Bytes.message("0400", "abcdef01 00000000 00020000", HANDLE, ELEMENT)))
                .isEqualTo(bad("update action 2", ErrorCause.UNSPECIFIED, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0004 0008 1e610001 | no address where one is expected
            0004 0010 1e610002 0001 0008 0a010203 | transport use 2
            0004 0010 1e610001 0001 0009 0a010203 | parameter 0x0001 of length 9 in 8 bytes
            0004 000f 1e610001 0001 0007 0a010203 | address of 3 bytes where 4 are expected
            0004 0010 1e610001 0002 0008 0a010203 | address of 4 bytes where 16 are expected
            0004 0020 1e610001 0001 0008 0a010203 0001 0008 0a010203 0001 0008 0a010203 | more than 2 addresses
            0004 0006 1e61 0000 | 0 bytes where 2 are expected
            0005 0008 1f900000 | no address where one is expected
            0005 0018 1f900000 0001 0008 0a010203 0001 0008 0a010204 | parameter 0x0001 where none is expected
            0003 000c 1f900000 00000001 | no address where one is expected
            0008 0008 00000001 | no transport where one is expected
            """)
    void userTransport(String transport, String reason) {
        assertThat(registration(transport + "0008 0008 00000001"))
                .isInstanceOfSatisfying(
                        Decoded.Bad.class, bad -> assertThat(bad.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0008 0008 00000000          | 0x00000000 is no policy type
            0008 0008 40000000          | 0x40000000 is no policy type
            0008 0006 4000 0000         | 2 bytes where 4 are expected
            0008 0008 00000002          | 0 bytes where 4 are expected
            0008 000c 40000002 00000000 | 0 bytes where 4 are expected
            0008 000c 00000001 00000000 | policy 0x00000001 with 4 bytes too many
            """)
    void policy(String policy, String reason) {
        assertThat(registration("0006 0010 14e90000 0001 0008 0a010203" + policy))
                .isInstanceOfSatisfying(Decoded.Bad.class, bad -> {
                    assertThat(bad.reason()).isEqualTo(reason);
                    var end = 2 * Integer.parseInt(policy.substring(5, 9), 16);
                    var parameter = policy.replace(" ", "").substring(0, end);
                    assertThat(bad.reports()).isEqualTo(List.of(new ErrorCause(ErrorCause.INVALID_VALUES, parameter)));
                });
    }

    @Test
    void moreElementsThanAllowed() {
        assertThat(asap.decode(Bytes.message("0600", HANDLE, ELEMENT, ELEMENT))).isInstanceOf(Decoded.Message.class);
        assertThat(asap.decode(Bytes.message("0600", HANDLE, ELEMENT, ELEMENT, ELEMENT)))
                .isEqualTo(bad("more than 2 elements", ErrorCause.LACK_OF_RESOURCES, ""));
        var server = "000b 0018 11223344 0004 0010 26ad0000 0001 0008 0a010002";
        assertThat(enrp.decode(Bytes.message("0600", "11223344 abcdef01", server, server, server)))
                .isEqualTo(bad("more than 2 elements", ErrorCause.LACK_OF_RESOURCES, ""));
        var pool = HANDLE + ELEMENT;
        assertThat(enrp.decode(Bytes.message("0300", "11223344 abcdef01", pool, pool, pool)))
                .isEqualTo(bad("more than 2 elements", ErrorCause.LACK_OF_RESOURCES, ""));
    }

    @Test
    void longCookie() {
        assertThat(asap.decode(Bytes.message("0b00", "000d 0009 0102030405")))
                .isEqualTo(bad("cookie of 5 bytes: more than 4", ErrorCause.INVALID_VALUES, "000d00090102030405"));
    }

    @Test
    void listsThatMustNotBeEmpty() {
        assertThat(asap.decode(Bytes.message("0d00", HANDLE)))
                .isEqualTo(bad("business card without elements", ErrorCause.UNSPECIFIED, ""));
        assertThat(enrp.decode(Bytes.message("0300", "11223344 abcdef01", HANDLE)))
                .isEqualTo(bad("pool without elements in a handle table", ErrorCause.UNSPECIFIED, ""));
    }

    @Test
    void rejectionWithEntries() {
        assertThat(enrp.decode(Bytes.message("0301", "11223344 abcdef01", HANDLE, ELEMENT)))
                .isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void operationErrors() {
        var response = Bytes.hex(Sample.bytes("A05")).replace("03000018", "0301");

        assertThat(asap.decode(Bytes.of(response.replace("0301", "0301001c") + "000c0004")))
                .isEqualTo(bad("0 bytes where a parameter is expected", ErrorCause.INVALID_VALUES, "000c0004"));
        assertThat(asap.decode(Bytes.of(response.replace("0301", "03010020") + "000c000800050003")))
                .isEqualTo(
                        bad("parameter 0x0005 of length 3 in 4 bytes", ErrorCause.INVALID_VALUES, "000c000800050003"));
    }

    @Test
    void announcementOfAnImpossibleTransport() {
        assertThat(asap.decode(Bytes.message("0a00", "abcdef01 0006 0010 14e90000 0001 0008 0a010203")))
                .isEqualTo(bad(
                        "neither SCTP nor TCP transport of a registrar",
                        ErrorCause.INVALID_VALUES,
                        "0006001014e90000000100080a010203"));
    }

    @Test
    void checksumTooLong() {
        assertThat(enrp.decode(Bytes.message("0100", "abcdef01 00000000 000f 0008 c2da0000")))
                .isEqualTo(bad("checksum of 4 bytes", ErrorCause.INVALID_VALUES, "000f0008c2da0000"));
    }

    private Decoded<?> registration(String userTransportAndPolicy) {
        var value = "12345678 00000000 00015f90" + userTransportAndPolicy;
        var length = 4 + value.replace(" ", "").length() / 2;
        return asap.decode(Bytes.message("0100", HANDLE, "000a%04x".formatted(length), value));
    }

    private static Decoded.Bad<?> bad(String reason, int cause, String information) {
        return new Decoded.Bad<>(reason, List.of(new ErrorCause(cause, information)));
    }
}
