package io.rserpool.registrar.asap;

import io.rserpool.handlespace.Handlespace.Outcome;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Parameters;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.domain.Removal;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registration, deregistration and the end of a registration (RFC 5352 sections 3.1 and 3.2). */
public final class Registrations {
    private final Domain domain;
    private final Watch watch;
    private final Updates updates;

    Registrations(Domain domain, Watch watch, Updates updates) {
        this.domain = domain;
        this.watch = watch;
        this.updates = updates;
    }

    void register(AsapSession session, Registration request) {
        var cause = denied(session, request);
        if (cause == null) {
            cause = invalid(session, request.element());
        }
        if (cause == null) {
            var association = session.association();
            var reached =
                    Parameters.reachedAt(request.element(), association.peer().addresses());
            var element = Parameters.with(
                    domain.distances().at(reached, association), domain.id(), Parameters.transport(association.peer()));
            switch (domain.handlespace().register(request.handle(), element, session)) {
                case Outcome.Stored(var stored, var added) -> {
                    granted(session, stored, added);
                    return;
                }
                case Outcome.Refused refused -> cause = cause(refused, request.element());
            }
        }
        domain.metrics().refused(cause);
        domain.log()
                .warn(
                        "registration refused handle=%s element=%s peer=%s cause=0x%x",
                        request.handle(),
                        request.element().identifier(),
                        session.association().peer(),
                        cause.code());
        session.send(
                new RegistrationResponse(request.handle(), request.element().identifier(), true, List.of(cause)));
    }

