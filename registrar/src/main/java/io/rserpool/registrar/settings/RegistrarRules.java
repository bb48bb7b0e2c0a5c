package io.rserpool.registrar.settings;

import io.rserpool.handlespace.PolicySemantics;

/** The choices of a registrar where RFCs and RSPLIB differ. */
public record RegistrarRules(Registration registration, Reports reports, Resolution resolution, Copies copies) {
    private static final int DISTANCE_STEP = 50;

    /** As the RFCs say. */
    public static final RegistrarRules RFC = new RegistrarRules(
            new Registration(false, false, true),
            new Reports(true, false),
            new Resolution(PolicySemantics.RFC, 128, false, DISTANCE_STEP),
            new Copies(false, false, false, 1000));

    /** As RSPLIB 3.4.4. */
    public static final RegistrarRules RSPLIB = new RegistrarRules(
            new Registration(true, true, false),
            new Reports(false, true),
            new Resolution(PolicySemantics.RSPLIB, 3, true, DISTANCE_STEP),
            new Copies(true, true, false, 128));

    /** As the RFCs, but whoever cannot be reached is gone. */
    public static final RegistrarRules FAST =
            new RegistrarRules(new Registration(false, false, false), RFC.reports, RFC.resolution, RFC.copies);

    /**
     * What elements register.
     *
     * @param lifeInMilliseconds the unit of registration lives: ms (RSPLIB) or s (RFC 5354 section 3.10)
     * @param usableAddresses of an element's addresses those are taken that its association has (RSPLIB); else it is
     *     refused unless the association has all of them (RFC 5352 section 2.2.1)
     * @param keepOnAssociationLoss an element outlives its association until a keep-alive fails (RFC)
     */
    public record Registration(boolean lifeInMilliseconds, boolean usableAddresses, boolean keepOnAssociationLoss) {}

    /**
     * Reports that an element is unreachable (RFC 5352 section 3.5).
     *
     * @param forwarded tells an element's home registrar of them
     * @param remembered a re-registration does not make them forgotten (RSPLIB)
     */
    public record Reports(boolean forwarded, boolean remembered) {}

    /**
     * What users are answered.
     *
     * @param policies how the policies are understood
     * @param defaultItems elements in an answer to a resolution that asks for no number
     * @param unknownPoolBeyondRates resolutions beyond the limits are refused with cause 0x9 (RSPLIB), not 0x6
     * @param distanceStep distances of elements are multiples of it, in ms, at least 1 (RSPLIB: 50)
     */
    public record Resolution(
            PolicySemantics policies, int defaultItems, boolean unknownPoolBeyondRates, int distanceStep) {}

    /**
     * What registrars tell each other.
     *
     * @param foreignLivesExpire copies of elements of other registrars expire (RSPLIB)
     * @param smallerIdWins who wins when two take over the same registrar: the smaller ID (RSPLIB)
     * @param takeoverSuggestion suggests to better registrars to become home of an element, and heeds such suggestions
     *     (RSPLIB; draft-dreibholz-rserpool-enrp-takeover)
     * @param tableElements most elements in a handle table response, 1 to 1024
     */
    public record Copies(
            boolean foreignLivesExpire, boolean smallerIdWins, boolean takeoverSuggestion, int tableElements) {

        /** Everything else stays. */
        public Copies withSmallerIdWins(boolean newSmallerIdWins) {
            return new Copies(foreignLivesExpire, newSmallerIdWins, takeoverSuggestion, tableElements);
        }

        /** Everything else stays. */
        public Copies withTakeoverSuggestion(boolean newTakeoverSuggestion) {
            return new Copies(foreignLivesExpire, smallerIdWins, newTakeoverSuggestion, tableElements);
        }
    }

    /** Everything else stays. */
    public RegistrarRules withCopies(Copies newCopies) {
        return new RegistrarRules(registration, reports, resolution, newCopies);
    }
}
