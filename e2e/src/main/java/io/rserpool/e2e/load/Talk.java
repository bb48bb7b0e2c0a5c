package io.rserpool.e2e.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A client's connection, one session of the pool; what arrives is compared with what must. */
public final class Talk implements AutoCloseable {
    /** A session that says nothing for so long is lost, even if nobody ends it. */
    private static final int PATIENCE_MILLIS = 40_000;

    private static final int CONTEXT = 24;

    /** Bytes arrived that the server has not sent, at this place. */
    public static final class WrongBytes extends IOException {
        private static final long serialVersionUID = 1L;

        public WrongBytes(String message) {
            super(message);
        }
    }

    private final long connectedNanos;
    private final Socket socket;
    private final InputStream in;
    private volatile String servedBy = "";
    private long received;

    public Talk(InetSocketAddress target) throws IOException {
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(target, PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        connectedNanos = System.nanoTime();
    }

    /** When the connection was there, as {@link System#nanoTime}. */
    public long connectedNanos() {
        return connectedNanos;
    }

    public String client() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The server that serves this session; empty as long as it has not said so. */
    public String servedBy() {
        return servedBy;
    }

    public void servedBy(String name) {
        servedBy = name;
    }

    public long received() {
        return received;
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** No more will be sent. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads exactly these bytes, or fails. */
    public void expect(byte[] expected) throws IOException {
        var actual = read(expected.length);
        int wrong = Arrays.mismatch(actual, expected);
        if (wrong >= 0) {
            throw new WrongBytes("byte %d of the session is wrong: %s instead of %s"
                    .formatted(received - expected.length + wrong, excerpt(actual, wrong), excerpt(expected, wrong)));
        }
    }

    public void expect(String expected) throws IOException {
        expect(expected.getBytes(StandardCharsets.US_ASCII));
    }

    public byte[] read(int count) throws IOException {
        var bytes = in.readNBytes(count);
        received += bytes.length;
        if (bytes.length < count) {
            throw new EOFException("ended after " + received + " bytes, in the middle of an answer");
        }
        return bytes;
    }

    /** Reads up to a line feed, which is left out, as is a carriage return before it. */
    public String readLine() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("ended after " + received + " bytes, in the middle of an answer");
            }
            received++;
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    /** The server must have nothing more to say. */
    public void expectEnd() throws IOException {
        int surplus = in.read();
        if (surplus >= 0) {
            throw new WrongBytes("a byte too many after " + received);
        }
    }

    private static String excerpt(byte[] bytes, int from) {
        return HexFormat.of().formatHex(bytes, from, Math.min(bytes.length, from + CONTEXT));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
