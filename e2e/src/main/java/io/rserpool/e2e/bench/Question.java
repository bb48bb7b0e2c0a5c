package io.rserpool.e2e.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A question with a short answer, over a connection that stays open. */
enum Question {
    GET_OF_HTTP("GET /small HTTP/1.1\r\nHost: bench\r\n\r\n") {
        @Override
        String answer(Connection connection) throws IOException {
            if (!connection.readLine().startsWith("HTTP/1.1 200 ")) {
                throw new IOException("not answered with 200");
            }
            var server = "";
            int length = 0;
            for (var line = connection.readLine(); !line.isEmpty(); line = connection.readLine()) {
                var colon = line.indexOf(':');
                var value = line.substring(colon + 1).strip();
                switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "content-length" -> length = Integer.parseInt(value);
                    case SERVED_BY -> server = value;
                    default -> {}
                }
            }
            connection.expect(length);
            return server;
        }
    },
    GET_OF_REDIS("*2\r\n$3\r\nGET\r\n$5\r\nsmall\r\n") {
        @Override
        String answer(Connection connection) throws IOException {
            connection.expect(Integer.parseInt(connection.readLine().substring(1)));
            connection.readLine();
            return "";
        }
    };

    /** What is answered: 200 bytes. */
    static final String VALUE = "0123456789".repeat(20);

    /** The field of a response that says which server it is of, in lower case. */
    static final String SERVED_BY = "served-by";

    private final String text;

    Question(String text) {
        this.text = text;
    }

    /**
     * Asks, and checks the answer.
     *
     * @return the address of the server, if the answer says so
     * @throws IOException the connection is cut
     * @throws IllegalStateException the answer is wrong
     */
    String ask(Connection connection) throws IOException {
        connection.write(text);
        return answer(connection);
    }

    abstract String answer(Connection connection) throws IOException;

    /** A connection to a server, or to what stands before it. */
    static final class Connection implements AutoCloseable {
        private static final int LONGEST_WAIT_MILLIS = 20_000;

        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(InetSocketAddress target) throws IOException {
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(LONGEST_WAIT_MILLIS);
                socket.connect(target, LONGEST_WAIT_MILLIS);
                in = new BufferedInputStream(socket.getInputStream());
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** A line without its CR LF. */
        String readLine() throws IOException {
            var line = new StringBuilder();
            for (int each = in.read(); each != '\n'; each = in.read()) {
                if (each < 0) {
                    throw new IOException("the connection ends");
                }
                line.append((char) each);
            }
            return line.toString().strip();
        }

        /** Reads so many bytes, which must be the {@link #VALUE}. */
        void expect(int length) throws IOException {
            var bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the connection ends in an answer");
            }
            var text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (!text.equals(VALUE)) {
                throw new IllegalStateException("%d wrong bytes in an answer of %s: %s"
                        .formatted(length, socket.getRemoteSocketAddress(), text));
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
