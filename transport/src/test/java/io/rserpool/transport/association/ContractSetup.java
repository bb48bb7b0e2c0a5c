package io.rserpool.transport.association;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What a contract test runs on: a subclass says what it has two endpoints of, and what its messages look like. */
@Timeout(60)
public abstract class ContractSetup {
    protected static final int PPID = 11;
    static final int BUFFER = 1 << 18;

    protected Driver driver;
    protected final List<Recorder> accepted = Recorder.list();

    protected abstract Driver newDriver();

    /** Opens what endpoints are of; on the loop. */
    protected abstract void openBoth() throws Exception;

    /** Closes it; on the loop. */
    protected abstract void closeBoth();

    /** An endpoint that will be connected to, with buffers of so many bytes; on the loop. */
    protected abstract Endpoint serverEndpoint(int buffer) throws Exception;

    /** One that connects, likewise. */
    protected abstract Endpoint clientEndpoint(int buffer) throws Exception;

    protected abstract EndpointAddress addressOf(Endpoint server);

    /** Where nobody listens. */
    protected abstract EndpointAddress nowhere() throws Exception;

    /** A message with this content. */
    protected byte[] framed(byte[] content) {
        return content;
    }

    /** The content of a message. */
    protected byte[] content(byte[] message) {
        return message;
    }

    @BeforeEach
    void open() {
        driver = newDriver();
        on(() -> {
            openBoth();
            return true;
        });
    }

    @AfterEach
    void close() {
        on(() -> {
            closeBoth();
            return true;
        });
        driver.close();
    }

    protected final <T> T on(Callable<T> task) {
        return driver.on(task);
    }

    protected final void run(Runnable task) {
        on(() -> {
            task.run();
            return true;
        });
    }

    protected final void until(BooleanSupplier condition) {
        driver.until(condition);
    }

    final ByteBuffer message(String content) {
        return message(content.getBytes(UTF_8));
    }

    final ByteBuffer message(byte[] content) {
        return ByteBuffer.wrap(framed(content));
    }

    final String text(byte[] message) {
        return new String(content(message), UTF_8);
    }

    final List<String> texts(Recorder recorder) {
        return recorder.messages.stream().map(each -> text(each.payload())).toList();
    }

    final boolean send(Association to, String content) {
        return to.send(0, PPID, message(content));
    }

    final Endpoint serve(int buffer, Endpoint.Acceptor acceptor) {
        return on(() -> {
            var endpoint = serverEndpoint(buffer);
            endpoint.listen(acceptor);
            return endpoint;
        });
    }

    final <R extends Recorder> R connect(EndpointAddress to, int buffer, R handler) {
        on(() -> handler.association = clientEndpoint(buffer).associate(to, handler));
        return handler;
    }

    final Recorder connect(Endpoint to) {
        return connect(addressOf(to), BUFFER, new Recorder());
    }

    /** An association that is up; the server's side is {@code accepted.getFirst()}. */
    final Recorder connected(int buffer) {
        var client = connect(addressOf(serve(buffer, Recorder.acceptAll(accepted))), buffer, new Recorder());
        until(() -> client.ups == 1 && accepted.size() == 1 && accepted.getFirst().ups == 1);
        return client;
    }

    final Recorder connected() {
        return connected(BUFFER);
    }
}
