package io.rserpool.protocol.enrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Sample;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the samples mean. */
class EnrpCodecTest {
    private static final ServerId FIRST = new ServerId(0xabcdef01);
    private static final ServerId SECOND = new ServerId(0x11223344);
    private static final ServerId THIRD = new ServerId(0x55667788);
    private static final Sctp ASAP_TRANSPORT = sctp(50001, TransportUse.DATA_ONLY, "10.1.2.3", "fd00:1:2::3");

    private final EnrpCodec codec = new EnrpCodec(DecoderLimits.DEFAULT);

    @Test
    void presences() {
        var information = new ServerInformation(FIRST, sctp(9901, TransportUse.DATA_ONLY, "10.1.0.1"));

        assertThat(sample("E01")).isEqualTo(new Presence(FIRST, SECOND, true, 0xc2da, information));
        assertThat(sample("E02")).isEqualTo(new Presence(FIRST, ServerId.NONE, false, 0xffff, information));
        assertThat(sample("E03")).isEqualTo(new Presence(FIRST, ServerId.NONE, false, 0xc2da, null));
    }

    @Test
    void handleTableRequests() {
        assertThat(sample("E04")).isEqualTo(new HandleTableRequest(FIRST, SECOND, false));
        assertThat(sample("E05")).isEqualTo(new HandleTableRequest(FIRST, SECOND, true));
    }

    @Test
    void handleTables() {
        assertThat(sample("E06")).isInstanceOfSatisfying(HandleTableResponse.class, table -> {
            assertThat(table.rejected()).isFalse();
            assertThat(table.more()).isFalse();
            assertThat(table.pools())
                    .extracting(PoolEntry::handle)
                    .containsExactly(PoolHandle.of("EchoPool"), PoolHandle.of("Pool-A"));
            assertThat(table.pools().getFirst().elements())
                    .containsExactly(element(SECOND, new Policy.RoundRobin(), ASAP_TRANSPORT));
        });
        assertThat(sample("E07")).isInstanceOfSatisfying(HandleTableResponse.class, table -> {
            assertThat(table.more()).isTrue();
            assertThat(table.pools()).hasSize(1);
        });
        assertThat(sample("E08")).isEqualTo(new HandleTableResponse(SECOND, FIRST, true, false, List.of()));
    }

    @Test
    void handleUpdates() {
        var element = element(FIRST, new Policy.LeastUsed(0x10000000), ASAP_TRANSPORT);
        var handle = PoolHandle.of("EchoPool");

        assertThat(sample("E09"))
                .isEqualTo(new HandleUpdate(FIRST, ServerId.NONE, UpdateAction.ADD_PE, false, handle, element));
        assertThat(sample("E10"))
                .isEqualTo(new HandleUpdate(FIRST, ServerId.NONE, UpdateAction.DEL_PE, false, handle, element));
        assertThat(sample("E11")).isInstanceOfSatisfying(HandleUpdate.class, update -> {
            assertThat(update.receiver()).isEqualTo(SECOND);
            assertThat(update.takeoverSuggested()).isTrue();
        });
    }

    @Test
    void lists() {
        assertThat(sample("E12")).isEqualTo(new ListRequest(FIRST, SECOND));
        assertThat(sample("E13"))
                .isEqualTo(new ListResponse(
                        SECOND,
                        FIRST,
                        false,
                        List.of(
                                new ServerInformation(SECOND, sctp(9901, TransportUse.DATA_ONLY, "10.1.0.2")),
                                new ServerInformation(
                                        THIRD, sctp(9901, TransportUse.DATA_ONLY, "10.1.0.3", "fd00:1::3")))));
        assertThat(sample("E14")).isEqualTo(new ListResponse(SECOND, FIRST, true, List.of()));
    }

    @Test
    void takeovers() {
        assertThat(sample("E15")).isEqualTo(new InitTakeover(FIRST, SECOND, THIRD));
        assertThat(sample("E16")).isEqualTo(new InitTakeoverAck(SECOND, FIRST, THIRD));
        assertThat(sample("E17")).isEqualTo(new TakeoverServer(FIRST, SECOND, THIRD));
    }

    @Test
    void error() {
        assertThat(sample("E18"))
                .isEqualTo(new EnrpMessage.Error(
                        FIRST, SECOND, List.of(new ErrorCause(ErrorCause.UNRECOGNIZED_PARAMETER, "4abc000801020304"))));
    }

    private EnrpMessage sample(String id) {
        var decoded = codec.decode(Sample.bytes(id));
        assertThat(decoded).isInstanceOf(Decoded.Message.class);
        return ((Decoded.Message<EnrpMessage>) decoded).message();
    }

    private static PoolElementParameter element(ServerId home, Policy policy, Sctp asap) {
        var user = sctp(7777, TransportUse.DATA_PLUS_CONTROL, "10.1.2.3", "fd00:1:2::3");
        return new PoolElementParameter(new PeIdentifier(0x12345678), home, 90000, user, policy, asap);
    }

    private static Sctp sctp(int port, TransportUse use, String... addresses) {
        return new Sctp(
                port, use, Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
    }
}
