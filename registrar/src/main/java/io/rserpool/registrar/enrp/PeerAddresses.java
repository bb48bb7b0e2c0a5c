package io.rserpool.registrar.enrp;

import io.rserpool.transport.association.EndpointAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where other registrars may be found; asked again and again, since names change what they stand for. */
@FunctionalInterface
public interface PeerAddresses {
    /** ENRP addresses, one's own may be among them. Completed by any thread; a failure means "none now". */
    CompletionStage<List<EndpointAddress>> resolve();
}
