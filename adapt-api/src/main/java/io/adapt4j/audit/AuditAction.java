package io.adapt4j.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be done to an adapter or a deployment. In a log an action is called by its name in lower case with hyphens. */
public enum AuditAction {
    TRAIN,
    RETRAIN,
    EVALUATE,
    REGISTER,
    SIGN,
    APPROVE,
    REJECT,
    /** Tags or aliases were changed. */
    LABEL,
    PROMOTE,
    DEPLOY,
    UNDEPLOY,
    /** A rollout was started or went a step further. */
    ROLL_OUT,
    /** A rollout was stopped. */
    ABORT,
    ROLL_BACK,
    DELETE,
    /** Something must not be deleted from now on. */
    HOLD,
    /** The end of a hold. */
    RELEASE,
    /** A rule was set aside, such as a gate that was not passed. */
    OVERRIDE,
    /** A policy or a setting was changed. */
    CONFIGURE;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in a log, such as {@code roll-back}. */
    public String label() {
        return label;
    }

    static Optional<AuditAction> of(String label) {
        return Arrays.stream(values())
                .filter(action -> action.label.equals(label))
                .findFirst();
    }
}
