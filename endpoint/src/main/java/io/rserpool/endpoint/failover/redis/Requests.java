package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.Pipeline;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;

/** The commands that are not answered yet. */
final class Requests extends Pipeline<Pending> {
    private final CommandFactory factory;
    private final RequestReader reader = new RequestReader(this::command);

    Requests(RedisSettings settings, Failover.Setting setting) {
        super(setting);
        this.factory = new CommandFactory(settings);
    }

    boolean hasQuit() {
        return factory.hasQuit();
    }

    @Override
    protected void read(ByteBuffer bytes) {
        var wrong = reader.read(bytes);
        if (!wrong.isEmpty()) {
            becomeOpaque(wrong.equals(RequestReader.TLS) ? Unprotected.TLS : Unprotected.NOT_UNDERSTOOD, wrong);
        }
    }

    @Override
    protected boolean isInside() {
        return reader.isInside();
    }

    private void command(String name, String first, int arguments, int length) {
        if (opaque() != null) {
            return;
        }
        var full = CommandTable.name(name, first);
        var bytes = CommandFactory.isRead(full, CommandTable.effect(full)) ? next(length) : null;
        var command = factory.create(full, arguments, length, bytes);
        var why = factory.opaque();
        if (why != null) {
            becomeOpaque(why, command.name);
        } else {
            add(command);
        }
    }

    /** Whether a command waits for its answer. */
    boolean isUnanswered() {
        return pending().stream().anyMatch(each -> each.replies != 0);
    }
}
