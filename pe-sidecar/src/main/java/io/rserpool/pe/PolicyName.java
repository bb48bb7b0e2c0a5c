package io.rserpool.pe;

/** Member selection policies (RFC 5356 sections 4.1 to 4.3). */
enum PolicyName {
    ROUND_ROBIN,
    RANDOM,
    LEAST_USED
}
