package io.rserpool.e2e.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads a program's management interface. */
public final class ManagementClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;

    public ManagementClient(String address, int port) {
        this.base = "http://" + address + ":" + port;
    }

    /** Whether the program is up and ready. */
    public boolean ready() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public JsonNode json(String path) throws IOException {
        return JSON.readTree(get(path).body());
    }

    public String text(String path) throws IOException {
        return get(path).body();
    }

    /** The sum of a metric over all its labels; 0 if there is none of that name. */
    public double metric(String name) throws IOException {
        return metric(name, "");
    }

    /**
     * The sum of a metric over all its labels but one; 0 if there is none of that name.
     *
     * @param label such as {@code pool="files"}
     */
    public double metric(String name, String label) throws IOException {
        return text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> get(String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
