package io.rserpool.transport.sctp.usrsctp;

/**
 * A listening socket.
 *
 * @param port the SCTP port that peers see
 * @param insidePort the one that the library sees
 * @param socket of the library
 */
record Listener(int port, int insidePort, long socket) {}
