package io.rserpool.simulation.network;

import java.util.ArrayDeque;
import java.util.Queue;

/** What an association has received and its owner has not read: since it pauses, is frozen, or does not know yet that it is up. */
final class Reception {
    private final VirtualAssociation to;
    private final Queue<Transmission.Message> messages = new ArrayDeque<>();
    private int bytes;
    private boolean reading = true;

    Reception(VirtualAssociation to) {
        this.to = to;
    }

    boolean isFull() {
        return bytes >= to.endpoint().options().capacity().receiveBuffer();
    }

    void setReading(boolean newReading) {
        reading = newReading;
    }

    void receive(Transmission.Message message) {
        messages.add(message);
        bytes += message.payload().remaining();
        deliver();
    }

    void deliver() {
        while (reading && to.isOpen() && !messages.isEmpty() && !to.isProcessFrozen()) {
            var message = messages.remove();
            var size = message.payload().remaining();
            bytes -= size;
            to.delivered(message, size);
        }
    }

    void drop() {
        messages.clear();
    }
}
