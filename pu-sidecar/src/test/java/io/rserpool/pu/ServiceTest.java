package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.simulation.network.VirtualEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Addresses of a Service, whatever becomes of the DNS. */
class ServiceTest {
    private static final InetAddress FIRST = InetAddress.ofLiteral("10.96.0.7");
    private static final InetAddress SECOND = InetAddress.ofLiteral("10.96.0.8");

    private final VirtualEventLoop loop = new VirtualEventLoop();
    /** Questions that nobody has answered yet. */
    private final List<Consumer<List<InetAddress>>> asked = new ArrayList<>();

    private final Service service =
            new Service(new ServiceTarget("files", 80), (host, result) -> asked.add(result), loop);
    private final List<List<InetSocketAddress>> found = new ArrayList<>();

    private void answer(InetAddress... addresses) {
        asked.removeFirst().accept(List.of(addresses));
    }

    private static List<InetSocketAddress> at(InetAddress address) {
        return List.of(new InetSocketAddress(address, 80));
    }

    @Test
    void oneQuestionServesAllThatWaitAndThoseWhoComeSoon() {
        service.find(found::add);
        service.find(found::add);
        assertThat(asked).hasSize(1);
        answer(FIRST);
        service.find(found::add);
        assertThat(found).containsExactly(at(FIRST), at(FIRST), at(FIRST));
        assertThat(asked).isEmpty();
    }

    @Test
    void theAddressIsFollowed() {
        service.find(found::add);
        answer(FIRST);
        loop.advance(Duration.ofSeconds(3));
        service.find(found::add);
        answer(SECOND);
        assertThat(found).containsExactly(at(FIRST), at(SECOND));
    }

    @Test
    void whileNobodyAnswersTheLastOneIsUsedSoon() {
        service.find(found::add);
        answer(FIRST);
        for (int i = 0; i < 5; i++) {
            loop.advance(Duration.ofSeconds(3));
            found.clear();
            service.find(found::add);
            assertThat(found).isEmpty();
            loop.advance(Duration.ofMillis(250));
            assertThat(found).containsExactly(at(FIRST));
        }
        assertThat(asked).as("questions at a time").hasSize(1);
        answer();
        service.find(found::add);
        assertThat(found).hasSize(2);
        loop.advance(Duration.ofSeconds(3));
        service.find(found::add);
        answer(SECOND);
        assertThat(found.getLast()).isEqualTo(at(SECOND));
    }

    @Test
    void anAddressThatDoesNotWorkIsAskedForAnew() {
        service.find(found::add);
        answer(FIRST);
        service.misled();
        service.find(found::add);
        answer(SECOND);
        assertThat(found).containsExactly(at(FIRST), at(SECOND));
    }

    /** The first connection that needs it does not wait for what the DNS takes. */
    @Test
    void itIsLookedForBeforeAnybodyNeedsIt() {
        service.watch();
        answer();
        loop.advance(Duration.ofSeconds(2));
        answer(FIRST);
        loop.advance(Duration.ofSeconds(29));
        assertThat(asked).isEmpty();
        loop.advance(Duration.ofSeconds(2));
        assertThat(asked).hasSize(1);
        service.find(found::add);
        loop.advance(Duration.ofMillis(250));
        assertThat(found).containsExactly(at(FIRST));
        answer(SECOND);
        service.find(found::add);
        assertThat(found.getLast()).isEqualTo(at(SECOND));
    }

    @Test
    void anAddressIsNotAskedFor() {
        var literal = new Service(ServiceTarget.parse("[fd00::7]:80"), (host, result) -> asked.add(result), loop);
        literal.find(found::add);
        assertThat(found).hasSize(1);
        assertThat(asked).isEmpty();
    }
}
