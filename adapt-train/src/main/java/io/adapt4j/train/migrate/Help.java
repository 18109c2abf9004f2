package io.adapt4j.train.migrate;

import io.adapt4j.train.gate.Finding;
import io.adapt4j.train.migrate.strategy.MigrationTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which data would help a migration that was refused. */
final class Help {
    /** Unlabelled texts with which distillation begins to work on real bases. */
    private static final int ENOUGH_TEXTS = 1000;

    private final MigrationGate gate;
    private final HeldOut data;

    Help(MigrationGate gate, HeldOut data) {
        this.gate = gate;
        this.data = data;
    }

    List<String> of(List<Attempt> attempts, MigrationTask task) {
        List<String> help = new ArrayList<>();
        if (data.judgedExamples().isEmpty() && data.judgedTexts().size() < gate.textsNeeded()) {
            help.add("Of " + data.judgedTexts().size()
                    + " texts to judge on, even full agreement does not show a share of "
                    + gate.agreement() + " with confidence " + gate.confidence() + "; at least " + gate.textsNeeded()
                    + " are needed, three times as many texts in all.");
        }
        if (task.texts().size() < ENOUGH_TEXTS) {
            help.add("More unlabelled texts for the old system to teach with: there are "
                    + task.texts().size() + ", and some thousands are better.");
        }
        if (task.labelled().isEmpty()) {
            help.add("Labelled examples to refine with, about ten of each label.");
        }
        Set<String> failed = failedLabels(attempts);
        if (!failed.isEmpty()) {
            help.add("Texts of these labels above all, which are answered worse than before: "
                    + String.join(", ", failed) + ".");
        }
        if (task.rerun().isEmpty()) {
            help.add("The recipe or training that made the adapter, to run again on the new base.");
        }
        if (attempts.stream().anyMatch(attempt -> attempt.reason().contains("budget"))) {
            help.add("A larger budget: strategies were left out for what they would take.");
        }
        return help;
    }

    /** The labels that the last candidate failed on. */
    private static Set<String> failedLabels(List<Attempt> attempts) {
        Set<String> failed = new TreeSet<>();
        for (Attempt attempt : attempts) {
            attempt.verdict().ifPresent(verdict -> {
                failed.clear();
                verdict.findings().stream()
                        .flatMap(finding -> finding.parts().stream())
                        .filter(part -> part.status() == Finding.Status.FAILED)
                        .forEach(part -> failed.add(part.criterion()));
            });
        }
        return failed;
    }
}
