package io.rserpool.e2e.bench;

/** What is measured of each way beside HAProxy. */
enum Figure {
    P50("1 connection: p50 ms", 3, "≤ 1"),
    P99("p99 ms", 3, "≤ 1"),
    REQUESTS("64 connections: req/s", 0, "≥ 1"),
    REQUESTS_P99("p99 ms", 1, "≤ 1"),
    BULK("400 MB: MB/s", 0, "≥ 0.5"),
    CONNECTIONS("new connections/s", 0, "≥ 0.5"),
    CPU("CPU s", 1, ""),
    RESIDENT("RSS MB", 0, ""),
    ERRORS("errors", 0, "");

    final String title;
    final int decimals;

    /** What the ratio to two chained HAProxys should be; empty if that has no meaning. */
    final String goal;

    Figure(String title, int decimals, String goal) {
        this.title = title;
        this.decimals = decimals;
        this.goal = goal;
    }
}
