package io.rserpool.transport.system;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the epoll descriptor of a selector, which Java does not tell: among the process's epoll descriptors it is the
 * one that is ready when the selector was woken up, and is not before and after.
 */
final class SelectorDescriptor {
    private static final int ATTEMPTS = 10;
    private static final short POLLIN = 1;

    private final Selector selector;
    private final LibC libc;
    private final NativeBuffer descriptor = new NativeBuffer(8, ByteOrder.nativeOrder());

    private SelectorDescriptor(Selector selector, LibC libc) {
        this.selector = selector;
        this.libc = libc;
    }

    static int find(Selector selector, LibC libc) throws IOException {
        return new SelectorDescriptor(selector, libc).find();
    }

    /** Another selector may behave alike by chance, but not again and again. */
    private int find() throws IOException {
        var candidates = epollDescriptors();
        for (int i = 0; i < ATTEMPTS && candidates.size() > 0; i++) {
            selector.selectNow();
            candidates.removeIf(this::isReady);
            selector.wakeup();
            candidates.removeIf(candidate -> !isReady(candidate));
            selector.selectNow();
            candidates.removeIf(this::isReady);
            if (candidates.size() == 1 && i > 0) {
                return candidates.getFirst();
            }
        }
        throw new IOException("Java's selector does not use epoll here; kernel sockets need it");
    }

    private boolean isReady(int candidate) {
        descriptor.bytes.putInt(0, candidate).putShort(4, POLLIN).putShort(6, (short) 0);
        return libc.poll(descriptor.address, 1, 0) > 0 && (descriptor.bytes.getShort(6) & POLLIN) != 0;
    }

    private static List<Integer> epollDescriptors() throws IOException {
        var result = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var entry : entries) {
                if (isEpoll(entry)) {
                    result.add(Integer.parseInt(entry.getFileName().toString()));
                }
            }
        }
        return result;
    }

    private static boolean isEpoll(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().equals("anon_inode:[eventpoll]");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
