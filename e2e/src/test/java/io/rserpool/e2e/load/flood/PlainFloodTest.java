package io.rserpool.e2e.load.flood;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Without security: anybody gets associations, but nobody more than a share of them. */
@Order(21)
final class PlainFloodTest extends Floods {
    PlainFloodTest() {
        super(false);
    }

    @Test
    void associationsOfAnAddressAreBounded() throws Exception {
        associationsAreBounded(List.of());
    }
}
