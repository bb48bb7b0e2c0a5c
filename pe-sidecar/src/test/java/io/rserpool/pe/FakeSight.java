package io.rserpool.pe;

import io.rserpool.transport.tcp.TcpConnection;
import java.util.Optional;
import java.util.Set;

/** A server whose listening sockets are what a test says. */
final class FakeSight implements ServerSight {
    private Optional<Set<Long>> listeners = Optional.of(Set.of());
    int looks;

    void listen(Long... inodes) {
        listeners = Optional.of(Set.of(inodes));
    }

    void hide() {
        listeners = Optional.empty();
    }

    @Override
    public Optional<Set<Long>> listeners() {
        looks++;
        return listeners;
    }

    @Override
    public boolean holds(TcpConnection connection) {
        return false;
    }

    @Override
    public boolean hasEndedSendingOnly(TcpConnection connection) {
        return false;
    }

    @Override
    public void misleads() {
        hide();
    }
}
