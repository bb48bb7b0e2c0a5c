package io.rserpool.operator.signer;

import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Settings;
import io.rserpool.operator.status.Events;

/** Tells of them by events of an API server. */
final class Problems {
    private Problems() {}

    static AuthorityProblem at(FakeApiServer api, Settings settings) {
        return new AuthorityProblem(settings, new Events(api.client(), settings));
    }
}
