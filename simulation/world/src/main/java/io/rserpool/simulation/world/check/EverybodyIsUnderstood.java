package io.rserpool.simulation.world.check;

import io.rserpool.simulation.world.RegistrarProcess;
import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;

/** No message of our own cannot be decoded or breaks the rules. At any time. */
final class EverybodyIsUnderstood implements Checker {
    @Override
    public void check(World world) {
        world.registrars.forEach(RegistrarProcess::checkMessages);
        if (world.metrics.protocolErrors.sum() > 0) {
            throw new Violation("an element or user saw a protocol error");
        }
    }
}
