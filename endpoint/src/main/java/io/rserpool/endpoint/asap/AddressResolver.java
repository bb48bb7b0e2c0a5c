package io.rserpool.endpoint.asap;

import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;

/** Finds the addresses of a host name without blocking the event loop. */
@FunctionalInterface
public interface AddressResolver {
    /**
     * @param result is called on the event loop, perhaps before this returns, with all addresses of the
     *     host; none if it is not known (now)
     */
    void resolve(String host, Consumer<List<InetAddress>> result);

    /** The system's name service, asked on a thread of its own; each call asks anew as far as the JVM's cache allows. */
    static AddressResolver system(EventLoop loop) {
        return (host, result) -> Thread.ofVirtual().name("resolve " + host).start(() -> {
            var addresses = lookUp(host);
            loop.execute(() -> result.accept(addresses));
        });
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException notNow) {
            return List.of();
        }
    }
}
