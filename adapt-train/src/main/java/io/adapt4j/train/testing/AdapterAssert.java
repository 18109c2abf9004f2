package io.adapt4j.train.testing;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModuleDelta;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/** Assertions on an adapter itself; {@link #on} leads to those on its answers. */
public final class AdapterAssert extends AbstractAssert<AdapterAssert, Adapter> {

    AdapterAssert(Adapter actual) {
        super(actual, AdapterAssert.class);
    }

    /** Goes on with the answers that it gives on a base. */
    public AnswersAssert on(BaseModel base) {
        isNotNull();
        return new AnswersAssert(actual, base).as(info.description());
    }

    /** Its weights take fewer bytes than that. */
    public AdapterAssert isSmallerThan(long bytes) {
        isNotNull();
        if (actual.weightBytes() >= bytes) {
            failWithMessage(
                    "Expected %s to have weights of less than %s bytes, but they are %s",
                    actual, bytes, actual.weightBytes());
        }
        return this;
    }

    /** It changes exactly these modules, by their paths, in any order. */
    public AdapterAssert hasTargets(String... modules) {
        isNotNull();
        List<String> expected = Stream.of(modules).sorted().toList();
        List<String> given = actual.deltas().stream().map(ModuleDelta::module).toList();
        if (!given.equals(expected)) {
            failWithMessage("Expected %s to change the modules%n  %s%nbut it changes%n  %s", actual, expected, given);
        }
        return this;
    }

    /** Making it again gives the same adapter, bit for bit. The training must be the one that it came from. */
    public AdapterAssert isReproducedBy(Supplier<Adapter> training) {
        isNotNull();
        Optional<String> difference = Difference.between(actual, training.get());
        if (difference.isPresent()) {
            failWithMessage("Expected the training to give %s again, but %s", actual, difference.get());
        }
        return this;
    }
}
