package io.rserpool.transport.sctp.usrsctp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paths by peer address and ports; finding one allocates nothing. */
final class PathTable {
    private @Nullable Path[] buckets = new Path[64];
    private int size;

    @Nullable
    Path find(InetSocketAddress peer, int localPort, int peerPort) {
        for (var path = buckets[bucket(peer, localPort, peerPort)]; path != null; path = path.nextInTable) {
            if (path.localPort == localPort && path.peerPort == peerPort && path.peer.equals(peer)) {
                return path;
            }
        }
        return null;
    }

    /** All paths of a peer's address. */
    List<Path> of(InetSocketAddress peer) {
        var found = new ArrayList<Path>();
        for (var head : buckets) {
            for (var path = head; path != null; path = path.nextInTable) {
                if (path.peer.equals(peer)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    /** Adds a path that is not in the table. */
    void add(Path path) {
        if (++size > buckets.length) {
            grow();
        }
        insert(path);
    }

    void remove(Path path) {
        int bucket = bucket(path.peer, path.localPort, path.peerPort);
        Path previous = null;
        for (var at = buckets[bucket]; at != null; previous = at, at = at.nextInTable) {
            if (at == path) {
                if (previous == null) {
                    buckets[bucket] = path.nextInTable;
                } else {
                    previous.nextInTable = path.nextInTable;
                }
                path.nextInTable = null;
                size--;
                return;
            }
        }
    }

    int size() {
        return size;
    }

    private void insert(Path path) {
        int bucket = bucket(path.peer, path.localPort, path.peerPort);
        path.nextInTable = buckets[bucket];
        buckets[bucket] = path;
    }

    private void grow() {
        var old = buckets;
        buckets = new Path[old.length * 2];
        for (var head : old) {
            for (var path = head; path != null; ) {
                var next = path.nextInTable;
                insert(path);
                path = next;
            }
        }
    }

    private int bucket(InetSocketAddress peer, int localPort, int peerPort) {
        int hash = (peer.hashCode() * 31 + localPort) * 31 + peerPort;
        hash *= 0x9e3779b1;
        return (hash ^ (hash >>> 16)) & (buckets.length - 1);
    }
}