    /**
     * Refuses what pool elements may say over SCTP only (RFC 5352 section 2.1): who says it over TCP cannot be known by
     * its addresses.
     *
     * @return whether the message is done with
     */
    boolean needsSctp(AsapSession session, AsapMessage message) {
        var cause = ErrorCause.of(ErrorCause.REJECTED_FOR_SECURITY);
        switch (message) {
            case Registration(var handle, var element) -> {
                domain.metrics().refused(cause);
                session.send(new RegistrationResponse(handle, element.identifier(), true, List.of(cause)));
                return true;
            }
            case Deregistration(var handle, var identifier) -> {
                domain.metrics().refused(cause);
                session.send(new DeregistrationResponse(handle, identifier, List.of(cause)));
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void granted(AsapSession session, PoolElement element, boolean added) {
        domain.metrics().registered(added);
        if (!domain.profile().rules().reports().remembered()) {
            element.forgetUnreachableReports();
        }
        watch.begin(element, domain.expiry(element.registrationLife()));
        updates.confirmed(element);
        session.send(new RegistrationResponse(element.handle(), element.identifier(), false, List.of()));
        updates.added(element);
        if (!added) {
            return;
        }
        domain.log()
                .info(
                        "element registered handle=%s element=%s home=%s peer=%s",
                        element.handle(),
                        element.identifier(),
                        element.home(),
                        session.association().peer());
    }

    private @Nullable ErrorCause denied(AsapSession session, Registration request) {
        var source = session.association().peer().addresses();
        var addresses = Parameters.addresses(request.element().userTransport());
        var denial = domain.authorisation().registration(session.identity(), request.handle(), addresses, source);
        if (denial != null) {
            domain.denials().denied(denial, session.association(), request.handle());
            return ErrorCause.of(ErrorCause.REJECTED_FOR_SECURITY);
        }
        var known =
                domain.handlespace().element(request.handle(), request.element().identifier());
        if (known == null || isOwnByIdentity(session, known)) {
            return null;
        }
        if (known.home().equals(domain.id()) && watch.mayAskAtOnce(known)) {
            watch.verify(known);
        }
        // It may pass, unlike the causes above: that of the element which has it may be gone.
        return Parameters.cause(ErrorCause.NON_UNIQUE_PE_IDENTIFIER, request.element());
    }

    private boolean isOwnByIdentity(AsapSession session, PoolElement known) {
        var registrant = known.association() instanceof AsapSession other ? other.identity() : null;
        var addresses = Parameters.addresses(known.parameter().userTransport());
        var source = session.association().peer().addresses();
        var denial = domain.authorisation().owner(session.identity(), registrant, addresses, source);
        if (denial != null) {
            domain.denials().denied(denial, session.association(), known.handle());
        }
        return denial == null;
    }

    private @Nullable ErrorCause invalid(AsapSession session, PoolElementParameter element) {
        var inSeconds = !domain.profile().rules().registration().lifeInMilliseconds();
        if (element.registrationLife() == 0 || (inSeconds && element.registrationLife() < -1)) {
            return Parameters.cause(ErrorCause.INVALID_VALUES, element);
        }
        var known = new HashSet<>(session.association().peer().addresses());
        var addresses = Parameters.addresses(element.userTransport());
        var fits = domain.profile().rules().registration().usableAddresses()
                ? addresses.isEmpty() || addresses.stream().anyMatch(known::contains)
                : known.containsAll(addresses);
        if (!fits || Parameters.port(element.userTransport()) == 0) {
            // RFC 5352 section 2.2.1: a subset of the association's, regardless of the transport protocol.
            return Parameters.cause(ErrorCause.INVALID_VALUES, element.userTransport());
        }
        return null;
    }

    private static ErrorCause cause(Outcome.Refused refused, PoolElementParameter element) {
        var pool = refused.pool();
        var code = refused.refusal().cause();
        return switch (refused.refusal()) {
            case INVALID_IDENTIFIER -> Parameters.cause(code, element);
            case UNSUPPORTED_POLICY -> Parameters.cause(code, element.policy());
            case INCONSISTENT_POLICY -> pool == null ? ErrorCause.of(code) : Parameters.cause(code, pool.policy());
            case INCONSISTENT_TRANSPORT_TYPE ->
                pool == null ? ErrorCause.of(code) : Parameters.cause(code, pool.transport());
            default -> ErrorCause.of(code);
        };
    }

    void deregister(AsapSession session, Deregistration request) {
        var element = domain.handlespace().element(request.handle(), request.identifier());
        if (!mayDeregister(session, request.handle(), element)) {
            var cause = ErrorCause.of(ErrorCause.REJECTED_FOR_SECURITY);
            domain.metrics().refused(cause);
            session.send(new DeregistrationResponse(request.handle(), request.identifier(), List.of(cause)));
            return;
        }
        session.send(new DeregistrationResponse(request.handle(), request.identifier(), List.of()));
        if (element != null) {
            if (!element.home().equals(domain.id())) {
                // Only its home can end it for all: so become its home first.
                domain.handlespace().setHome(element, domain.id());
                updates.added(element);
            }
            remove(element, Removal.DEREGISTERED, null);
        }
    }

    private boolean mayDeregister(AsapSession session, PoolHandle handle, @Nullable PoolElement element) {
        if (!domain.authorisation().required()) {
            return element == null || isOwn(session, element);
        }
        var denial = domain.authorisation().element(session.identity(), handle);
        if (denial != null) {
            domain.denials().denied(denial, session.association(), handle);
            return false;
        }
        return element == null || isOwnByIdentity(session, element);
    }

    /** Nobody deregisters another one (RFC 5352 section 3.2): same association, or same address. */
    private static boolean isOwn(AsapSession session, PoolElement element) {
        var asap = element.parameter().asapTransport();
        return element.association() == session
                || asap == null
                || asap.addresses().stream()
                        .anyMatch(session.association().peer().addresses()::contains);
    }

    /**
     * Removes an own element and tells the peers.
     *
     * @param told the session to tell the element over that its registration has ended, if it can be told
     */
    public void remove(PoolElement element, Removal reason, @Nullable AsapSession told) {
        watch.forget(element);
        domain.handlespace().remove(element);
        domain.metrics().removed(reason);
        updates.deleted(element);
        if (told != null) {
            told.send(new DeregistrationResponse(element.handle(), element.identifier(), List.of()));
        }
        domain.log()
                .info(
                        "element removed handle=%s element=%s home=%s reason=%s",
                        element.handle(), element.identifier(), domain.id(), RegistrarMetrics.label(reason));
    }
}
