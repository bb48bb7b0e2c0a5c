package io.rserpool.transport.diag;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * A TCP socket that listens.
 *
 * @param address where it listens, perhaps the wildcard address; that of an IPv4-mapped one is IPv4
 * @param ipv6Only whether an IPv6 wildcard takes no IPv4 connections
 * @param inode of the socket, by which it is told from one that listens there later
 */
public record ListeningSocket(InetAddress address, boolean ipv6Only, long inode) {
    /** Whether it may get a connection that is made to this address. */
    public boolean answers(InetAddress to) {
        if (!address.isAnyLocalAddress()) {
            return address.equals(to) || to.isAnyLocalAddress();
        }
        boolean six = address instanceof Inet6Address;
        return six == to instanceof Inet6Address || six && !ipv6Only;
    }
}
