package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.message.MessageEndpoint;
import io.rserpool.transport.message.MessageOptions;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool user whose registrars are spoken to over TCP (RFC 5352 section 2.1). */
class TcpRegistrarsTest {
    private final Random random = new Random();
    private final String network = "127.%d.%d.".formatted(20 + random.nextInt(200), random.nextInt(256));
    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final TcpStack stack = loop.call(() -> new TcpStack(loop));
    private final Map<Integer, ScriptedRegistrar> scripted = new HashMap<>();
    private Registrars registrars;

    @AfterEach
    void close() {
        loop.close();
    }

    private void registrar(int number) {
        loop.call(() -> {
            var address = new InetSocketAddress(InetAddress.ofLiteral(network + number), 3863);
            var endpoint = MessageEndpoint.bound(stack, address, MessageOptions.of(Ppid.ASAP));
            var registrar = new ScriptedRegistrar(endpoint, number, new LinkedHashMap<>());
            registrar.grantsUpdates = true;
            var element = new PoolElementParameter(
                    new PeIdentifier(number), ServerId.NONE, 60, Lab.transport(number), new Policy.RoundRobin(), null);
            registrar.pools.put(Lab.POOL, new LinkedHashMap<>(Map.of(element.identifier(), element)));
            return scripted.put(number, registrar);
        });
    }

    private String choose(PoolDirectory directory) {
        var answer = new CompletableFuture<String>();
        loop.execute(() -> directory.choose(
                Lab.POOL, PoolDirectoryTest.ANY, directory.usualAge(Lab.POOL), new PoolDirectory.Choice() {
                    @Override
                    public void element(PoolElementAddress element) {
                        answer.complete("element " + element.identifier().value());
                    }

                    @Override
                    public void none(String why) {
                        answer.complete(why);
                    }
                }));
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void resolvesIsKeptUpToDateAndFindsAnotherRegistrar() {
        registrar(1);
        registrar(2);
        var directory = loop.call(() -> {
            var addresses = List.of(new RegistrarAddress(network + 1, 3863), new RegistrarAddress(network + 2, 3863));
            registrars = new Registrars(
                    MessageEndpoint.connecting(stack, MessageOptions.of(Ppid.ASAP)),
                    loop,
                    new RegistrarOptions(addresses, 0, AsapTimers.FAST, Duration.ofSeconds(30), true),
                    Lab.literal(),
                    random,
                    new EndpointMetrics());
            var created = new PoolDirectory(
                    registrars, new SuspectElements(loop, new EndpointMetrics()), false, 9899, random);
            registrars.start();
            return created;
        });
        await().until(() -> loop.call(() -> registrars.home().isPresent()));
        var first = home();
        assertThat(choose(directory)).isEqualTo("element " + first);

        loop.execute(() -> {
            var pool = scripted.get(first).pools.get(Lab.POOL);
            pool.put(
                    new PeIdentifier(7),
                    new PoolElementParameter(
                            new PeIdentifier(7), ServerId.NONE, 60, Lab.transport(7), new Policy.RoundRobin(), null));
            pool.remove(new PeIdentifier(first));
            scripted.get(first).update(Lab.POOL);
        });
        await().until(() -> choose(directory).equals("element 7"));

        loop.execute(() -> scripted.get(first).endpoint.close());
        await().until(() -> loop.call(() -> registrars.home().isPresent()) && home() != first);
        await().until(() -> choose(directory).equals("element " + home()));
    }

    private int home() {
        return loop.call(() -> registrars
                .home()
                .map(address -> address.primary().getAddress()[3])
                .map(Byte::intValue)
                .orElse(0));
    }
}
