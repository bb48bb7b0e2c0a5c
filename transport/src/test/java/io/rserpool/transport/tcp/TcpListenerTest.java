package io.rserpool.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener in a process of its own that has few descriptors. */
class TcpListenerTest {
    private static final int DESCRIPTORS = 80;

    /** So many connections fit in any case: Java itself takes some twenty descriptors. */
    private static final int SOME = 30;

    @Test
    @Timeout(60)
    void outOfDescriptorsItGoesOnAsSoonAsThereAreSome(@TempDir Path folder) throws Exception {
        var log = folder.resolve("log");
        var command = "ulimit -n " + DESCRIPTORS + "; exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$1\" \"$2\"";
        var process = new ProcessBuilder(
                        "bash",
                        "-c",
                        command,
                        ProcessHandle.current().info().command().orElseThrow(),
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(log.toFile())
                .start();
        try (var out = new Scanner(process.getInputStream())) {
            assertThat(out.hasNextInt()).withFailMessage(() -> read(log)).isTrue();
            int port = out.nextInt();
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(20_000);
                sockets.add(socket);
                assertThat(i > 0 || talks(socket)).isTrue();
            }
            assertThat(talks(sockets.getFirst())).isTrue();
            var last = sockets.subList(sockets.size() - SOME, sockets.size());
            for (var socket : sockets.subList(0, sockets.size() - SOME)) {
                socket.close();
            }
            assertThat(last).allMatch(TcpListenerTest::talks);
            for (var socket : sockets) {
                socket.close();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(read(log)).containsOnlyOnce("cannot accept a connection").contains("Too many open files");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean talks(Socket socket) {
        try {
            socket.getOutputStream().write(42);
            return socket.getInputStream().read() == 42;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends everything back. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            var loop = new SelectorEventLoop("listener");
            var log = new RepeatedLog(loop, System.getLogger("test"), Level.INFO);
            loop.execute(() -> log.log(() -> "its classes are loaded while there are descriptors for that"));
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var listener = loop.call(() -> new TcpStack(loop).listen(address, connection -> new TcpHandler() {
                @Override
                public void onData(TcpConnection from, ByteBuffer data) {
                    from.write(data);
                }

                @Override
                public void onEnd(TcpConnection ended) {
                    ended.end();
                }
            }));
            System.out.println(listener.address().getPort());
            System.in.read();
        }
    }
}
