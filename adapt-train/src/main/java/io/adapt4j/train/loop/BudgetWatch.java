package io.adapt4j.train.loop;

import io.adapt4j.error.TrainingStoppedException;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingProgress;
import io.adapt4j.train.loop.LoopRun.Spent;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunMeter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures a training and ends it when its budget is used up, or when it is not wanted any more. */
final class BudgetWatch implements TrainingListener {
    private final RunMeter meter = new RunMeter();
    private final Spent left;
    private final Rates rates;
    private final Supplier<@Nullable String> unwanted;

    /**
     * @param left what may be taken
     * @param unwanted why the training is to end; null while it is not
     */
    BudgetWatch(Spent left, Rates rates, Supplier<@Nullable String> unwanted) {
        this.left = left;
        this.rates = rates;
        this.unwanted = unwanted;
    }

    Spent spent() {
        return Spent.of(meter.cost(rates));
    }

    @Override
    public void onProgress(TrainingProgress progress) {
        String reason = unwanted.get();
        if (reason != null) {
            throw new TrainingStoppedException(reason);
        }
        Spent spent = spent();
        check("s of processor time", spent.cpuSeconds(), left.cpuSeconds());
        check("J", spent.joules(), left.joules());
        check("of costs", spent.price(), left.price());
    }

    private static void check(String unit, double spent, double left) {
        if (spent > left) {
            throw new TrainingStoppedException("The training was ended, for it has taken " + spent + " " + unit
                    + ", but its budget had " + left + " left");
        }
    }
}
