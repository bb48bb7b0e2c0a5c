package io.rserpool.e2e.load;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx, serving the files of a folder, with one worker. */
public final class Nginx {
    private Nginx() {}

    /**
     * Starts it in the foreground.
     *
     * @param work gets its configuration and its temporary files
     * @param extra directives of its server block, such as another location
     */
    public static LocalProcess start(
            LocalSystem system, String name, String address, int port, Path files, Path work, String extra) {
        var configuration = work.resolve(name + ".conf");
        try {
            Files.createDirectories(work);
            Files.writeString(configuration, configuration(name, address, port, files, work, extra));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return system.start(name, List.of("nginx", "-e", "stderr", "-c", configuration.toString()), Map.of());
    }

    /** The workers are root's, too: in a user's own namespaces there is nobody else. */
    private static String configuration(String name, String address, int port, Path files, Path work, String extra) {
        return """
                user root;
                daemon off;
                pid %1$s/%2$s.pid;
                error_log stderr error;
                worker_processes 1;
                worker_rlimit_nofile 20000;
                events { worker_connections 16384; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/%2$s.body;
                  proxy_temp_path %1$s/%2$s.proxy;
                  fastcgi_temp_path %1$s/%2$s.fastcgi;
                  uwsgi_temp_path %1$s/%2$s.uwsgi;
                  scgi_temp_path %1$s/%2$s.scgi;
                  keepalive_requests 100000000;
                  keepalive_timeout 1h;
                  sendfile on;
                  tcp_nodelay on;
                  server {
                    listen %3$s:%4$d backlog=4096;
                    root %5$s;
                    %6$s
                  }
                }
                """.formatted(work, name, address, port, files, extra);
    }
}
